"""Pure rules of duties, throttling and passwords."""
