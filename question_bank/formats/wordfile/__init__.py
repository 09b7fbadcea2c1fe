"""Word files: what stands in them as lines of a paper, and a paper as a Word file."""
