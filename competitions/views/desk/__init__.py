"""The desk of a competition: entries, panels and rounds, scores and rulings, the final word."""
