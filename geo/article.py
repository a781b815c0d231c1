"""
Article: one text and what is known of it.

`read` gives the articles of a file, a folder or standard input. What cannot be used comes as an `InputError`
in its place, and the others go on:

- ``.txt``: the text as it stands, so that offsets are those of the file; it may begin with a header, lines
  of ``Title:``, ``Date:``, ``Source:`` and ``URL:`` and then an empty line, which is not part of the text
- ``.md``: the same, with front matter between lines of ``---``, or a ``# heading`` as the title
- ``.html``, ``.htm``: the article of the page, without its menus, and the metadata that the page declares
- ``.jsonl``: one article a line: ``text`` and, where known, ``doc_id title date source url toponyms``
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from . import webpage
from .incident import YEARS
from .inputs import FILE_BYTES, InputError, contents, decode, json_lines, unreadable, whole

SUFFIXES = {".txt", ".md", ".html", ".htm", ".jsonl"}
"""The files that `read` reads; in a folder it leaves the others alone."""

TEXT_CHARACTERS = 300_000
"""Longest text: a novel has as many. Parsing it takes spaCy 1.4 GB; a million characters take 3.7."""

RUNS = {
    "characters without a space": (re.compile(r"\S+"), 5_000),
    "signs in a row": (re.compile(r"[^\w\s]+|_+"), 1_000),
}
"""
Longest stretch without a space, and longest of signs alone. spaCy's tokenizer takes the signs at the ends of
a stretch off one by one, copying the rest each time: 20,000 emoji in a row keep it for 90 seconds.
"""

STDIN = Path("-")

HEADER = re.compile(r"(?:(?:title|date|source|url):[^\n]*\n)+[ \t]*\r?\n", re.IGNORECASE)
FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?\n)?---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
HEADING = re.compile(r"\s*#[ \t]+([^\n]*?)[ \t#]*(?:\r?\n|\Z)")
HTML = re.compile(r"\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
DATELINE = re.compile(
    r"[^\n]{0,60}?\b((?:[A-Z][a-z]{2,8}\.? \d{1,2}, |\d{1,2} [A-Z][a-z]{2,8} )(?:19|20)\d\d)\b\)?,?"
    r"(?: ?\([^()\n]{1,30}\))?,? ?(?:—|–|-{1,2}) "
)
"""The beginning of a text whose dateline has a whole date, which it captures."""
ISO_DATE = re.compile(r"(\d{4}-\d{2}-\d{2}|\d{8})(?:[T ].*)?")


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
    spans: tuple[tuple[int, int], ...] | None = None
    """Start and end of each place name that a JSONL line already marks in its ``toponyms``."""


def read(path: Path | str, published: date | None = None) -> Iterator[Article | InputError]:
    """
    The articles of a file, a folder and the folders in it, or of standard input (``-``), in a fixed order.

    ``published`` is the date of the articles that carry none. Whatever cannot be read, or only without
    its date, comes as an `InputError` before the next article.
    """
    path = Path(path)
    if path == STDIN:
        yield from read_file(path, "-", published)
    elif is_folder(path):
        files, _, errors = files_below(path)
        yield from errors
        for file in files:
            yield from read_file(file, file.relative_to(path).as_posix(), published)
    else:
        yield from read_file(path, path.name, published)


def files_below(folder: Path) -> tuple[list[Path], list[Path], list[InputError]]:
    """The files in a folder that `read` reads, those that it leaves alone, and what hinders; all sorted."""
    files: list[Path] = []
    others: list[Path] = []
    errors: list[InputError] = []

    def hindered(error: OSError) -> None:
        errors.append(unreadable(str(error.filename), error))

    root = folder.resolve()
    for parent, folders, names in os.walk(folder, onerror=hindered):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for path in (Path(parent, name) for name in names if not name.startswith(".")):
            if path.suffix.lower() not in SUFFIXES:
                others.append(path)
            elif path.is_symlink() and not _leads_below(path, root):
                errors.append(InputError(str(path), "is a link out of the folder", "name its target"))
            else:
                files.append(path)
    return sorted(files), sorted(others), sorted(errors, key=str)


def _leads_below(link: Path, root: Path) -> bool:
    try:
        return link.resolve(strict=True).is_relative_to(root)
    except (OSError, RuntimeError):  # dangling, or a loop: reading it will say so
        return True


def is_folder(path: Path) -> bool:
    """Whether there is a folder of that name, whatever the name."""
    try:
        return path.is_dir()
    except OSError:  # a name too long, for one
        return False


def read_file(path: Path, doc_id: str, published: date | None = None) -> Iterator[Article | InputError]:
    """The articles of one file or standard input; ``doc_id`` names the article where the file does not."""
    name = "standard input" if path == STDIN else str(path)
    suffix = path.suffix.lower()
    if suffix and suffix not in SUFFIXES:
        yield InputError(name, f"{suffix} files are not read", f"read are {' '.join(sorted(SUFFIXES))}")
        return
    try:
        if suffix == ".jsonl":
            yield from _json_articles(path, name, doc_id, published)
            return
        data = sys.stdin.buffer.read(FILE_BYTES + 1) if path == STDIN else contents(path, name)
        if len(data) > FILE_BYTES:
            raise InputError(name, f"has more than {FILE_BYTES // 1_000_000} MB", "split it")
        yield from _document(data, suffix, name, doc_id, published)
    except InputError as error:
        yield error


def _document(
    data: bytes, suffix: str, name: str, doc_id: str, published: date | None
) -> Iterator[Article | InputError]:
    if not data.strip():
        raise InputError(name, "is empty")
    html = suffix in {".html", ".htm"}
    text = decode(data, name, webpage.charset(data) if html else None)
    if html or HTML.match(text):
        page = webpage.page(text, name)
        fields: dict[str, Any] = page._asdict()
    else:
        fields = _front_matter(text) if suffix == ".md" else _header(text)
    yield from _article({**fields, "doc_id": doc_id}, name, published, fields.get("line"))


def _header(text: str) -> dict[str, Any]:
    """Text and the fields of the header that it begins with; ``line`` is where the date stands."""
    header = HEADER.match(text)
    if not header:
        return {"text": text}
    return {**_fields(header[0].splitlines(), 1), "text": text[header.end() :]}


def _front_matter(text: str) -> dict[str, Any]:
    matter = FRONT_MATTER.match(text)
    fields = _fields((matter[1] or "").splitlines(), 2) if matter else {}
    rest = text[matter.end() :] if matter else text
    heading = HEADING.match(rest)
    if heading and not fields.get("title"):
        return {**fields, "title": heading[1], "text": rest[heading.end() :]}
    return {**fields, "text": rest}


def _fields(lines: Iterable[str], first: int) -> dict[str, Any]:
    """``key: value`` lines as a dictionary of the keys that articles have."""
    fields: dict[str, Any] = {}
    for number, line in enumerate(lines, first):
        key, _, value = line.partition(":")
        key, value = key.strip().lower(), value.strip().strip("\"'")
        if key in {"title", "date", "source", "url"} and value:
            fields[key] = value
            if key == "date":
                fields["line"] = number
    return fields


def _json_articles(path: Path, name: str, doc_id: str, published: date | None) -> Iterator[Article | InputError]:
    found = False
    for number, record in json_lines(path, name):
        found = True
        if isinstance(record, InputError):
            yield record
            continue
        identifier = record.get("doc_id")
        fields = {**record, "doc_id": f"{doc_id}:{number}" if identifier is None else str(identifier)}
        try:
            yield from _article(fields, name, published, number)
        except InputError as error:
            yield error
    if not found:
        raise InputError(name, "is empty")


def _article(
    fields: dict[str, Any], name: str, published: date | None, line: int | None
) -> Iterator[Article | InputError]:
    """The article that ``fields`` describe, and before it, why its date is not known."""
    text = _readable_text(fields.get("text"), name, line)
    if fields.get("date") not in (None, ""):
        try:
            published = parse_date(str(fields["date"]))
        except ValueError as error:
            published = None
            yield InputError(name, f"the date {error}", "write it as 2024-03-12", line=line, lost=False)
    published = published or dateline_day(text)
    known = {
        key: whole(value.strip())
        for key in ("title", "source", "url", "language")
        if isinstance(value := fields.get(key), str) and value.strip()
    }
    spans = _spans(fields["toponyms"], len(text), name, line) if "toponyms" in fields else None
    yield Article(whole(fields["doc_id"]), whole(text), published=published, spans=spans, **known)


def _readable_text(text: Any, name: str, line: int | None) -> str:
    """``text``, where it is one and a parser takes it in seconds."""
    if not isinstance(text, str) or not text.strip():
        raise InputError(name, "has no text", line=line)
    if len(text) > TEXT_CHARACTERS:
        cause = f"has a text of more than {TEXT_CHARACTERS:,} characters"
        raise InputError(name, cause, "split it", line=line)
    for kind, (pattern, longest) in RUNS.items():
        if any(len(run[0]) > longest for run in pattern.finditer(text)):
            raise InputError(name, f"has more than {longest:,} {kind}", "take them out", line=line)
    return text


def _spans(toponyms: Any, length: int, name: str, line: int | None) -> tuple[tuple[int, int], ...]:
    """Start and end of each of a line's toponyms."""
    try:
        spans = tuple((toponym["start"], toponym["end"]) for toponym in toponyms)
    except (TypeError, KeyError):
        raise InputError(name, "toponyms are not a list of start and end", line=line) from None
    for start, end in spans:
        if not (type(start) is type(end) is int and 0 <= start < end <= length):
            raise InputError(name, f"toponym {start!r} to {end!r} is not within the text", line=line)
    return spans


