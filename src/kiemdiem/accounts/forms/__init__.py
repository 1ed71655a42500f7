"""Forms of this floor: the sign-in (django-allauth's, in our words), one's own account, the office's work."""
