"""What the tests of the Django floors share: their environment, a PostgreSQL server, the cast."""
