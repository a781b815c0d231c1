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
    from .extracting import extract_doc
    from .locating import locate_doc
    from .stems import may_trigger
    from .unlisted import place_unlisted

    article = Article("", article) if isinstance(article, str) else article
    places = gazetteer.load() if places is None else places
    nlp = language.shipped() if nlp is None else nlp
    telling = may_trigger(article.text, nlp)
    doc = language.parse(nlp, article.text, grammar=telling)
    found = locate_doc(doc, places)
    incidents = extract_doc(article, doc, found, places) if telling else ()
    return Reading(article, tuple(place_unlisted(found)), tuple(incidents))
