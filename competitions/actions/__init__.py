"""The verbs of competitions."""
