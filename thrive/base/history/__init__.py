"""What was true, what was known, and who did or saw it.

Every room above keeps its facts as two-time rows and its decisions as append-only rows, and leaves an
audit entry in the same transaction. Serious case reviews, subject access and the courts ask for both
clocks: what was so on a day, and what was known on a day.
"""
