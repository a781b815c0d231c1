"""
Which places a text names, which incidents it reports, where and when.

    import geo

    for toponym in geo.locate("Drones hit Odesa overnight."):
        print(toponym.text, toponym.place, toponym.confidence, toponym.why)
    for article in geo.read("articles/"):
        if isinstance(article, geo.Article):  # or an InputError that says what could not be read
            print(geo.extract(article))

What each name stands for is imported when it is first asked for, and spaCy when a text is first parsed.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .article import Article, read
    from .extracting import extract
    from .incident import Incident
    from .inputs import InputError
    from .locating import locate
    from .toponym import Toponym

_MODULES = {
    "Article": "article",
    "Incident": "incident",
    "InputError": "inputs",
    "Toponym": "toponym",
    "extract": "extracting",
    "locate": "locating",
    "read": "article",
}

__all__ = ["Article", "Incident", "InputError", "Toponym", "extract", "locate", "read"]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(importlib.import_module(f".{_MODULES[name]}", __name__), name)
    globals()[name] = found  # asked for once
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
