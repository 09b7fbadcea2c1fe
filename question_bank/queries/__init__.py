"""Reads of the question bank."""
