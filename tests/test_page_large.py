"""Many incidents on one map: what a mark of several says, what is a dot, and that all can be reached."""

from __future__ import annotations

import time
from dataclasses import fields, replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from conftest import becomes
from made import ODESA, YEYSK, at, incident

import maps
from geo.incident import Count, When, Where
from maps.payload import LABELLED

if TYPE_CHECKING:
    from conftest import Open
    from playwright.sync_api import Page as Tab

    from geo.incident import Incident

pytestmark = pytest.mark.slow


def scattered(count: int) -> list[Incident]:
    """Incidents on a lattice over half the world, each at a point of its own."""
    points = [(-50 + n * 37 % 1009 / 9, -160 + n * 71 % 2003 / 6.3) for n in range(count)]
    return [
        incident(f"Event {n}.", where=at(ODESA, lat=lat, lon=lon), id=f"i{n}") for n, (lat, lon) in enumerate(points)
    ]


def on_map(tab: Tab) -> int:
    """How many incidents the marks of the whole zoom level hold together."""
    held: int = tab.evaluate(
        "() => { const places = Grouping.spots(State.incidents, Basemap.unit);"
        " return Grouping.groups(places, 256 * 2 ** map_incidents.getZoom()).groups"
        ".reduce((sum, group) => sum + Grouping.members(group, places).length, 0); }"
    )
    return held


def test_a_mark_of_several_says_what_it_holds(open_page: Open) -> None:
    strikes = [incident(place=ODESA, id=f"a{n}") for n in range(3)]
    blasts = [incident(where=at(ODESA, lat=ODESA.lat + 0.01), type="explosive_device", id=f"b{n}") for n in range(2)]
    tab = open_page([*strikes, *blasts, incident(place=YEYSK)]).tab
    mark = tab.locator(".mark.several")
    assert mark.get_attribute("aria-label") == "5 incidents: Air or drone strike 3, Bombing 2. Odesa"
    mark.hover()
    told = tab.locator(".held").inner_text().split("\n")
    assert [line for line in told if line] == ["5 incidents", "Air or drone strike", "3", "Bombing", "2", "Odesa"]


def test_one_of_many_at_one_point_can_be_chosen_from_a_list(open_page: Open) -> None:
    tab = open_page([incident(f"Event number {n}.", place=ODESA, id=f"i{n}") for n in range(40)]).tab
    tab.locator(".mark.point").focus()
    tab.keyboard.press("Enter")
    tab.get_by_label("Choose one of these incidents").select_option("31")
    assert "Event number 31." in tab.locator(".leaflet-popup .card").inner_text()
    assert "32" in tab.locator(".leaflet-popup .pager [role=status]").inner_text()


def test_no_incident_is_lost_between_the_marks(open_page: Open) -> None:
    tab = open_page(scattered(3000)).tab
    tab.locator(".mark").first.wait_for()
    for zoom in (2, 4, 6):
        tab.evaluate("zoom => map_incidents.setView([10, 10], zoom, {animate: false})", zoom)
        assert on_map(tab) == 3000


def test_a_crowd_is_told_by_few_marks_and_a_dot_for_each_place_that_opens(open_page: Open) -> None:
    visit = open_page(scattered(3000))
    tab = visit.tab
    tab.evaluate("State.whole()")
    assert 0 < tab.locator(".mark").count() <= 300
    canvas = tab.locator(".leaflet-dots-pane canvas")
    assert canvas.count() > 0
    found = tab.evaluate(
        "() => { const box = map_incidents.getContainer().getBoundingClientRect();"
        " for (const incident of State.incidents) {"
        "  const {x, y} = map_incidents.latLngToContainerPoint(incident.at);"
        "  if (x > 80 && y > 80 && x < box.width - 80 && y < box.height - 80"
        "      && document.elementFromPoint(box.x + x, box.y + y) === map_incidents.getContainer())"
        "   return [box.x + x, box.y + y]; } }"
    )
    tab.mouse.click(*found)
    tab.get_by_role("dialog").wait_for()
    assert "Event" in tab.locator(".leaflet-popup .card").inner_text()
    assert visit.complaints == []


