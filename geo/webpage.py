"""The article in a page of HTML, by trafilatura, behind caps on what a hostile page can cost."""

from __future__ import annotations

import re
from typing import NamedTuple

from .inputs import InputError

ATTRIBUTES = 1_000
"""Most attributes of one tag: libxml2 compares each with all, 300,000 of them take it minutes."""

TAGS = 100_000
"""Most tags of a page: 200,000 paragraphs of a word each take trafilatura 24 seconds and a gigabyte."""

RAW = re.compile(r"<(?:(!--)|(script|style|textarea|title)\b)", re.IGNORECASE)
TAG = re.compile(r"<(?=[a-z/?]|!(?!--))", re.IGNORECASE)
IN_TAG = re.compile(r"""(?P<end>>)|=\s*(?:(?P<quote>["'])|(?P<bare>[^\s>"']+))|[^\s=>/]+""")
CHARSET = re.compile(rb"""<meta[^<>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)


class Page(NamedTuple):
    """What a page says of itself; each but the text is None where it does not say."""

    text: str
    title: str | None
    date: str | None
    """ISO 8601."""
    source: str | None
    url: str | None


def charset(data: bytes) -> str | None:
    """The encoding that a page declares in its first kilobytes."""
    found = CHARSET.search(data[:4096])
    return found[1].decode("ascii", errors="replace") if found else None


def page(html: str, name: str) -> Page:
    """The article of a page; `InputError` for one that would take too long or holds no article."""
    from trafilatura import bare_extraction

    html = inert(html)
    require_modest(html, name)
    found = bare_extraction(
        html,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    if found is None or isinstance(found, dict) or not (found.text or "").strip():
        raise InputError(name, "no article was found in the page", "save its text as .txt")
    return Page(found.text or "", found.title or None, found.date or None, found.sitename or None, found.url or None)


def inert(html: str) -> str:
    """
    The page without a `<` inside scripts, styles and comments, so that no parser sees tags there.

    The rest of a script stays: metadata stand in scripts.
    """
    parts, at = [], 0
    while found := RAW.search(html, at):
        start = found.end()
        close = "-->" if found[1] else f"</{found[2]}"
        end = _find(html, close, start)
        parts += [html[at:start], html[start:end].replace("<", " ")]
        at = end
    return "".join([*parts, html[at:]])


def _find(html: str, close: str, start: int) -> int:
    """Where ``close`` begins, case aside; the end of the page where it never does."""
    found = re.compile(re.escape(close), re.IGNORECASE).search(html, start)
    return found.start() if found else len(html)


def require_modest(html: str, name: str) -> None:
    """Raise `InputError` for more tags, or attributes of one, than a parser takes in seconds."""
    tags = at = 0
    while found := TAG.search(html, at):
        attributes, at = _attributes(html, found.end())
        tags += 1
        if tags > TAGS:
            raise InputError(name, f"has more than {TAGS:,} tags", "save its text as .txt")
        if attributes > ATTRIBUTES:
            cause = f"has a tag of more than {ATTRIBUTES:,} attributes"
            raise InputError(name, cause, "save its text as .txt")


def _attributes(html: str, at: int) -> tuple[int, int]:
    """How many attributes the tag has whose name begins at ``at``, and where it ends."""
    words = -1  # the name of the tag is none
    while found := IN_TAG.search(html, at):
        at = found.end()
        if found["end"]:
            break
        if found["quote"]:
            close = html.find(found["quote"], at)
            at = close + 1 if close >= 0 else len(html)
        elif not found["bare"]:
            words += 1
    return words, at
