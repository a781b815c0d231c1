"""What the page knows of its incidents: written in columns by Python, read by scripts, compressed if many."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from made import FOUR, ODESA, UKRAINE, YEYSK, at, incident

import maps
from geo.formats import to_json
from geo.incident import Alternative, Count, Evidence, Incident, Report, When, Where
from maps import listing, payload, words

if TYPE_CHECKING:
    from conftest import Open

OTHER = Alternative(replace(ODESA, id=4712165, name="Odessa", admin1="Texas", country="US"), 0.08)
BURNED = (Evidence("type", 0, 9, "It burned"), Evidence("where", 3, 9, "burned"))
TOLD = Report("b", None, "Other Wire", None, None, BURNED)
RICH = replace(
    incident(
        "Three 😀 died in Odesa.",
        where=at(ODESA, relation="near", precision=2, confidence=None, alternatives=(OTHER,)),
        stage="denied",
        when=When(date(2025, 3, 16), None, 1, "on Sunday", "expression"),
        killed=Count(3, None, 5),
        actor="the “5th” <b>brigade</b>",
    ),
    weapon="rifles",
)
ALL = [
    *FOUR,
    RICH,
    replace(RICH, id="y", reports=(*RICH.reports, TOLD)),
    incident(where=Where(text="Elsewhere")),
    replace(incident(place=UKRAINE), reports=()),
]


@pytest.mark.parametrize(
    ("values", "written"),
    [
        (["a"] * 3, {"one": "a"}),
        ([None, None], {"one": None}),
        (["a", "b", "a", "a"], {"of": ["a", "b"], "at": [0, 1, 0, 0]}),
        (["a", "b", "c"], {"all": ["a", "b", "c"]}),
        ([date(2025, 3, 1), None], {"all": ["2025-03-01", None]}),
        ([Count(1, None, 2), Count(1, None, 2)], {"one": {"low": 1, "best": None, "high": 2}}),
        ([], {"of": [], "at": []}),
    ],
)
def test_a_column_takes_its_shortest_form(values: list[Any], written: dict[str, Any]) -> None:
    assert payload.column(values) == written


def test_a_label_that_stands_twice_keeps_both_its_words() -> None:
    said = {"1": [("By", "a"), ("By", "b")], "2": [("By", "c")]}
    two = [incident(id=each) for each in said]
    rows = payload._labelled(two, lambda each: each.id, lambda each, lang: said[each.id], "en")
    assert rows == [("By", {"all": ["a", "c"]}), ("By", {"all": ["b", None]})]


def test_few_incidents_stay_text_and_many_are_compressed() -> None:
    few = payload.block("incidents", {"a": "</script>"})
    assert few == '<script type="application/json" id="incidents">{"a":"\\u003c/script\\u003e"}</script>'
    many = payload.block("incidents", {"a": "</script>" * 99}, packed=True)
    assert re.fullmatch(r'<script type="application/gzip" id="incidents">[A-Za-z0-9+/=]{,120}</script>', many)


@pytest.mark.slow
def test_the_page_gives_back_every_record_as_it_was(open_page: Open) -> None:
    tab = open_page(ALL).tab
    assert tab.evaluate("State.incidents.map(State.record)") == [to_json(each) for each in ALL]


@pytest.mark.slow
def test_the_page_cuts_quotes_as_python_does(open_page: Open) -> None:
    tab = open_page(ALL).tab
    cut = tab.evaluate("State.incidents.map(({reports}) => reports.map(({quotes}) => quotes))")
    assert cut == [
        [[[list(piece) for piece in quote] for quote in words.quotes(told)] for told in each.reports] for each in ALL
    ]


@pytest.mark.slow
def test_the_page_names_its_incidents_as_python_does(open_page: Open) -> None:
    tab = open_page(ALL).tab
    assert tab.evaluate("State.incidents.map(({heading}) => heading)") == [words.heading(each) for each in ALL]
    assert tab.evaluate("State.incidents.map(({facts}) => facts)") == [
        [list(row) for row in words.facts(each)] for each in ALL
    ]


def many(n: int) -> list[Incident]:
    """Incidents in two towns, and one at a place of its own."""
    made = [incident(f"Event {i}.", place=(ODESA, YEYSK)[i % 2], id=f"i{i}") for i in range(n)]
    return [*made[:-1], incident("The last.", where=at(ODESA, lat=52.0, lon=35.0))]


@pytest.mark.slow
def test_many_incidents_are_unpacked_and_drawn_without_a_request(open_page: Open) -> None:
    found = many(payload.PACKED + 1)
    visit = open_page(found)
    visit.tab.locator(".mark").first.wait_for()
    assert visit.tab.evaluate("State.incidents.map(State.record)") == [to_json(each) for each in found]
    assert len(visit.requests) == 1
    assert visit.complaints == []


@pytest.mark.slow
def test_a_browser_that_cannot_unpack_says_so(open_page: Open) -> None:
    html = maps.render(many(payload.PACKED + 1))
    old = html.replace("typeof DecompressionStream", "typeof Nothing")
    visit = open_page(re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", old))
    told = visit.tab.get_by_role("alert")
    told.wait_for()
    assert "too old to unpack" in told.inner_text()
    assert visit.tab.locator("#list > li:visible").count() == listing.LISTED


def test_the_list_for_browsers_without_scripts_ends_and_says_so() -> None:
    html = maps.render(many(listing.LISTED + 1))
    assert html.count("<li id=") == listing.LISTED
    assert f"The first {listing.LISTED} of {listing.LISTED + 1} incidents" in html
    assert "The first" not in listing.listing(many(listing.LISTED))
