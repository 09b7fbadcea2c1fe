"""Reads of competitions."""
