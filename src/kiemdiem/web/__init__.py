"""Base templates, components, static files, url map."""
