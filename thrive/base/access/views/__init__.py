"""Pages of access: signing in, the own account, administration."""
