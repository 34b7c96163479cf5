"""Joining what files say to what is on record: by which numbers, whose word stands, what changes and what is kept.

The census, people files and safeguarding datasets all write through here, so that they judge alike.
"""
