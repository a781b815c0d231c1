"""The list and the table beside the map, in step with it, and the trays of what it can't show."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from conftest import becomes
from made import FOUR, ODESA, UKRAINE, YEYSK, ZHELEZNOGORSK, incident

from geo.incident import Count, When, Where

if TYPE_CHECKING:
    from conftest import Open
    from playwright.sync_api import Page as Tab

pytestmark = pytest.mark.slow


def count(low: int | None, best: int | None, high: int | None) -> Count:
    return Count(low, best, high)


def day(number: int) -> When:
    return When(date(2025, 3, number), date(2025, 3, number), 1, None, "expression")


NEWS = [
    incident(place=ODESA, when=day(3), killed=count(3, 3, 3), source="Wire", id="a"),
    incident(place=YEYSK, type="protest", when=day(1), killed=count(10, None, None), source="Ära", id="b"),
    incident(place=UKRAINE, type="riot", injured=count(None, None, 7), source="Zeitung", id="c"),
    incident(type="accident_fire", when=day(2), killed=count(0, 0, 0), source=None, id="d"),
    incident(place=ZHELEZNOGORSK, when=When(date(2025, 3, 1), date(2025, 3, 31), 4), killed=count(2, 4, 6), id="e"),
]
NEWS = [replace(made, confidence=sure) for made, sure in zip(NEWS, (0.5, 0.9, 0.3, 0.8, 0.7), strict=True)]


def rows(tab: Tab) -> str:
    found: str = tab.evaluate(
        "[...document.querySelectorAll('#table tbody tr[data-index]')]"
        ".map(row => State.incidents[row.dataset.index].id).join('')"
    )
    return found


def listed(tab: Tab) -> str:
    found: str = tab.evaluate(
        "[...document.querySelectorAll('#list > li')].map(item => State.incidents[item.dataset.index].id).join('')"
    )
    return found


def as_table(tab: Tab) -> Tab:
    tab.get_by_role("button", name="Table", exact=True).click()
    return tab


def test_the_table_has_every_field_of_each_incident(open_page: Open) -> None:
    tab = as_table(open_page(NEWS).tab)
    assert tab.locator("#list").is_hidden()
    cells = [row.locator("th, td").all_inner_texts() for row in tab.locator("#table tbody tr").all()]
    assert [cell.replace("\n", " ") for cell in cells[0]] == [
        "3 Mar 2025", "Air or drone strike", "Odesa", "Ukraine", "3", "–", "50%", "Wire",
    ]  # fmt: skip
    assert [row[0] for row in cells] == ["3 Mar 2025", "1 Mar 2025", "–", "2 Mar 2025", "1–31 Mar 2025"]
    assert [row[4] for row in cells] == ["3", "≥ 10", "–", "0", "4 (2–6)"]
    assert cells[2][5] == "≤ 7"
    assert cells[3][2] == "no place given"


SORTED = [
    ("Date", "adebc", "bedac"),
    ("Type", "daebc", "cbead"),
    ("Place", "acbed", "ebcad"),
    ("Killed", "beadc", "daebc"),
    ("Injured", "cabde", "cabde"),
    ("Sure", "bdeac", "caedb"),
    ("Source", "beacd", "caebd"),
]


def test_a_column_sorts_both_ways_with_the_unknown_last(open_page: Open) -> None:
    tab = as_table(open_page(NEWS).tab)
    for column, once, twice in SORTED:
        heading = tab.get_by_role("columnheader", name=column)
        heading.get_by_role("button").click()
        first = heading.get_attribute("aria-sort")
        assert tab.locator("[aria-sort]").count() == 1
        values = rows(tab)
        heading.get_by_role("button").click()
        assert {first, heading.get_attribute("aria-sort")} == {"ascending", "descending"}
        assert (values, rows(tab)) == (once, twice), column
        heading.get_by_role("button").click()
        assert tab.locator("[aria-sort]").count() == 0
        assert rows(tab) == "abcde"


def test_the_list_has_the_order_of_the_table_and_the_address_both(open_page: Open) -> None:
    tab = as_table(open_page(NEWS).tab)
    tab.get_by_role("columnheader", name="Killed").get_by_role("button").click()
    tab.get_by_role("button", name="List", exact=True).click()
    assert listed(tab) == "beadc"
    assert tab.get_by_label("Order").input_value() == "-killed"
    assert tab.locator("#list > li").first.get_attribute("data-number") == "2"  # as on the map in print
    assert tab.evaluate("State.link()") == "sort=-killed"
    tab.get_by_label("Order").select_option("oldest first")
    assert listed(tab) == "bedac"
    as_table(tab)
    assert tab.get_by_role("columnheader", name="Date").get_attribute("aria-sort") == "ascending"
    assert tab.evaluate("State.link()") == "sort=date&panel=table"


def test_a_row_pointed_at_lights_its_mark(open_page: Open) -> None:
    tab = as_table(open_page(NEWS).tab)
    for n, name in [(0, "Odesa"), (1, "Yeysk"), (2, "Ukraine")]:
        tab.locator("#table tbody tr").nth(n).hover()
        assert name in (tab.locator(".mark.lit").get_attribute("aria-label") or "")
    tab.locator("#table tbody tr").nth(0).get_by_role("button").focus()
    assert "Odesa" in (tab.locator(".mark.lit").get_attribute("aria-label") or "")
    tab.locator("#table tbody tr").nth(3).hover()
    tab.locator("#table tbody tr").nth(3).get_by_role("button").focus()
    assert tab.locator(".mark.lit").count() == 0


def test_a_row_chosen_opens_its_incident_on_the_map_and_escape_returns(open_page: Open) -> None:
    tab = as_table(open_page(NEWS).tab)
    button = tab.locator("#table tbody tr").nth(1).get_by_role("button")
    button.focus()
    tab.keyboard.press("Enter")
    assert "Protest" in tab.get_by_role("dialog").inner_text()
    assert tab.evaluate("State.map.getBounds().contains([46.7, 38.27])")
    assert tab.locator("#table tr.current").count() == 1
    tab.keyboard.press("Escape")
    assert tab.get_by_role("dialog").count() == 0
    assert button.evaluate("button => button === document.activeElement")
    tab.locator("#table tbody tr").nth(0).click(position={"x": 300, "y": 8})
    assert "Air or drone strike" in tab.get_by_role("dialog").inner_text()
    tab.locator("#table tbody tr").nth(4).click(position={"x": 300, "y": 8})
    assert tab.evaluate("State.selected") == 4
    assert tab.locator("#table tr.current").count() == 1


def test_an_incident_chosen_on_the_map_is_turned_to_and_shown(open_page: Open) -> None:
    many = [incident(f"Event {n}.", place=ODESA, id=str(n)) for n in range(250)]
    tab = open_page([*many, incident("The last.", place=YEYSK, id="last")]).tab
    for panel in ("List", "Table"):
        tab.get_by_role("button", name=panel, exact=True).click()
        assert tab.locator(".turner").inner_text().split("\n")[1] == "1–100 of 251"
        tab.get_by_role("button", name="Yeysk").first.focus()
        tab.keyboard.press("Enter")
        assert tab.locator(".turner").inner_text().split("\n")[1] == "201–251 of 251"
        current = tab.locator("#panel .current")
        assert "Yeysk" in current.inner_text()
        box, panel_box = current.bounding_box(), tab.locator("#panel").bounding_box()
        assert box is not None
        assert panel_box is not None
        assert panel_box["y"] <= box["y"] <= panel_box["y"] + panel_box["height"] - 20
        tab.keyboard.press("Escape")
        assert tab.locator("#panel .current").count() == 0


def test_many_are_turned_over_page_by_page(open_page: Open) -> None:
    tab = open_page([incident(f"Event {n}.", place=ODESA, id=f"{n} ") for n in range(250)]).tab
    forth, back = tab.get_by_role("button", name="Next page"), tab.get_by_role("button", name="Previous page")
    seen = listed(tab).split()
    assert back.is_disabled()
    for _ in range(2):
        forth.click()
        seen += listed(tab).split()
    assert seen == [str(n) for n in range(250)]
    assert forth.is_disabled()
    assert back.evaluate("button => button === document.activeElement")
    assert tab.locator("#views").bounding_box()["y"] >= 0  # type: ignore[index]
    tab.get_by_role("searchbox", name="Search incidents and places").fill("event 7")
    tab.keyboard.press("Enter")
    assert listed(tab).split() == ["7", *map(str, range(70, 80))]
    assert tab.locator(".turner").is_hidden()


def test_a_page_of_few_is_not_turned(open_page: Open) -> None:
    assert open_page(NEWS).tab.locator(".turner").is_hidden()


def test_what_has_no_place_or_no_date_lies_in_trays(open_page: Open) -> None:
    tab = open_page(NEWS).tab
    placeless, dateless = tab.locator(".tray").nth(0), tab.locator(".tray").nth(1)
    assert placeless.inner_text() == "1 without a place"
    assert dateless.inner_text() == "1 without a date"
    placeless.locator("summary").click()
    assert placeless.get_by_role("button").all_inner_texts() == ["Accident or fire, 2 March 2025"]
    placeless.get_by_role("button").click()
    unfolded = tab.locator("#incident-4 .unfolded")
    assert "What the report says" in unfolded.inner_text()
    assert tab.evaluate("document.activeElement.closest('li').id") == "incident-4"
    tab.keyboard.press("Enter")
    assert unfolded.count() == 0
    dateless.locator("summary").click()
    dateless.get_by_role("button", name="Riot: Ukraine").click()
    assert "Riot" in tab.get_by_role("dialog").inner_text()
    tab.get_by_role("checkbox", name="Riot").uncheck()
    assert dateless.is_hidden()
    assert placeless.is_visible()


def test_a_tray_of_nothing_is_not_there(open_page: Open) -> None:
    tab = open_page(NEWS[:2]).tab
    assert tab.locator(".tray:visible").count() == 0


def test_a_row_without_a_place_unfolds(open_page: Open) -> None:
    tab = as_table(open_page(NEWS).tab)
    button = tab.get_by_role("button", name="Details: Accident or fire")
    button.focus()
    tab.keyboard.press("Enter")
    assert "Something happened." in tab.locator("#table tr.fold").inner_text()
    assert button.evaluate("button => button === document.activeElement")
    tab.keyboard.press("Enter")
    assert tab.locator("#table tr.fold").count() == 0


def test_the_skip_link_leads_to_what_is_shown_and_leaves_the_state(open_page: Open) -> None:
    tab = open_page(NEWS).tab
    for panel, reached in [("List", "list"), ("Table", "table")]:
        tab.get_by_role("button", name=panel, exact=True).click()
        tab.locator(".skip").focus()
        tab.keyboard.press("Enter")
        assert tab.evaluate("document.activeElement.id") == reached
    assert becomes(lambda: tab.evaluate("location.hash") == "#panel=table")


def test_print_has_the_whole_list_whatever_the_screen_shows(open_page: Open) -> None:
    tab = as_table(open_page([incident(f"Event {n}.", place=ODESA, id=str(n)) for n in range(120)]).tab)
    tab.emulate_media(media="print")
    tab.locator("#list > li").nth(119).wait_for()
    assert tab.locator("#list > li:visible").count() == 120
    assert (
        tab.locator("#table, .turner, #search, #views").evaluate_all(
            "all => all.filter(one => one.offsetParent).length"
        )
        == 0
    )
    tab.emulate_media(media="screen")
    tab.locator("#table tbody tr").first.wait_for()
    assert tab.locator("#table tbody tr").count() == 100


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (801, 700), (800, 1000), (600, 400), (390, 844)])
def test_nothing_lies_beyond_the_edge_at_any_width(open_page: Open, width: int, height: int) -> None:
    tab = open_page(NEWS, viewport={"width": width, "height": height}).tab
    chart, time = tab.locator("#map-box").bounding_box(), tab.locator("#timeline").bounding_box()
    assert chart is not None
    assert time is not None
    assert chart["height"] >= 200
    assert time["y"] >= chart["y"] + chart["height"] - 1
    for panel in ("Table", "List"):
        tab.get_by_role("button", name=panel, exact=True).click()
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        beyond = tab.locator("#panel, #timeline, #table, #list").evaluate_all(
            "all => all.filter(one => one.getBoundingClientRect().right > innerWidth + 1).map(one => one.id)"
        )
        assert beyond == []


def test_hostile_words_are_text_in_every_column(open_page: Open) -> None:
    strike = "<img src=x onerror='window.hit=1'>"
    odd = [
        incident(strike, where=Where(text=strike), source=strike, title=strike, type=strike, stage=strike, id=strike)
    ]
    visit = open_page([*odd, *FOUR])
    tab = as_table(visit.tab)
    assert tab.locator("#table").inner_text().count(strike) >= 2
    tab.locator("#table tbody tr").first.click()
    for summary in tab.locator(".tray summary").all():
        summary.click()
    tab.get_by_role("button", name="List", exact=True).click()
    assert tab.locator("#panel img").count() == 0
    assert tab.evaluate("window.hit") is None
    assert visit.complaints == []


def test_an_empty_map_has_no_table(open_page: Open) -> None:
    visit = open_page([])
    assert (
        visit.tab.locator("#views, #search, #table, .tray").evaluate_all(
            "all => all.filter(one => one.offsetParent).length"
        )
        == 0
    )
    assert visit.complaints == []


def test_rows_of_the_table_are_of_few_lines_on_a_phone(open_page: Open) -> None:
    source = "The Samples' Daily Gazette and Herald of the Coast"
    tab = open_page([incident(place=ODESA, source=source)], viewport={"width": 390, "height": 844}).tab
    tab.get_by_role("button", name="Table").click()
    box = tab.locator("#table tbody tr").first.bounding_box()
    assert box is not None
    assert box["height"] < 70
