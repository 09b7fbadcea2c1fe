"""Reads of the exam."""
