"""From an article to its toponyms: recognition, then resolution."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gazetteer import Gazetteer

from .article import Article
from .language import parse
from .recognize import name_given, recognize
from .resolve import resolve
from .toponym import Toponym

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


def locate(article: Article, places: Gazetteer, nlp: Language) -> list[Toponym]:
    """Return the toponyms of an article, in order, none overlapping."""
    return locate_doc(parse(nlp, article.text), places)


def locate_doc(doc: Doc, places: Gazetteer) -> list[Toponym]:
    """Return the toponyms of a parsed text."""
    return resolve(recognize(doc, places), doc.text)


def locate_spans(article: Article, spans: Sequence[tuple[int, int]], places: Gazetteer, nlp: Language) -> list[Toponym]:
    """
    Place the spans that are given, ``(start, end)`` in characters, and no others.

    Raises `ValueError` where a span does not lie within the text.
    """
    text = article.text
    for start, end in spans:
        if not 0 <= start < end <= len(text):
            raise ValueError(f"span {start}-{end} is not within the text of {len(text)} characters")
    doc = parse(nlp, text)
    names = [name_given(doc, start, end, places) for start, end in sorted(set(spans))]
    return resolve(names, text)
