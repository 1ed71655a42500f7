"""Table cases of the regulation: TOML files that a lawyer reads and extends, and the tests that run them."""
