"""What is said, once, for screen, paper and data."""
