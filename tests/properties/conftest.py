"""Generated cases take as long as they take: what is slow is told by tests of time alone."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
