"""The organisation tree: nodes and their paths."""
