"""Reads the registry within what somebody may see."""
