"""Pages of the papers of a review."""
