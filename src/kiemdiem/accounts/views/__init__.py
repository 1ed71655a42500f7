"""Pages of this floor: the sign-in, one's own account, the office's work on accounts and mandates."""
