"""A slow, plain reading of the specification: the oracle of the differential tests.

It shares nothing with the product: lists, loops and dates, one small function per sentence.
"""
