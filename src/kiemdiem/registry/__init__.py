"""Organisations, collectives, people and dated facts."""
