"""The officer's own training: questions by topic, feedback at once, a notebook of wrong ones."""
