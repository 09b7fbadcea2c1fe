"""What leaves the desks as files."""
