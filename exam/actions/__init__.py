"""The verbs of the exam."""
