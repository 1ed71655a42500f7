"""What is done with the papers of a review."""
