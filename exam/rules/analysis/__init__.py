"""Figures of a test and its questions: pure numbers, documented in docs/analysis.md."""
