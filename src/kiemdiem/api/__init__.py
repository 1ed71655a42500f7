"""The same queries and actions as the pages, for programs: JSON over HTTP, described by OpenAPI."""