STATED = {
    "type": "riot", "stage": "denied", "when": When(date(2025, 1, 1)), "actor": "a gang",
    "target": "a market", "weapon": "a knife", "damage": "two houses", "claimed_by": "a group", "claim": "denied",
    "killed": Count(1, 1, 1), "injured": Count(2, 2, 2), "affected": Count(3, 3, 3), "confidence": 0.3,
}  # fmt: skip
PLACED = {"text": "Odessa", "relation": "near", "lat": 1.0, "precision": 2, "radius_km": 70.0, "confidence": 0.2}


@pytest.mark.parametrize("name", LABELLED)
def test_incidents_that_share_a_row_of_words_have_the_same_words(name: str) -> None:
    """Whatever a row of words says is part of what tells which incidents may share it."""
    made_of, derive = LABELLED[name]
    base = incident(place=ODESA)
    assert {each.name for each in fields(base)} == {*STATED, "id", "where", "reports", "corrected"}
    others = [replace(base, **{field: value}) for field, value in STATED.items()]  # type: ignore[arg-type]
    others += [replace(base, where=replace(base.where, **{field: value})) for field, value in PLACED.items()]  # type: ignore[arg-type]
    others += [replace(base, where=Where())]
    differ = [each for each in others if derive(each, "en") != derive(base, "en")]
    assert len(differ) > 2
    assert all(made_of(each) != made_of(base) for each in differ)


def test_a_page_of_ten_thousand_stays_within_four_megabytes_and_seconds_and_of_one_within_700_kilobytes() -> None:
    incidents = scattered(10_000)
    begun = time.process_time()
    assert len(maps.render(incidents).encode()) < 4_000_000
    assert time.process_time() - begun < 3, "seconds; one on a machine that does nothing else"
    assert len(maps.render(scattered(1)).encode()) < 700_000


SIDES = [(70.0, 178.0), (-45.0, 172.0), (21.0, -158.0), (50.0, 10.0), (0.0, 20.0), (60.0, 100.0)]
"""Points from one end of the world's map to the other."""


@pytest.mark.parametrize("width", [390, 1280])
def test_the_button_shows_all_incidents_of_the_world(open_page: Open, width: int) -> None:
    wide = [incident(where=at(ODESA, lat=lat, lon=lon), id=f"{lat}") for lat, lon in SIDES]
    tab = open_page(wide, viewport={"width": width, "height": 800}).tab
    tab.get_by_role("button", name="Show all incidents").click()
    box = tab.locator("#map-box").bounding_box()
    assert box is not None
    for mark in tab.locator(".mark").all():
        at_ = mark.bounding_box()
        assert at_ is not None
        assert box["x"] <= at_["x"]
        assert at_["x"] + at_["width"] <= box["x"] + box["width"]


OVERLAP = """() => {
    const boxes = [...document.querySelectorAll('.mark.several')].map(mark => mark.getBoundingClientRect());
    const lap = (a, b) => (a.width + b.width) / 2
        - Math.hypot(a.x + a.width / 2 - b.x - b.width / 2, a.y + a.height / 2 - b.y - b.height / 2);
    return Math.max(...boxes.map((one, i) => Math.max(0, ...boxes.slice(0, i).map(other => lap(one, other)))));
}"""
LETTERED = """() => {
    window.lettered = [];
    const fill = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (text, ...at) {
        lettered.push(text);
        fill.call(this, text, ...at);
    };
}"""


def test_marks_of_several_do_not_lie_on_each_other(open_page: Open) -> None:
    tab = open_page([each for each in scattered(2500) for _ in range(2)]).tab
    tab.locator(".mark").first.wait_for()  # so many are unpacked first
    tab.evaluate("map_incidents.setView([10, 10], 2, {animate: false})")
    assert tab.locator(".mark.several").count() > 20
    assert tab.evaluate(OVERLAP) <= 4


def test_names_of_marks_stand_at_the_marks_and_not_on_copies_of_the_world(open_page: Open) -> None:
    tab = open_page([incident(where=at(ODESA, lat=20, lon=-158), id="far"), incident(place=YEYSK)]).tab
    tab.locator(".mark").first.wait_for()
    tab.evaluate(LETTERED)
    tab.evaluate("map_incidents.setView([20, 0], 1, {animate: false})")
    assert becomes(lambda: "CANADA" in tab.evaluate("lettered") and "Yeysk" in tab.evaluate("lettered"))
    tab.wait_for_timeout(300)
    lettered = tab.evaluate("lettered")
    assert 0 < lettered.count("Yeysk") < lettered.count("CANADA")
