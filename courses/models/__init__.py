"""The tables of the courses."""
