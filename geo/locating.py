"""From an article to its toponyms: recognition, then resolution."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, overload

import gazetteer
from gazetteer import Gazetteer

from . import language
from .article import Article
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
) -> list[Toponym]: ...


@overload
def locate(
    article: Iterable[Article | str],
    places: Gazetteer | None = None,
    nlp: Language | None = None,
    *,
    demonyms: bool = True,
) -> Iterator[list[Toponym]]: ...


def locate(
    article: Article | str | Iterable[Article | str],
    places: Gazetteer | None = None,
    nlp: Language | None = None,
    *,
    demonyms: bool = True,
) -> list[Toponym] | Iterator[list[Toponym]]:
    """
    Return the toponyms of an article or a text, in order, none overlapping.

    Of an iterable of them, an iterator that gives the toponyms of each: it reads some articles ahead, and
    holds no more. Gazetteer and spaCy pipeline are those that ship, loaded once, where none is given. Without
    ``demonyms``, "Ukrainian" tells of the places named beside it as ever, but is not itself among them. Raises
    `gazetteer.GazetteerError` or `geo.language.LanguageError` where gazetteer or pipeline cannot be loaded.
    """
    places = gazetteer.load() if places is None else places
    nlp = language.shipped() if nlp is None else nlp
    if isinstance(article, (Article, str)):
        return next(_each([article], places, nlp, demonyms))
    return _each(article, places, nlp, demonyms)


def _each(
    articles: Iterable[Article | str], places: Gazetteer, nlp: Language, demonyms: bool
) -> Iterator[list[Toponym]]:
    for doc in language.parse_names(nlp, map(_text, articles)):
        found = place_unlisted(locate_doc(doc, places))
        yield found if demonyms else without_demonyms(found)


def without_demonyms(toponyms: Iterable[Toponym]) -> list[Toponym]:
    """Return the toponyms but those that name a people: "Ukrainian"."""
    return [toponym for toponym in toponyms if toponym.kind != "demonym"]


def _text(article: Article | str) -> str:
    return article if isinstance(article, str) else article.text


def locate_doc(doc: Doc, places: Gazetteer) -> list[Toponym]:
    """Return the toponyms of a parsed text; it needs its named entities, no grammar."""
    return resolve(recognize(doc, places), doc.text)


def locate_spans(article: Article, spans: Sequence[tuple[int, int]], places: Gazetteer) -> list[Toponym]:
    """
    Place the spans that are given, ``(start, end)`` in characters, and no others.

    Raises `ValueError` where a span does not lie within the text.
    """
    text = article.text
    for start, end in spans:
        if not 0 <= start < end <= len(text):
            raise ValueError(f"span {start}-{end} is not within the text of {len(text)} characters")
    names = [name_given(text, start, end, places) for start, end in sorted(set(spans))]
    return place_unlisted(resolve(names, text))
