"""Families that never were, for demonstration, training and tests: planned by chance from a seed, then written.

Planning knows no database, so that the same seed gives the same people whatever is stored. Sizes of families,
ages and origins are about those of children in need in an English town; see `docs/reference/invented.md`.
"""
