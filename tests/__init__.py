"""Tests that span rooms. Each room's own tests stand inside it."""
