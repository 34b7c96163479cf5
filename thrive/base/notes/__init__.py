"""Notes and the timeline: what workers write down, and the story read in order.

One note is one event about everybody it names, never a copy on each record. A paragraph may be about one
person only and then stays on that record. Finished notes are corrected, never changed.
"""
