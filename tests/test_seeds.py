"""
The sample articles, read by the real thing and held against what a careful reader recorded.

Beside each ``seeds/NAME.txt`` stands ``NAME.incidents.json``, written by hand from the text:

- ``incidents``, those that happened, in the order of the text. What a record leaves out is not compared; ``null``
  says that the text does not give it. ``type`` and the id of ``place`` may have several right answers. ``when`` is
  first and last day. Of a text such as ``actor`` the words that must be in it; of a count the bounds that the text
  gives; of ``evidence`` words out of the sentences that the incident must quote.
- ``toponyms``: each name with its id in the gazetteer, negative where GeoNames does not have it, ``null`` where it
  must not be placed (a person, or a place that the gazetteer lacks). A name holds for all its mentions, unless
  brackets mark one in its context: ``"[Kursk] region"``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import gazetteer
from geo.article import Article, read
from geo.extracting import extract
from geo.incident import STAGES, TYPES, Incident
from geo.language import load
from geo.locating import locate

if TYPE_CHECKING:
    from spacy.language import Language

SEEDS = Path(__file__).parents[1] / "seeds"
NAMES = sorted(path.stem for path in SEEDS.glob("*.txt"))
TEXTS = ("actor", "target", "weapon", "damage", "claimed_by")
COUNTS = ("killed", "injured", "affected")
KEYS = {"type", "stage", "place", "when", "precision", "evidence", *TEXTS, *COUNTS}

Record = dict[str, Any]


def recorded(name: str) -> dict[str, Any]:
    return dict(json.loads((SEEDS / f"{name}.incidents.json").read_text(encoding="utf-8")))


def article(name: str) -> Article:
    (found,) = read(SEEDS / f"{name}.txt")
    assert isinstance(found, Article)
    return found


@cache
def pipeline() -> Language:
    return load()


@cache
def extracted(name: str) -> tuple[Incident, ...]:
    return tuple(extract(article(name), gazetteer.load(), pipeline()))


# ------------------------------------------------------------------ the record against what came out


def mismatches(record: Record, found: Incident) -> Iterator[str]:
    """Say in words where an incident is not as recorded."""
    types, place = record["type"], record["place"]
    if found.type not in types:
        yield f"type: recorded {' or '.join(types)}, found {found.type}"
    if found.stage != record["stage"]:
        yield f"stage: recorded {record['stage']}, found {found.stage}"
    if (found.where.place.id if found.where.place else None) not in ids(place):
        yield f"place: recorded {place['name']} {place['id']}, found {shown(found)}"
    if found.where.is_area != place["area"]:
        yield f"place: recorded as {'an area' if place['area'] else 'a point'}, found precision {found.where.precision}"
    if "relation" in place and found.where.relation != place["relation"]:
        yield f"place: recorded {place['relation']!r}, found {found.where.relation!r}"
    days = [day.isoformat() if day else None for day in (found.when.start, found.when.end)]
    if "when" in record and days != (record["when"] or [None, None]):
        yield f"when: recorded {record['when']}, found {days} from {found.when.text!r}"
    if record.get("precision", found.when.precision) != found.when.precision:
        yield f"when: recorded precision {record['precision']}, found {found.when.precision}"
    for field in TEXTS:
        text, words = getattr(found, field), record.get(field, "")
        if (words is None and text) or (words and words.lower() not in (text or "").lower()):
            yield f"{field}: recorded {words!r}, found {text!r}"
    for field in COUNTS:
        count, bounds = getattr(found, field), record.get(field, {})
        if (bounds is None and count) or (bounds and any(getattr(count, b, None) != n for b, n in bounds.items())):
            yield f"{field}: recorded {bounds}, found {count}"
    quotes = [evidence.quote for report in found.reports for evidence in report.evidence]
    for words in record["evidence"]:
        if not any(words in quote for quote in quotes):
            yield f"evidence: {words!r} is not quoted"


def ids(place: Record) -> list[int]:
    return place["id"] if isinstance(place["id"], list) else [place["id"]]


def shown(found: Incident) -> str:
    place = found.where.place
    where = f"{place.name} {place.id} {place.feature}" if place else f"no place ({found.where.text})"
    return f"{found.type} at {where}, {found.when.start}..{found.when.end}: {found.reports[0].evidence[0].quote[:90]!r}"


def paired(records: list[Record], found: list[Incident]) -> list[tuple[Record | None, Incident | None]]:
    """Pair what was recorded with what was found, the best fitting first; the rest stand alone."""
    fits = sorted(
        (len(list(mismatches(record, incident))), i, j)
        for i, record in enumerate(records)
        for j, incident in enumerate(found)
        if any(words in e.quote for r in incident.reports for e in r.evidence for words in record["evidence"])
        or (
            incident.type in record["type"] and incident.where.place and incident.where.place.id in ids(record["place"])
        )
    )
    partner: dict[int, int] = {}
    for _, i, j in fits:
        if i not in partner and j not in partner.values():
            partner[i] = j
    pairs: list[tuple[Record | None, Incident | None]] = []
    pairs += [(record, found[partner[i]] if i in partner else None) for i, record in enumerate(records)]
    return pairs + [(None, incident) for j, incident in enumerate(found) if j not in partner.values()]


def differences(records: list[Record], found: list[Incident]) -> list[str]:
    lines = []
    for record, incident in paired(records, found):
        if record is None and incident is not None:
            lines.append(f"NOT RECORDED  {shown(incident)}")
        elif record is not None and incident is None:
            lines.append(f"NOT FOUND     {record['type'][0]} at {record['place']['name']}: {record['evidence'][0]!r}")
        elif record is not None and incident is not None:
            lines += [f"{record['place']['name']}: {line}" for line in mismatches(record, incident)]
    return lines


@pytest.mark.parametrize("name", NAMES)
def test_the_incidents_of_a_sample_are_those_that_a_reader_recorded(name: str) -> None:
    happened = [incident for incident in extracted(name) if incident.stage == "accomplished"]
    lines = differences(recorded(name)["incidents"], happened)
    if lines:
        pytest.fail("\n".join([f"seeds/{name}.txt", *lines]), pytrace=False)


@pytest.mark.parametrize("name", NAMES)
def test_the_names_of_a_sample_are_placed_as_a_reader_would(name: str) -> None:
    doc = article(name)
    found = [t for t in locate(doc, gazetteer.load(), pipeline()) if t.kind == "place" and t.place]
    lines = []
    for text, identifier in recorded(name)["toponyms"].items():
        for start, end in mentions(doc.text, text):
            there = [t for t in found if t.start < end and start < t.end]
            places = {t.place.id for t in there if t.place}
            if places != ({identifier} if identifier is not None else set()):
                answer = ", ".join(f"{t.text!r} = {t.place.name} {t.place.id}" for t in there if t.place)
                around = doc.text[max(0, start - 20) : end + 20].replace("\n", " ")
                lines.append(f"{text}: recorded {identifier}, found {answer or 'nothing'} in {around!r}")
    if lines:
        pytest.fail("\n".join([f"seeds/{name}.txt", *lines]), pytrace=False)


def mentions(text: str, name: str) -> list[tuple[int, int]]:
    """The characters of each mention of a name, or of the one that brackets mark in its context."""
    before, name, after = re.fullmatch(r"(?:(.*)\[)?(.*?)(?:\](.*))?", name).groups("")  # type: ignore[union-attr]
    pattern = f"(?<!\\w){re.escape(before)}({re.escape(name)}){re.escape(after)}(?!\\w)"
    return [match.span(1) for match in re.finditer(pattern, text)]


# ------------------------------------------------------------------ the samples themselves


@pytest.mark.parametrize("name", NAMES)
def test_a_record_speaks_of_its_article_in_the_words_of_the_project(name: str) -> None:
    text, record, places = article(name).text, recorded(name), gazetteer.load()
    for incident in record["incidents"]:
        assert set(incident) <= KEYS
        assert set(incident["type"]) <= set(TYPES)
        assert incident["stage"] in STAGES
        assert all(identifier in places for identifier in ids(incident["place"]))
        for words in incident["evidence"]:
            assert words in text
    for toponym, identifier in record["toponyms"].items():
        assert mentions(text, toponym), f"{toponym} is not in the text"
        assert identifier is None or identifier in places


def test_there_are_eight_samples_two_of_them_undated_and_one_without_an_incident() -> None:
    assert len(NAMES) == 8
    assert sum(article(name).published is None for name in NAMES) == 2
    assert sum(not recorded(name)["incidents"] for name in NAMES) == 1


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_names_its_source_and_is_as_long_as_news(name: str) -> None:
    sample = article(name)
    assert sample.source == "Incident mapper sample, retold from public reports"
    assert sample.title
    assert 250 <= len(sample.text.split()) <= 500
