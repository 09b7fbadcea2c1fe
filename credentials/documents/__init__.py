"""What is printed and signed for the holder of a credential."""
