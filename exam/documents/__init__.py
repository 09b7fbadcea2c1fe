"""What is printed for an exam on paper."""
