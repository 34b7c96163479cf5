"""The children-in-need census: one XML file a year from every authority in England.

Collected under section 83 of the Children Act 1989. Files of 2021-22 to 2026-27 are read, whatever code sets
and optional modules they use, and whoever wrote them.
"""
