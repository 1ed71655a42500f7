"""The regulation and nothing else: clauses, editions, rules. Knows no file format, no database, no web."""
