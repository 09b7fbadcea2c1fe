"""What every package may use; knows nothing of training or exams."""
