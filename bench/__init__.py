"""Benchmarks: real servers, a real database, a yardstick in the same run."""
