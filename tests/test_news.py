"""News of many kinds, each read whole: what a careful reader records, and where no incident may stand."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gazetteer import Gazetteer
from geo import extract
from geo.article import Article
from geo.incident import Incident

if TYPE_CHECKING:
    from spacy.language import Language

TABLE = Path(__file__).parent / "news.toml"
ARTICLES: list[dict[str, Any]] = tomllib.loads(TABLE.read_text(encoding="utf-8"))["article"]
"""Those that ``fails`` stands with, and why, are not read rightly yet."""
ROLES = {"actor", "target", "weapon"}


def fits(incident: Incident, expected: dict[str, Any]) -> bool:
    place = incident.where.place.name if incident.where.place else "-"
    best = {name: count and count.best for name in ("killed", "injured") for count in [getattr(incident, name)]}
    said = {
        "type": incident.type in expected["type"].split("|"),
        "place": place in expected.get("place", place).split("|"),
        "stage": incident.stage == expected.get("stage", "accomplished"),
        "relation": incident.where.relation == expected.get("relation", incident.where.relation),
        "start": incident.when.start == expected.get("start", incident.when.start),
        "end": incident.when.end == expected.get("end", incident.when.end),
        "text": expected.get("text", "") in (incident.where.text or ""),
        **{name: count == expected.get(name, count) for name, count in best.items()},
        **{role: getattr(incident, role) == expected[role] for role in ROLES & set(expected)},
    }
    return all(said.values())


def told(incident: Incident) -> str:
    place = incident.where.place.name if incident.where.place else "-"
    numbers = [count and count.best for count in (incident.killed, incident.injured)]
    roles = f"{incident.actor} > {incident.target} with {incident.weapon}"
    where = f"{place} ({incident.where.text})"
    return f"{incident.type}, {incident.stage}, {incident.when.start}, {where}, {numbers}, {roles}"


@pytest.mark.parametrize(
    "article",
    [
        pytest.param(
            each,
            id=each["name"],
            marks=[pytest.mark.xfail(strict=True, reason=each["fails"])] if "fails" in each else [],
        )
        for each in ARTICLES
    ],
)
def test_news_is_recorded_as_a_careful_reader_would(article: dict[str, Any], places: Gazetteer, nlp: Language) -> None:
    read = Article("news", article["text"].strip(), published=article["date"])
    found = extract(read, places, nlp)
    shown = "\n".join(map(told, found))
    missing = [each for each in article["incidents"] if not any(fits(incident, each) for incident in found)]
    wrong = [i for i in found if i.where.place and i.where.place.name in article["never"]]
    assert not wrong, f"pins where nothing happened:\n{shown}"
    assert not missing, f"{missing} not among:\n{shown}"
    if article.get("only"):
        assert len(found) == len(article["incidents"]), f"more than there is:\n{shown}"
