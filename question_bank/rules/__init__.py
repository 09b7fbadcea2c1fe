"""Values and pure functions of the question bank."""
