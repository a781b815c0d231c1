"""Which places exist, what they are called, where they lie, what contains what."""

from .place import Candidate, Place

__all__ = ["Candidate", "Place"]
