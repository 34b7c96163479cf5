"""The forms of casework, by noun."""
