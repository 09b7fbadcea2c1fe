"""What follows from answers: the notebook, strength, the next questions."""
