"""Reminds of what is to be done outside the pages: by mail, and in a calendar."""
