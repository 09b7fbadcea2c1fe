"""Reads of courses, modules, self-checks and progress."""
