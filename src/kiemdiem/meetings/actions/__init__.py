"""What is done at a conference."""