def parse_date(text: str) -> date:
    """
    The day that ``text`` names, with its year; ISO 8601 first, then as English writes dates.

    `ValueError` for an impossible day, a relative or incomplete one, and one that can be two: 03/04/2024.

    >>> parse_date("2024-03-12T23:30:00-08:00"), parse_date("Tuesday, 12 March 2024")
    (datetime.date(2024, 3, 12), datetime.date(2024, 3, 12))
    """
    text = text.strip()[:100]
    if iso := ISO_DATE.fullmatch(text):
        try:
            return _of_news(date.fromisoformat(iso[1]), text)
        except ValueError:
            raise ValueError(f"{text!r} is no day that news could be of") from None
    days = {_english_date(text, order) for order in ("DMY", "MDY")}
    if len(days) > 1:
        raise ValueError(f"{text!r} can be {' or '.join(sorted(map(str, days)))}")
    day = days.pop()
    if day is None:
        raise ValueError(f"{text!r} is not a day, month and year")
    return _of_news(day, text)


def _of_news(day: date, text: str) -> date:
    if not YEARS[0] <= day.year <= YEARS[1]:
        raise ValueError(f"{text!r} is no day that news could be of")
    return day


def dateline_day(text: str) -> date | None:
    """
    The day of a dateline that says its year, as the day of an article that carries none.

    >>> dateline_day("KYIV, April 3, 2025 (Wire) - Drones hit the port."), dateline_day("It was on April 3, 2025.")
    (datetime.date(2025, 4, 3), None)
    """
    met = DATELINE.match(text.lstrip())
    try:
        return parse_date(met[1]) if met else None
    except ValueError:
        return None


def _english_date(text: str, order: str) -> date | None:
    import dateparser

    found = dateparser.parse(
        text,
        languages=["en"],
        settings={
            "DATE_ORDER": order,
            "STRICT_PARSING": True,
            "REQUIRE_PARTS": ["day", "month", "year"],
            "PARSERS": ["absolute-time"],
        },
    )
    return found.date() if found else None


__all__ = ["SUFFIXES", "Article", "InputError", "files_below", "parse_date", "read", "read_file"]
