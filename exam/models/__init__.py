"""The tables of the exam."""
