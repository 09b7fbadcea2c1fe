"""What waits for people at their desks, as counts with a door."""
