"""Tests of the exchange format: reading, checking, writing."""
