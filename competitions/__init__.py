"""Skill competitions: rounds, panels, scores, standings, the board."""
