"""Pages of casework, by noun."""
