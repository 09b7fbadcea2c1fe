"""What supervisors do at their desk: mark what they saw, have the trail checked."""
