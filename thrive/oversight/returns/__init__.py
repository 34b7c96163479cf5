"""Statutory returns and other authorities' files: in, out and checked before sending.

Used by performance analysts and data officers. Today: children-in-need census files, people files and
safeguarding-dataset extracts in, each with a report of what was taken, what was refused and why.
"""
