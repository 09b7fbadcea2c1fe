"""Reads of practice: what may be practised, what somebody answered, and what follows from it."""
