"""What offices type in."""
