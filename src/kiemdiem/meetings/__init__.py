"""Conferences: roll, agenda, contributions, conclusions, votes and ballots by hand and on paper, minutes."""
