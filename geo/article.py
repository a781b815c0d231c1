"""Article: one text and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Article:
    """One text and what is known of it; offsets everywhere count characters of ``text``."""

    doc_id: str
    text: str
    title: str | None = None
    published: date | None = None
    source: str | None = None
    """The outlet or author."""
    url: str | None = None
    language: str | None = None
    """ISO 639-1 code where the file names one."""
