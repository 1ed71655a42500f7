"""Forms for the papers of a review."""
