"""From an article to its incidents: mentions sentence by sentence, put together, one record for each incident."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .article import Article
from .gather import gather
from .home import home
from .incident import Incident
from .plausible import plausibility
from .record import incident, own_tolls
from .telling import tell
from .toponym import Toponym

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from gazetteer import Gazetteer

THRESHOLD = 0.4
"""Below this probability nothing happened as far as the text goes: silence."""


def extract(article: Article, places: Gazetteer, nlp: Language) -> list[Incident]:
    """Return the incidents that an article reports, in the order of the text."""
    from .language import parse
    from .locate import locate_doc

    doc = parse(nlp, article.text)
    return extract_doc(article, doc, locate_doc(doc, places), places)


def extract_doc(
    article: Article, doc: Doc, toponyms: Sequence[Toponym], places: Gazetteer, threshold: float = THRESHOLD
) -> list[Incident]:
    """Return the incidents of a parsed article whose toponyms are known: ``doc.text`` is ``article.text``."""
    told = tell(article, doc, toponyms)
    clusters = gather(told.mentions)
    town = home(doc, toponyms)
    found = []
    for cluster in clusters:
        probability = plausibility(cluster, clusters, article.published)
        if probability >= threshold:
            tolls = own_tolls(cluster, clusters, told.tolls)
            found.append(incident(article, cluster, tolls, told.days, town, probability))
    return found
