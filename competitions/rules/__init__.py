"""Pure rules of competitions."""
