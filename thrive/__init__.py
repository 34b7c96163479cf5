"""Thrive - case records for England's children's social care. Start with docs/start-here.md."""
