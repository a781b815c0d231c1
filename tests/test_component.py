"""The spaCy component: places as spans of a doc, that outlive its serialization."""

from __future__ import annotations

import json
import tomllib
import warnings
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import spacy
from spacy.tokens import Doc

from geo import formats
from geo.component import toponym_component
from geo.language import load
from geo.locating import locate

if TYPE_CHECKING:
    from spacy.language import Language

    from gazetteer import Gazetteer

TEXT = "Drones hit Odesa overnight, and a blast shook Zheleznogorsk in the Kursk region of Russia."
ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def pipeline() -> Language:
    nlp = load()
    nlp.add_pipe("incident_toponyms")
    return nlp


def test_spans_carry_the_id_and_the_kind_of_their_place(pipeline: Language) -> None:
    doc = pipeline(TEXT)
    assert [(span.text, span.kb_id_, span.label_) for span in doc.spans["toponyms"]] == [
        ("Odesa", "698740", "PPLA"),
        ("Zheleznogorsk", "463343", "PPL"),
        ("Kursk region", "538555", "ADM1"),
        ("Russia", "2017370", "PCLI"),
    ]


def test_the_toponyms_are_those_of_locate(pipeline: Language, nlp: Language, places: Gazetteer) -> None:
    doc = pipeline(TEXT)
    assert doc._.toponyms == formats.toponyms("", locate(TEXT, places, nlp))["toponyms"]
    assert [span._.toponym for span in doc.spans["toponyms"]] == doc._.toponyms


def test_any_span_knows_the_toponym_in_it(pipeline: Language) -> None:
    doc = pipeline(TEXT)
    assert doc[2:3]._.toponym["name"] == "Odesa"
    assert doc[0:2]._.toponym is None


@pytest.mark.parametrize(
    ("text", "lat"),
    [
        ("A fire broke out in the town of Qwertzuville on Monday.", None),
        ("A fire broke out in the town of Qwertzuville, near Odesa, on Monday.", 46.48572),
    ],
)
def test_a_name_that_the_gazetteer_lacks_has_a_span_without_id(
    text: str, lat: float | None, pipeline: Language
) -> None:
    doc = pipeline(text)
    span = next(span for span in doc.spans["toponyms"] if "Qwertzuville" in span.text)
    assert (span.kb_id_, span.label_, span._.toponym["lat"]) == ("", "", lat)


@pytest.mark.parametrize("text", ["", " ", "Nothing of note."])
def test_a_text_without_places_has_no_spans(text: str, pipeline: Language) -> None:
    doc = pipeline(text)
    assert (len(doc.spans["toponyms"]), doc._.toponyms) == (0, [])


def test_docs_do_not_share_their_toponyms(pipeline: Language) -> None:
    one, two = pipeline.pipe([TEXT, "Nothing of note."])
    assert (len(one._.toponyms), len(two._.toponyms)) == (4, 0)


def test_all_of_it_outlives_serialization(pipeline: Language) -> None:
    doc = pipeline(TEXT)
    again = Doc(pipeline.vocab).from_bytes(doc.to_bytes())
    assert again._.toponyms == doc._.toponyms
    assert [(s.text, s.kb_id_, s.label_, s._.toponym) for s in again.spans["toponyms"]] == [
        (s.text, s.kb_id_, s.label_, s._.toponym) for s in doc.spans["toponyms"]
    ]
    json.dumps(doc._.toponyms, allow_nan=False)


def test_a_pipeline_with_it_is_saved_and_loaded(pipeline: Language, tmp_path: Path) -> None:
    pipeline.to_disk(tmp_path)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"\[W095\]")  # the weights stem from an earlier spaCy
        doc = spacy.load(tmp_path)(TEXT)
    assert [span.kb_id_ for span in doc.spans["toponyms"]] == ["698740", "463343", "538555", "2017370"]


def test_a_doc_without_named_entities_is_refused() -> None:
    blank = spacy.blank("en")
    blank.add_pipe("incident_toponyms")
    with pytest.raises(ValueError, match="incident_toponyms: the doc has no named entities"):
        blank(TEXT)


def test_the_key_of_the_spans_can_be_chosen() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "GPE", "pattern": "Odesa"}])  # type: ignore[attr-defined]
    nlp.add_pipe("incident_toponyms", config={"spans_key": "places"})
    doc = nlp("Drones hit Odesa.")
    assert [span.kb_id_ for span in doc.spans["places"]] == ["698740"]


def test_the_distribution_names_the_factory() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    points = project["entry-points"]["spacy_factories"]
    assert list(points) == ["incident_toponyms"]
    assert EntryPoint("incident_toponyms", points["incident_toponyms"], "spacy_factories").load() is toponym_component
