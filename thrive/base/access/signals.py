"""What other rooms may listen to."""

from django.dispatch import Signal

signed_out = Signal()
"""Somebody signed out: sent with `user`, before their session ends. What was kept for the visit can go."""
