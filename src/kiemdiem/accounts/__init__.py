"""People who log in, and their mandates."""
