"""Writes the registry: lock, facts, verdicts, write, journal."""
