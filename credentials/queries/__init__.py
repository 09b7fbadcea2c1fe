"""Reads of credentials."""
