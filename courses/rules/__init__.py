"""Pure rules of courses: their files, their checks, when something is complete."""
