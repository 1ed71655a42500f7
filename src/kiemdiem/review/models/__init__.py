"""The tables of this floor, a module for each matter."""
