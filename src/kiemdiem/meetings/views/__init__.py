"""Pages of conferences and votes."""
