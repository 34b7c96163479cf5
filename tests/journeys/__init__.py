"""Whole stories, told as a practitioner would follow them, against a running copy in a browser."""
