"""From an article to its toponyms: recognition, then resolution."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, overload

import gazetteer
from gazetteer import Gazetteer, Place

from . import language
from .article import Article
from .grammar import text_of
from .recognize import name_given, recognize
from .resolve import resolve
from .toponym import Toponym
from .unlisted import place_unlisted

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


@overload
def locate(  # type: ignore[overload-overlap]  # a str is an iterable of str too; here it is one text
    article: Article | str,
    places: Gazetteer | None = None,
    nlp: Language | None = None,
    *,
    demonyms: bool = True,
    home: Place | str | None = None,
) -> list[Toponym]: ...


@overload
def locate(
    article: Iterable[Article | str],
    places: Gazetteer | None = None,
    nlp: Language | None = None,
    *,
    demonyms: bool = True,
    home: Place | str | None = None,
) -> Iterator[list[Toponym]]: ...


def locate(
    article: Article | str | Iterable[Article | str],
    places: Gazetteer | None = None,
    nlp: Language | None = None,
    *,
    demonyms: bool = True,
    home: Place | str | None = None,
) -> list[Toponym] | Iterator[list[Toponym]]:
    """
    Return the toponyms of an article or a text, in order, none overlapping.

    Of an iterable of them, an iterator that gives the toponyms of each: it reads some articles ahead, and
    holds no more. Gazetteer and spaCy pipeline are those that ship, loaded once, where none is given. Without
    ``demonyms``, "Ukrainian" tells of the places named beside it as ever, but is not itself among them. ``home``
    is the place that the outlet is read in, as "Paris, Texas": of places with one name, those near it are the
    likelier. Raises `gazetteer.GazetteerError` or `geo.language.LanguageError` where gazetteer or pipeline cannot
    be loaded, `ValueError` where the gazetteer does not know the home.
    """
    places = gazetteer.load() if places is None else places
    nlp = language.shipped() if nlp is None else nlp
    home = home_of(home, places) if isinstance(home, str) else home
    if isinstance(article, (Article, str)):
        return next(_each([article], places, nlp, demonyms, home))
    return _each(article, places, nlp, demonyms, home)


def _each(
    articles: Iterable[Article | str], places: Gazetteer, nlp: Language, demonyms: bool, home: Place | None
) -> Iterator[list[Toponym]]:
    for doc in language.parse_names(nlp, map(_text, articles)):
        found = place_unlisted(locate_doc(doc, places, home))
        yield found if demonyms else without_demonyms(found)


def home_of(text: str, places: Gazetteer) -> Place:
    """
    Return the place that a text of one name means, with what contains it or without: "Paris, Texas".

    Raises `ValueError` where the gazetteer knows none.
    """
    names = [name_given(text, *part.span(), places) for part in re.finditer(r"[^\s,][^,]*", text)]
    place = resolve(names, text)[0].place if names else None
    if place is None:
        raise ValueError(f"{text!r} is no place of the gazetteer; name it as in Paris, Texas")
    return place


def without_demonyms(toponyms: Iterable[Toponym]) -> list[Toponym]:
    """Return the toponyms but those that name a people: "Ukrainian"."""
    return [toponym for toponym in toponyms if toponym.kind != "demonym"]


def _text(article: Article | str) -> str:
    return article if isinstance(article, str) else article.text


def locate_doc(doc: Doc, places: Gazetteer, home: Place | None = None) -> list[Toponym]:
    """Return the toponyms of a parsed text; it needs its named entities, no grammar."""
    return resolve(recognize(doc, places), text_of(doc), home)


def locate_spans(
    article: Article, spans: Sequence[tuple[int, int]], places: Gazetteer, home: Place | None = None
) -> list[Toponym]:
    """
    Place the spans that are given, ``(start, end)`` in characters, and no others.

    Raises `ValueError` where a span does not lie within the text.
    """
    text = article.text
    for start, end in spans:
        if not 0 <= start < end <= len(text):
            raise ValueError(f"span {start}-{end} is not within the text of {len(text)} characters")
    names = [name_given(text, start, end, places) for start, end in sorted(set(spans))]
    return place_unlisted(resolve(names, text, home))
