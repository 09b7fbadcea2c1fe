"""Reads across all packages."""
