"""Online tiles: none unless asked for, and then none before the reader's click, and from one host only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from made import FOUR

import incidents
import maps
from maps import page, tiles

if TYPE_CHECKING:
    from conftest import Open
    from playwright.sync_api import Route

TILE = '<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"><rect width="256" height="256"/></svg>'


@pytest.mark.parametrize("one", tiles.known().values(), ids=lambda one: one.name)
def test_every_row_names_the_host_that_it_asks(one: tiles.Tiles) -> None:
    assert one.url.startswith(f"https://{one.host}/")
    assert re.fullmatch(r"[a-z0-9.-]+\.[a-z]+", one.host)
    assert sorted(re.findall(r"\{(\w+)\}", one.url)) == ["x", "y", "z"]
    assert 5 <= one.zoom <= 19
    assert one.attribution
    assert one.terms.startswith("https://")


def test_the_rows_are_sorted_and_the_command_line_knows_them() -> None:
    assert list(tiles.known()) == sorted(tiles.known()) == list(incidents.TILES)


def test_a_page_offers_none_unless_asked_to() -> None:
    html = maps.render(FOUR)
    assert 'id="tiles"' not in html
    assert not any(one.host in html for one in tiles.known().values())
    assert "img-src data:;" in page.policy()


def test_a_page_that_offers_some_lets_pictures_of_that_host_through_and_nothing_else() -> None:
    html = maps.render(FOUR, tiles="osm")
    assert "img-src data: https://tile.openstreetmap.org;" in html
    assert page.policy("tile.openstreetmap.org").replace(" https://tile.openstreetmap.org", "") == page.policy()


def test_unknown_tiles_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="no tiles are called 'gogle': choose from blue-marble, esri-imagery"):
        maps.draw(FOUR, tiles="gogle")


@pytest.mark.slow
def test_nothing_is_asked_before_the_click_and_that_host_alone_after(open_page: Open) -> None:
    visit = open_page(maps.render(FOUR, tiles="osm"))
    tab, asked = visit.tab, []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=TILE, content_type="image/svg+xml")

    tab.route(re.compile("^https:"), answer)
    button = tab.get_by_role("button", name="Load a map from tile.openstreetmap.org")
    tab.get_by_role("button", name="Zoom in").click()
    tab.wait_for_timeout(300)
    assert asked == []
    button.click()
    tab.locator("img.leaflet-tile-loaded").first.wait_for()
    assert asked
    assert all(url.startswith("https://tile.openstreetmap.org/") for url in asked)
    assert tab.get_by_text("© OpenStreetMap contributors").is_visible()
    many = len(asked)
    tab.get_by_role("button", name="Back to the built-in map").click()
    tab.get_by_role("button", name="Zoom out").click()
    tab.wait_for_timeout(300)
    assert len(asked) == many
    assert tab.locator("img.leaflet-tile").count() == 0
    assert visit.complaints == []


@pytest.mark.slow
def test_a_host_that_does_not_answer_is_said_not_to(open_page: Open) -> None:
    tab = open_page(maps.render(FOUR, tiles="osm")).tab
    tab.route(re.compile("^https:"), lambda route: route.abort())
    tab.get_by_role("button", name="Load a map from tile.openstreetmap.org").click()
    tab.get_by_text("No answer from tile.openstreetmap.org").wait_for()
