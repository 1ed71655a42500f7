"""Forms of conferences and votes."""
