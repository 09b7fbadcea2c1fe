"""Desks: what each role sees first, reading across all the others."""
