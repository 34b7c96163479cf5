"""Property tests here have no deadline: the first comparison loads the table of names."""

from hypothesis import settings

settings.register_profile("no-deadline", deadline=None)
settings.load_profile("no-deadline")
