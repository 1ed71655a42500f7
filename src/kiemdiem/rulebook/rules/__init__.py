"""The rules, by what they speak of: each a condition over named facts, with its clauses."""
