"""One incident, many tellings: within an article, and across articles."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from gazetteer import Gazetteer, Place
from geo.article import Article
from geo.extracting import extract
from geo.gather import same_days, same_place
from geo.incident import Count, Evidence, Incident, Report, When, Where
from geo.merge import merge

if TYPE_CHECKING:
    from spacy.language import Language

MONDAY = date(2024, 3, 11)
LYON = Place(1, "Lyon", 45.75, 4.85, "PPLA", "FR", country_id=9)
LILLE = Place(2, "Lille", 50.63, 3.06, "PPLA", "FR", country_id=9)
FRANCE = Place(9, "France", 46.0, 2.0, "PCLI", "FR", country_id=9, radius_km=500)


def incident(doc_id: str = "a", place: Place | None = LYON, day: date | None = MONDAY, **changes: object) -> Incident:
    where = (
        Where(place.name, "at", place, place.lat, place.lon, 6 if place.is_area else 1, 5.0, 0.9) if place else Where()
    )
    report = Report(doc_id, None, None, None, MONDAY, (Evidence("type", 0, 5, "words"),))
    when = When(day, day, 1 if day else 0, "Monday", "expression" if day else "none")
    made = Incident(
        doc_id, "attack_on_civilians", "accomplished", when, where, None, None, None, None, None, None, None, None,
        0.8, (report,),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (incident("a"), incident("b")),
        (incident("a", killed=Count(3, 3, 3)), incident("b", killed=Count(4, 4, 4))),
        (incident("a", killed=Count(3, 3, 3)), incident("b")),
        (incident("a", weapon="two drones"), incident("b", weapon="drones")),
    ],
)
def test_incidents_of_two_articles_that_agree_become_one_with_both_reports(one: Incident, other: Incident) -> None:
    (merged,) = merge([one, other])
    assert [report.doc_id for report in merged.reports] == ["a", "b"]
    assert merged.id == one.id


@pytest.mark.parametrize(
    "other",
    [
        incident("b", LILLE),
        incident("b", None),
        incident("b", FRANCE),
        incident("b", day=date(2024, 3, 14)),
        incident("b", day=None),
        incident("b", type="protest"),
        incident("b", stage="threatened"),
        incident("b", killed=Count(30, 30, 30)),
        incident("a"),
    ],
)
def test_incidents_that_differ_or_cannot_be_compared_stay_apart(other: Incident) -> None:
    assert len(merge([incident("a", killed=Count(2, 2, 2)), other])) == 2


def test_numbers_of_two_reports_span_both() -> None:
    (merged,) = merge([incident("a", killed=Count(3, 3, 3)), incident("b", killed=Count(4, 4, 4))])
    assert merged.killed == Count(3, 4, 4)


def test_merging_keeps_the_order_and_the_strangers() -> None:
    some = [incident("a"), incident("b", LILLE), incident("c")]
    assert [i.id for i in merge(some)] == ["a", "b"]
    assert merge([]) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (LYON, LYON, True),
        (LYON, FRANCE, True),
        (LYON, LILLE, False),
    ],
)
def test_places_can_be_one_by_containment(one: Place, other: Place, same: bool) -> None:
    first, second = incident(place=one).where, incident(place=other).where
    assert same_place(first, second) is same
    assert same_place(second, first) is same
    assert same_place(first, None)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (When(MONDAY, MONDAY), When(MONDAY, MONDAY), True),
        (When(MONDAY, MONDAY), When(), True),
        (When(date(2024, 3, 10), MONDAY), When(MONDAY, MONDAY), True),
        (When(MONDAY, MONDAY), When(date(2024, 3, 14), date(2024, 3, 14)), False),
        (When(MONDAY, MONDAY, text="overnight"), When(date(2024, 3, 10), date(2024, 3, 10)), True),
    ],
)
def test_days_can_be_one_if_they_overlap_or_are_unknown(one: When, other: When, same: bool) -> None:
    assert same_days(one, other) is same
    assert same_days(other, one) is same


@pytest.mark.parametrize(
    ("text", "places_found"),
    [
        (
            "A bomb exploded in Lahore on Monday, killing ten people. The explosion damaged two shops. "
            "Police said the attack in Lahore was the work of militants.",
            ["Lahore"],
        ),
        (
            "A bomb exploded in Lahore on Monday, killing ten people. A second bomb exploded in Karachi on Tuesday "
            "and killed three people.",
            ["Lahore", "Karachi"],
        ),
        ("Explosions shook Odesa and Kharkiv on Monday.", ["Odesa", "Kharkiv"]),
        ("Gunmen killed two farmers near Jos on Monday. Police arrested five men over the killing.", ["Jos"]),
        (
            "A fire killed six people in a factory in Dhaka on Monday. The blaze also destroyed two shops. It was the "
            "third fire in the district this year.",
            ["Dhaka"],
        ),
    ],
)
def test_an_article_tells_each_incident_once(
    text: str, places_found: list[str], places: Gazetteer, nlp: Language
) -> None:
    found = extract(Article("test", text, published=date(2024, 3, 14)), places, nlp)
    assert [i.where.place.name if i.where.place else None for i in found] == places_found
