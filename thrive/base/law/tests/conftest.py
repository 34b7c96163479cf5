"""Property tests here have no deadline: the first day of a year off the official list loads a calendar."""

from hypothesis import settings

settings.register_profile("no-deadline", deadline=None)
settings.load_profile("no-deadline")
