"""Targets, self-reviews, reports, opinions asked and given, suggestions, verification cases."""
