"""The work itself: who has it, what is due, and what came in from elsewhere for a domain to take over.

Elements brought in by an importer are kept here in full until the domain they belong to exists, so that it
takes them over without importing again.
"""
