"""From an article to its incidents: mentions sentence by sentence, put together, one record for each incident."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import gazetteer

from .article import Article
from .gather import gather
from .home import home
from .incident import Incident
from .naming import names_of
from .plausible import plausibility
from .record import incident, own_claims, own_tolls
from .stems import may_trigger
from .telling import tell
from .toponym import Toponym

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from gazetteer import Gazetteer

THRESHOLD = 0.6
"""
Below this probability it is silence: a wrong incident on the map is worse than a missing one.

F1 is level from 0.55 to 0.66 on the articles that the weights were fitted on (tests/bench/README.md).
"""


def extract(article: Article | str, places: Gazetteer | None = None, nlp: Language | None = None) -> list[Incident]:
    """
    Return the incidents that an article or a text reports, in the order of the text.

    Gazetteer and spaCy pipeline are those that ship, loaded once, where none is given; errors as of `geo.locate`.
    A bare text has no date, so that "on Tuesday" stays without one.
    """
    from . import language
    from .locating import locate_doc

    article = Article("", article) if isinstance(article, str) else article
    places = gazetteer.load() if places is None else places
    nlp = language.shipped() if nlp is None else nlp
    if not may_trigger(article.text, nlp):
        return []
    doc = language.parse(nlp, article.text)
    return extract_doc(article, doc, locate_doc(doc, places), places)


def extract_doc(
    article: Article, doc: Doc, toponyms: Sequence[Toponym], places: Gazetteer, threshold: float = THRESHOLD
) -> list[Incident]:
    """Return the incidents of a parsed article whose toponyms are known: ``doc.text`` is ``article.text``."""
    told = tell(article, doc, toponyms)
    clusters = gather(told.mentions)
    town = home(doc, toponyms)
    names = names_of(doc, clusters, toponyms)
    found = []
    for number, cluster in enumerate(clusters):
        probability = plausibility(cluster, clusters, article.published)
        if probability >= threshold:
            tolls = own_tolls(cluster, clusters, told.tolls)
            others = [other for other in clusters if other is not cluster]
            claims = own_claims(cluster, clusters, told.claims)
            found.append(incident(article, cluster, tolls, told.days, claims, town, probability, names[number], others))
    return found
