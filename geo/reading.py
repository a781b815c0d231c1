"""An article read through: the places that it names and the incidents that it reports, of one parse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import gazetteer

from .article import Article
from .incident import Incident
from .toponym import Toponym

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from gazetteer import Gazetteer


@dataclass(frozen=True, slots=True)
class Reading:
    """An article, its toponyms in order, none overlapping, and its incidents."""

    article: Article
    toponyms: tuple[Toponym, ...]
    incidents: tuple[Incident, ...]


def read_through(article: Article | str, places: Gazetteer | None = None, nlp: Language | None = None) -> Reading:
    """
    Return what `geo.locate` and `geo.extract` give of an article, parsed once.

    Gazetteer and spaCy pipeline are those that ship, loaded once, where none is given; errors as of `geo.locate`.
    """
    from . import language
    from .stems import may_trigger

    article = Article("", article) if isinstance(article, str) else article
    places = gazetteer.load() if places is None else places
    nlp = language.shipped() if nlp is None else nlp
    return read_doc(article, language.parse(nlp, article.text, grammar=may_trigger(article.text, nlp)), places)


def read_doc(article: Article, doc: Doc, places: Gazetteer) -> Reading:
    """Return the reading of a parsed article; of one parsed without grammar it has no incidents."""
    from .extracting import extract_doc
    from .locating import locate_doc
    from .unlisted import place_unlisted

    found = locate_doc(doc, places)
    incidents = extract_doc(article, doc, found, places) if len(doc) and doc.has_annotation("DEP") else ()
    return Reading(article, tuple(place_unlisted(found)), tuple(incidents))
