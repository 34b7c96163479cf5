"""Invented notes of work that is going on, with the summaries of where things stand.

What they say comes from a stock of sentences and the facts of the family. They are written by set: an action
writes one note in one transaction and takes no note of a day to come, which `--as-of` may ask for. A test holds the
rows to those that `actions.write_note` makes.
"""
