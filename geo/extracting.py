"""From an article to its incidents: mentions sentence by sentence, put together, one record for each incident."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, overload

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


@overload
def extract(  # type: ignore[overload-overlap]  # a str is an iterable of str too; here it is one text
    article: Article | str, places: Gazetteer | None = None, nlp: Language | None = None
) -> list[Incident]: ...


@overload
def extract(
    article: Iterable[Article | str], places: Gazetteer | None = None, nlp: Language | None = None
) -> Iterator[list[Incident]]: ...


def extract(
    article: Article | str | Iterable[Article | str], places: Gazetteer | None = None, nlp: Language | None = None
) -> list[Incident] | Iterator[list[Incident]]:
    """
    Return the incidents that an article or a text reports, in the order of the text.

    Of an iterable of them, an iterator that gives the incidents of each: it reads some articles ahead, which is
    a tenth quicker, and holds no more.
    Gazetteer and spaCy pipeline are those that ship, loaded once, where none is given; errors as of `geo.locate`.
    A bare text has no date, so that "on Tuesday" stays without one.
    """
    from . import language
    from .locating import locate_doc

    places = gazetteer.load() if places is None else places
    nlp = language.shipped() if nlp is None else nlp
    if not isinstance(article, (Article, str)):
        return _each(article, places, nlp)
    article = Article("", article) if isinstance(article, str) else article
    if not may_trigger(article.text, nlp):
        return []
    doc = language.parse(nlp, article.text)
    return extract_doc(article, doc, locate_doc(doc, places), places)


def _each(articles: Iterable[Article | str], places: Gazetteer, nlp: Language) -> Iterator[list[Incident]]:
    from .language import parse_each
    from .locating import locate_doc

    ahead: deque[tuple[Article, bool]] = deque()

    def telling() -> Iterator[str]:
        for each in articles:
            article = Article("", each) if isinstance(each, str) else each
            ahead.append((article, may_trigger(article.text, nlp)))
            if ahead[-1][1]:
                yield article.text

    for doc in parse_each(nlp, telling()):
        while not ahead[0][1]:
            ahead.popleft()
            yield []
        article, _ = ahead.popleft()
        yield extract_doc(article, doc, locate_doc(doc, places), places)
    yield from ([] for _ in ahead)


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
