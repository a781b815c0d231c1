"""An article as HTML: its text with the incidents and the places marked in it, every word of it escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import groupby, pairwise

from gazetteer import Place
from geo.incident import Incident

from . import words
from .payload import clean
from .strings import say, strings

BLANK_LINES = re.compile(r"[ \t\r]*\n[ \t\r]*\n\s*")


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A stretch of a text that names a place: ``text[start:end]``, characters."""

    start: int
    end: int
    place: Place | None
    """``None`` where it is not known which."""
    why: str
    """The reason for this place, in words that a reader can check."""


@dataclass(frozen=True, slots=True)
class Story:
    """An article as a report shows it; its incidents are those whose reports name its ``doc_id``."""

    doc_id: str
    text: str
    title: str | None = None
    source: str | None = None
    url: str | None = None
    published: date | None = None
    names: tuple[PlaceName, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a story that tells of an incident or names a place, each given by its index."""

    start: int
    end: int
    incident: int | None = None
    field: str | None = None
    """What of an incident the words say; ``None`` for the sentence that tells it."""
    name: int | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a story throughout which the same is marked."""

    start: int
    end: int
    incidents: tuple[int, ...]
    fields: tuple[str, ...]
    name: int | None


def marks(story: Story, incidents: Iterable[tuple[int, Incident]]) -> list[Mark]:
    """What is marked in a story; evidence that isn't in its text, as of another of the same id, is left out."""
    found = [
        Mark(piece.start, piece.end, index, None if piece.field == "type" else piece.field)
        for index, incident in incidents
        for report in incident.reports
        if report.doc_id == story.doc_id
        for piece in report.evidence
        if piece.start < piece.end and story.text[piece.start : piece.end] == piece.quote
    ]
    found += [
        Mark(name.start, name.end, name=number)
        for number, name in enumerate(story.names)
        if 0 <= name.start < name.end <= len(story.text)
    ]
    return sorted(found, key=lambda mark: (mark.start, mark.end))


def pieces(marked: Sequence[Mark], start: int, end: int) -> Iterator[Piece]:
    """The stretch from ``start`` to ``end`` cut wherever a mark, of those that touch it, begins or ends."""
    cuts = sorted({start, end, *(side for mark in marked for side in (mark.start, mark.end) if start < side < end)})
    begins = iter(marked)
    coming = next(begins, None)
    open_: list[Mark] = []
    for left, right in pairwise(cuts):
        while coming is not None and coming.start <= left:
            open_.append(coming)
            coming = next(begins, None)
        open_ = [mark for mark in open_ if mark.end > left]
        told = sorted({mark.incident for mark in open_ if mark.incident is not None and mark.field is None})
        fields = sorted({mark.field for mark in open_ if mark.field is not None})
        name = next((mark.name for mark in open_ if mark.name is not None), None)
        yield Piece(left, right, tuple(told), tuple(fields), name)


def article(number: int, story: Story, incidents: Sequence[tuple[int, Incident]], lang: str) -> str:
    """The story as an HTML element; ``number`` counts stories from 1, an incident comes with its index in the page."""
    marked = marks(story, incidents)
    known = dict(incidents)
    shown: set[int] = set()
    body = "\n".join(_paragraph(story, start, end, marked, known, shown, lang) for start, end in paragraphs(story.text))
    title = escape(clean(story.title or story.doc_id))
    return (
        f'<article class="story" id="story-{number}" aria-labelledby="story-{number}-title" tabindex="-1">\n'
        f'<h2 id="story-{number}-title" dir="auto">{title}</h2>\n{_source(story, lang)}'
        f'<div class="text" dir="auto">\n{body}\n</div>\n</article>'
    )


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Start and end of each paragraph: what lies between blank lines."""
    bounds, start = [], 0
    for gap in [*BLANK_LINES.finditer(text), None]:
        end = gap.start() if gap else len(text.rstrip())
        if text[start:end].strip():
            bounds.append((start, end))
        start = gap.end() if gap else end
    return bounds


def _paragraph(
    story: Story,
    start: int,
    end: int,
    marked: Sequence[Mark],
    known: dict[int, Incident],
    shown: set[int],
    lang: str,
) -> str:
    """A paragraph; the number of an incident stands where it is first told, fills ``shown``."""
    touching = [mark for mark in marked if mark.start < end and mark.end > start]
    made = []
    for told, run in groupby(pieces(touching, start, end), key=lambda piece: piece.incidents):
        inner = []
        for index in told:
            if index not in shown:
                shown.add(index)
                inner.append(_number(index, known[index], lang))
        for name, same in groupby(run, key=lambda piece: piece.name):
            text = "".join(_said(story, piece, lang) for piece in same)
            inner.append(text if name is None else _place(story, name, text))
        indexes = " ".join(map(str, told))
        joined = "".join(inner)
        made.append(f'<mark class="told" data-incidents="{indexes}">{joined}</mark>' if told else joined)
    return f"<p>{''.join(made)}</p>"


def _number(index: int, incident: Incident, lang: str) -> str:
    label = escape(clean(say(lang, "report_incident", number=index + 1, heading=words.heading(incident, lang))))
    data = f'href="#incident-{index + 1}" data-incident="{index}" aria-label="{label}"'
    return f'<a class="badge" {data}>{index + 1}</a> '


def _said(story: Story, piece: Piece, lang: str) -> str:
    text = escape(clean(story.text[piece.start : piece.end]))
    if not piece.fields or not piece.incidents:
        return text
    named = ", ".join(strings(lang).get(f"field_{field}", field) for field in piece.fields)
    return f'<span class="said" title="{escape(clean(named))}">{text}</span>'


def _place(story: Story, number: int, text: str) -> str:
    css = "toponym" if story.names[number].place else "toponym unknown"
    return f'<span class="{css}" data-name="{number}">{text}</span>'


def _source(story: Story, lang: str) -> str:
    """Whence the story comes, linked if its address is one of the web."""
    parts = [story.source, story.published and words.day(story.published, lang)]
    text = escape(clean(", ".join(part for part in parts if part)))
    if story.url and words.is_web_address(story.url):
        link = escape(clean(story.url))
        text += f'{", " if text else ""}<a href="{link}" rel="noopener noreferrer" target="_blank">{link}</a>'
    elif story.url:
        text += f'{", " if text else ""}{escape(clean(story.url))}'
    return f'<p class="source" dir="auto">{text}</p>\n' if text else ""
