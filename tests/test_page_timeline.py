"""Time on the page: the histogram, its brush, and playing it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from made import ODESA, YEYSK, incident

from geo.incident import Incident, When

if TYPE_CHECKING:
    from conftest import Open
    from playwright.sync_api import Locator
    from playwright.sync_api import Page as Tab

pytestmark = pytest.mark.slow

FROM, TO = ".handle.from", ".handle.to"


def on(first: date | None, last: date | None = None, number: int = 0, **fields: object) -> Incident:
    """An incident of one day, or of some day between two."""
    when = When(first, last or first, 1 if last is None else 4, None, "expression") if first else When()
    return replace(incident(f"Event {number}.", place=ODESA, id=str(number), when=when), **fields)  # type: ignore[arg-type]


def daily(days: int, start: date = date(2025, 3, 1)) -> list[Incident]:
    """One incident a day."""
    return [on(start + timedelta(days=n), number=n) for n in range(days)]


def said(tab: Tab) -> str:
    return tab.locator(".chart svg").get_attribute("aria-label") or ""


def shown(tab: Tab) -> int:
    """How many incidents the list shows, which is what the page says."""
    count: int = tab.evaluate("State.shown.reduce((sum, one) => sum + one, 0)")
    assert f" {count:,} of " in tab.locator("#count").inner_text() or "all" in tab.locator("#count").inner_text()
    return count


def value(handle: Locator) -> str:
    return handle.get_attribute("aria-valuetext") or ""


@pytest.mark.parametrize(
    ("days", "unit"), [(2, "day"), (60, "day"), (400, "week"), (2000, "month"), (20_000, "year"), (90_000, "decade")]
)
def test_the_bars_are_of_days_to_decades_after_the_span(open_page: Open, days: int, unit: str) -> None:
    first = date(1777, 3, 4)
    tab = open_page([on(first), on(first + timedelta(days=days - 1))]).tab
    assert f"a bar for each {unit}" in said(tab)
    assert tab.locator(".bars rect").count() == 2


@pytest.mark.parametrize(
    "incidents",
    [[on(None)], [on(date(2025, 3, 1)), on(date(2025, 3, 1), number=1)], []],
    ids=["no date", "one day", "no incident"],
)
def test_without_days_to_choose_from_there_is_no_timeline(open_page: Open, incidents: list[Incident]) -> None:
    visit = open_page(incidents)
    assert not visit.tab.locator("#timeline").is_visible()
    assert visit.complaints == []


def test_the_heights_are_the_numbers(open_page: Open) -> None:
    tab = open_page([*daily(3), on(date(2025, 3, 2), number=9)]).tab
    heights = [
        float(height or 0)
        for height in tab.locator(".bars rect").evaluate_all("all => all.map(one => one.getAttribute('height'))")
    ]
    assert [height / heights[0] for height in heights] == pytest.approx([1, 2, 1], abs=0.01)


def test_a_date_known_only_to_lie_between_two_is_spread_over_them_and_lighter(open_page: Open) -> None:
    tab = open_page([on(date(2025, 3, 1), number=1), on(date(2025, 3, 2), date(2025, 3, 5), number=2)]).tab
    sure, maybe = tab.locator(".bars .sure"), tab.locator(".bars .maybe")
    assert (sure.count(), maybe.count()) == (1, 4)
    one = float(sure.get_attribute("height") or 0)
    assert float(maybe.first.get_attribute("height") or 0) == pytest.approx(one / 4, abs=0.01)
    opacity = "one => Number(getComputedStyle(one).opacity)"
    assert maybe.first.evaluate(opacity) < 0.6 * sure.evaluate(opacity)
    assert tab.get_by_text("Lighter: the date is not exact").is_visible()


def test_an_interval_within_one_bar_is_sure_of_it(open_page: Open) -> None:
    tab = open_page([on(date(2020, 1, 1)), on(date(2024, 5, 1), date(2024, 5, 31), number=2)]).tab
    assert "each month" in said(tab)
    assert tab.locator(".bars .maybe").count() == 0


def test_the_keys_of_a_slider_choose_from_when_to_when(open_page: Open) -> None:
    tab = open_page(daily(30)).tab
    start, end = tab.locator(FROM), tab.locator(TO)
    assert (value(start), value(end)) == ("1 March 2025", "30 March 2025")
    start.focus()
    for key, when in [
        ("ArrowRight", "2 March 2025"), ("ArrowUp", "3 March 2025"), ("ArrowLeft", "2 March 2025"),
        ("PageUp", "5 March 2025"), ("PageDown", "2 March 2025"), ("End", "30 March 2025"), ("Home", "1 March 2025"),
        ("ArrowDown", "1 March 2025"), ("PageUp", "4 March 2025"),
    ]:  # fmt: skip
        tab.keyboard.press(key)
        assert value(start) == when, key
    end.focus()
    tab.keyboard.press("Home")
    assert value(end) == "4 March 2025"
    assert shown(tab) == 1
    tab.keyboard.press("PageUp")
    assert shown(tab) == 4
    assert tab.locator("#list > li").count() == 4
    assert tab.locator(".mark .tally").first.text_content() == "4"
    assert tab.locator("#timeline output").inner_text() == "4–7 March 2025"
    for handle in (start, end):
        bounds = [int(handle.get_attribute(f"aria-value{name}") or -1) for name in ("min", "now", "max")]
        assert bounds == sorted(bounds)
    tab.get_by_role("button", name="All dates").click()
    assert shown(tab) == 30
    assert tab.evaluate("document.activeElement.className") == "handle from"


def drag(tab: Tab, left: float, right: float, height: float = 20) -> None:
    """From one point of the chart to another, as parts of its width."""
    box = tab.locator(".chart").bounding_box()
    assert box is not None
    tab.mouse.move(box["x"] + left * box["width"], box["y"] + height)
    tab.mouse.down()
    tab.mouse.move(box["x"] + (left + right) / 2 * box["width"], box["y"] + height, steps=3)
    tab.mouse.move(box["x"] + right * box["width"], box["y"] + height)
    tab.mouse.up()


def test_the_mouse_draws_moves_and_stretches_the_span(open_page: Open) -> None:
    tab = open_page(daily(30)).tab
    drag(tab, 9.5 / 30, 14.5 / 30)
    assert (value(tab.locator(FROM)), value(tab.locator(TO))) == ("10 March 2025", "15 March 2025")
    assert shown(tab) == 6
    drag(tab, 12.5 / 30, 17.5 / 30)
    assert (value(tab.locator(FROM)), value(tab.locator(TO))) == ("15 March 2025", "20 March 2025")
    drag(tab, 20 / 30, 25 / 30)
    assert (value(tab.locator(FROM)), value(tab.locator(TO))) == ("15 March 2025", "25 March 2025")
    drag(tab, 14 / 30, 4 / 30)
    assert (value(tab.locator(FROM)), value(tab.locator(TO))) == ("5 March 2025", "25 March 2025")
    drag(tab, 2.5 / 30, 2.5 / 30)
    assert (value(tab.locator(FROM)), value(tab.locator(TO))) == ("3 March 2025", "3 March 2025")
    assert shown(tab) == 1


def test_a_finger_moves_a_handle_and_the_page_does_not_scroll(open_page: Open) -> None:
    tab = open_page(daily(30), viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True).tab
    tab.locator("#timeline").scroll_into_view_if_needed()
    box, chart = tab.locator(FROM).bounding_box(), tab.locator(".chart").bounding_box()
    assert box is not None
    assert chart is not None
    assert min(box["width"], box["height"]) >= 44
    remote = tab.context.new_cdp_session(tab)
    x, y = box["x"] + box["width"] / 2, box["y"] + 20
    before = tab.evaluate("scrollY")
    for kind, to in [("touchStart", 0.0), ("touchMove", 30.0), ("touchMove", chart["width"] / 2), ("touchEnd", -1.0)]:
        points = [] if to < 0 else [{"x": x + to, "y": y}]
        remote.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    assert value(tab.locator(FROM)) == "16 March 2025"
    assert tab.evaluate("scrollY") == before


def test_incidents_without_a_date_are_counted_and_can_be_dropped(open_page: Open) -> None:
    tab = open_page([*daily(10), on(None, number=90), on(None, number=91)]).tab
    box = tab.get_by_role("checkbox", name="2 without a date")
    tab.locator(FROM).focus()
    tab.keyboard.press("End")
    assert shown(tab) == 3
    box.uncheck()
    assert shown(tab) == 1
    assert tab.evaluate("State.link()") == "from=2025-03-10&undated=no"


def test_one_day_and_some_without_a_date_need_only_the_box(open_page: Open) -> None:
    tab = open_page([on(date(2025, 3, 1)), on(None, number=1)]).tab
    assert tab.get_by_role("checkbox", name="1 without a date").is_visible()
    assert tab.locator(".chart").is_hidden()


def test_the_histogram_follows_the_other_filters_and_not_its_own(open_page: Open) -> None:
    fires = [replace(each, type="accident_fire") for each in daily(3, date(2025, 3, 20))]
    tab = open_page([*daily(10), *fires]).tab
    assert tab.locator(".bars rect").count() == 13
    tab.locator(FROM).focus()
    tab.keyboard.press("End")
    assert tab.locator(".bars rect").count() == 13
    tab.get_by_role("checkbox", name="Accident or fire 1").uncheck()
    assert tab.locator(".bars rect").count() == 10
    tab.get_by_role("button", name="What happened: none").click()
    assert tab.locator(".bars rect").count() == 0
    assert "no incident with a date passes" in said(tab)


def test_playing_moves_the_span_on_till_its_end(open_page: Open) -> None:
    tab = open_page(daily(4)).tab
    tab.locator("#timeline select").select_option("4×")
    tab.evaluate("""() => {
        window.seen = [];
        const handle = document.querySelector('.handle.from');
        new MutationObserver(() => seen.push(handle.getAttribute('aria-valuetext')))
            .observe(handle, {attributes: true});
    }""")
    tab.get_by_role("button", name="Play").focus()
    tab.keyboard.press("Space")
    assert tab.get_by_role("button", name="Pause").evaluate("button => button === document.activeElement")
    assert tab.locator("#count").get_attribute("aria-live") == "off"
    tab.get_by_role("button", name="Play").wait_for()
    assert list(dict.fromkeys(tab.evaluate("seen"))) == [f"{day} March 2025" for day in (1, 2, 3, 4)]
    assert value(tab.locator(FROM)) == value(tab.locator(TO)) == "4 March 2025"
    assert tab.locator("#count").get_attribute("aria-live") == "polite"


def test_pausing_stays_where_it_is(open_page: Open) -> None:
    tab = open_page(daily(40)).tab
    tab.get_by_role("button", name="Play").click()
    tab.wait_for_timeout(100)
    tab.get_by_role("button", name="Pause").click()
    before = value(tab.locator(FROM))
    tab.wait_for_timeout(1200)
    assert value(tab.locator(FROM)) == before


def test_who_wants_less_motion_steps_by_hand(open_page: Open) -> None:
    tab = open_page(daily(4), reduced_motion="reduce").tab
    step = tab.get_by_role("button", name="Step forward")
    for day in ("1", "2", "3", "4", "1"):
        step.click()
        assert value(tab.locator(FROM)) == value(tab.locator(TO)) == f"{day} March 2025"
    tab.wait_for_timeout(1200)
    assert value(tab.locator(FROM)) == "1 March 2025"


def test_a_span_from_the_address_may_begin_within_a_bar(open_page: Open) -> None:
    incidents = [
        on(date(2015, 1, 1)),
        on(date(2024, 5, 3), number=1),
        on(date(2024, 5, 20), number=2),
        on(date(2024, 12, 31), number=3),
    ]
    tab = open_page(incidents).tab
    tab.goto(tab.url + "#from=2024-05-10&to=2024-06-15")
    assert shown(tab) == 1
    assert value(tab.locator(FROM)) == "10 May 2024"
    tab.locator(FROM).focus()
    tab.keyboard.press("ArrowLeft")
    assert value(tab.locator(FROM)) == "1 May 2024"
    tab.locator(TO).focus()
    tab.keyboard.press("ArrowRight")
    assert value(tab.locator(TO)) == "30 June 2024"


def test_incidents_of_two_centuries_and_many_types_fit_any_width(open_page: Open) -> None:
    incidents = [replace(each, type="protest") for each in daily(3, date(1815, 6, 1))] + daily(3)
    for width in (1280, 800, 390):
        tab = open_page([*incidents, incident(place=YEYSK)], viewport={"width": width, "height": 700}).tab
        chart = tab.locator(".chart").bounding_box()
        assert chart is not None
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        boxes = [bar.bounding_box() for bar in tab.locator(".bars rect").all()]
        assert boxes
        assert all(box and chart["x"] - 1 <= box["x"] <= chart["x"] + chart["width"] + 1 for box in boxes)
