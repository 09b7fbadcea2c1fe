"""Blueprints, sittings, the journal, grading and results."""
