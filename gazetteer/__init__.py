"""Which places exist, what they are called, where they lie, what contains what."""

from .lookup import Gazetteer, Match, load
from .names import fold
from .place import Candidate, Place
from .store import GazetteerError

__all__ = ["Candidate", "Gazetteer", "GazetteerError", "Match", "Place", "fold", "load"]
