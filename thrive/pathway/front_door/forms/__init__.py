"""The forms of the front door."""
