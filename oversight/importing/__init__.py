"""The demonstration bureau."""
