"""What is so in the work, whoever asks: which statuses people have, judged by the elements on record."""

from thrive.base.casework.facts.elements import newest_seen, statuses, turned_on

__all__ = ["newest_seen", "statuses", "turned_on"]
