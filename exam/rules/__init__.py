"""Pure rules of the exam."""
