"""The page on paper: one page as long as the list is short, numbered marks, the whole list on further pages."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from made import FOUR, ODESA, at, incident

from geo.incident import Incident, When

if TYPE_CHECKING:
    from conftest import Open

pytestmark = pytest.mark.slow


def pages(pdf: bytes) -> int:
    """How many pages a PDF of Chromium's has."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def many(count: int) -> list[Incident]:
    chance = random.Random(1)
    first = date(2024, 1, 1)
    days = [first + timedelta(days=chance.randrange(300)) for _ in range(count)]
    return [
        incident(
            f"Shells hit the town, event {number}.", type=chance.choice(["riot", "protest", "shelling_missile"]),
            where=at(ODESA, lat=chance.uniform(45, 52), lon=chance.uniform(23, 39)),
            when=When(day, day, 1, "on Monday", "expression"), id=str(number),
        )
        for number, day in enumerate(days)
    ]  # fmt: skip


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("count", [0, 1, 4, 8, 9, 12, 17])
def test_a_short_list_fits_on_one_page_with_the_map(count: int, paper: str, open_page: Open) -> None:
    tab = open_page(many(count)).tab
    assert pages(tab.pdf(format=paper, prefer_css_page_size=True)) == 1


def test_a_long_list_goes_on_on_further_pages_whole(open_page: Open) -> None:
    tab = open_page(many(300)).tab
    assert 4 <= pages(tab.pdf(format="A4", prefer_css_page_size=True)) <= 9


def test_what_is_only_for_the_screen_is_not_on_paper(open_page: Open) -> None:
    tab = open_page(FOUR).tab
    tab.emulate_media(media="print")
    assert tab.locator("button, input, summary").filter(visible=True).count() == 0
    assert tab.locator("#list > li").filter(visible=True).count() == 4
    assert tab.locator(".mark .number").filter(visible=True).count() == 4
    assert tab.locator("footer").is_visible()


def test_paper_is_white_in_the_dark_too(open_page: Open) -> None:
    tab = open_page(FOUR, color_scheme="dark").tab
    tab.emulate_media(media="print")
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_only_what_passes_the_filters_is_printed(open_page: Open) -> None:
    tab = open_page([*FOUR, replace(FOUR[1], id="5", type="riot")]).tab
    tab.evaluate("State.change({types: new Set(['air_drone_strike'])})")
    tab.emulate_media(media="print")
    assert tab.locator("#list > li").filter(visible=True).count() == 2
