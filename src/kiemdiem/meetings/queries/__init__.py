"""Conferences and votes within what somebody may see."""
