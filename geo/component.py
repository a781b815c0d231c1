"""
A spaCy component that places the names of a `Doc`, for people who work in spaCy's world.

    nlp = spacy.load("en_core_web_md")
    nlp.add_pipe("incident_toponyms")
    doc = nlp("Drones hit Odesa overnight.")
    for span in doc.spans["toponyms"]:
        print(span.text, span.kb_id_, span.label_, span._.toponym["lat"], span._.toponym["lon"])

It adds to the doc:

- ``doc.spans["toponyms"]``: a span for each toponym, widened to whole tokens, with the id of its place in the
  gazetteer as ``kb_id_`` and the place's GeoNames feature code as ``label_``, both empty where the gazetteer
  has no such place
- ``doc._.toponyms``: a list of dictionaries with the keys that ``incidents places --format jsonl`` writes
- ``span._.toponym``: that of the first toponym within any span of the doc, a named entity's too, or None

All of it outlives ``doc.to_bytes()``. The distribution names the factory as an entry point, so that
``add_pipe`` finds it without an import.
"""

# The one module of geo that imports spaCy at its top: nobody but spaCy, or who has it, imports this one.

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

import gazetteer

from . import formats
from .locating import locate_doc
from .toponym import Toponym
from .unlisted import place_unlisted


@dataclass(frozen=True, slots=True)
class ToponymComponent:
    """Places the names of docs that have their named entities; made by ``add_pipe("incident_toponyms")``."""

    spans_key: str

    def __call__(self, doc: Doc) -> Doc:
        """Return the doc with its toponyms; `ValueError` where no named entities have been set."""
        if len(doc) and not doc.has_annotation("ENT_IOB"):
            raise ValueError(
                "incident_toponyms: the doc has no named entities: add the component after an entity tagger"
            )
        found = place_unlisted(locate_doc(doc, gazetteer.load()))
        doc.spans[self.spans_key] = [_span(doc, toponym) for toponym in found]
        doc._.toponyms = formats.toponyms("", found)["toponyms"]
        return doc


@Language.factory(
    "incident_toponyms",
    assigns=["doc.spans", "doc._.toponyms", "span._.toponym"],
    requires=["doc.ents"],
    default_config={"spans_key": "toponyms"},
)
def toponym_component(nlp: Language, name: str, spans_key: str) -> ToponymComponent:
    """Return the component; ``spans_key`` is the key of its spans in ``doc.spans``."""
    return ToponymComponent(spans_key)


def _span(doc: Doc, toponym: Toponym) -> Span:
    # A name that the gazetteer lacks has the coordinates of a place beside it, but is not that place.
    place = toponym.place if toponym.kind != "unlisted" else None
    label, identifier = (place.feature, str(place.id)) if place else ("", "")
    span = doc.char_span(toponym.start, toponym.end, label=label, kb_id=identifier, alignment_mode="expand")
    assert span is not None  # a span that is widened to tokens always has some
    return span


def _toponym_within(span: Span) -> dict[str, Any] | None:
    return next(
        (each for each in span.doc._.toponyms if span.start_char <= each["start"] and each["end"] <= span.end_char),
        None,
    )


# Only what JSON can hold goes into a doc's user data: anything else would make to_bytes() fail.
Doc.set_extension("toponyms", default=[], force=True)
Span.set_extension("toponym", getter=_toponym_within, force=True)
