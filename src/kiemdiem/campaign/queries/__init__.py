"""Cycles, places and plan rows within what somebody may see."""
