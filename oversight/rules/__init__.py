"""Pure rules of the desks."""
