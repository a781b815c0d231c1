"""What a reader takes out of the page: the incidents that are shown, in the fields of `incidents extract`."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from made import FOUR, ODESA, UKRAINE, YEYSK, at, incident

from geo import formats
from geo.incident import Alternative, Count, Incident

if TYPE_CHECKING:
    from conftest import Open
    from playwright.sync_api import Page as Tab

pytestmark = pytest.mark.slow

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "  =cmd", "＝1", "1-1", "a=b"]


def taken(tab: Tab, button: str) -> str:
    """What the button of the menu saves."""
    menu = tab.locator("#takeaway details")
    if menu.get_attribute("open") is None:
        menu.locator("summary").click()
    with tab.expect_download() as started:
        menu.get_by_role("button", name=button).click()
    return Path(started.value.path()).read_bytes().decode("utf-8")


def told(found: list[Incident]) -> list[dict[str, Any]]:
    """The features that `incidents extract` writes."""
    features: list[dict[str, Any]] = json.loads("".join(formats.geojson(found)))["features"]
    return features


RICH = [
    replace(
        incident(
            "Shells hit “Odesa”, two died.", where=at(ODESA, alternatives=(Alternative(YEYSK, 0.1),)),
            killed=Count(2, 2, 2), injured=Count(3, None, None), actor="=HYPERLINK(1)", id="a",
        ),
        corrected=(),
    ),
    incident("Nobody knows where.", id="b"),
    incident("Somewhere in the country.", place=UKRAINE, id="c", type="riot"),
]  # fmt: skip


def test_geojson_is_what_extract_writes_and_says_whence(open_page: Open) -> None:
    collection = json.loads(taken(open_page(RICH).tab, "GeoJSON"))
    assert collection["type"] == "FeatureCollection"
    assert collection["features"] == told(RICH)
    assert "GeoNames (CC BY 4.0)" in collection["attribution"]
    assert "by a program" in collection["method"]


def test_geojson_loads_back_into_equal_incidents(open_page: Open, tmp_path: Path) -> None:
    path = tmp_path / "taken.geojson"
    path.write_text(taken(open_page(RICH).tab, "GeoJSON"), encoding="utf-8")
    assert list(formats.load(path)) == RICH


def test_csv_is_what_extract_writes_and_says_whence(open_page: Open) -> None:
    text = taken(open_page(RICH).tab, "CSV")
    assert text.startswith("\ufeffid,")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    wanted = list(csv.DictReader(io.StringIO("".join(formats.table(RICH)), newline="")))
    for row, want in zip(rows, wanted, strict=True):
        assert "GeoNames (CC BY 4.0)" in row.pop("attribution")
        assert "by a program" in row.pop("method")
        assert list(row) == list(want)
        for name, value in want.items():
            numeric = value.replace(".", "").replace("-", "").isdigit()
            assert row[name] == value or (numeric and float(row[name]) == float(value)), name


def test_only_what_is_shown_is_taken(open_page: Open) -> None:
    tab = open_page(FOUR).tab
    tab.evaluate("State.change({types: new Set(['air_drone_strike'])})")
    assert [feature["id"] for feature in json.loads(taken(tab, "GeoJSON"))["features"]] == ["4"]
    tab.locator("#takeaway summary").click()
    tab.locator("#takeaway summary").click()
    assert tab.locator("#takeaway .many").inner_text() == "1 incident, as filtered"


def test_a_spreadsheet_runs_no_cell(open_page: Open) -> None:
    found = [incident(place=ODESA, actor=text, id=str(number)) for number, text in enumerate(FORMULAS)]
    text = taken(open_page(found).tab, "CSV").removeprefix("\ufeff")
    cells = [row["actor"] for row in csv.DictReader(io.StringIO(text, newline=""))]
    assert cells == [f"'{text}" for text in FORMULAS[:7]] + FORMULAS[7:]


def test_the_menu_is_used_with_the_keyboard(open_page: Open) -> None:
    tab = open_page(FOUR).tab
    tab.locator("#takeaway summary").focus()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent").startswith("GeoJSON")
    tab.keyboard.press("Escape")
    assert tab.locator("#takeaway details").get_attribute("open") is None
    assert tab.evaluate("document.activeElement.textContent") == "Download"


def test_nothing_to_take_no_menu(open_page: Open) -> None:
    assert not open_page([]).tab.locator("#takeaway").is_visible()


@pytest.mark.parametrize("sandbox", ["allow-scripts", "allow-scripts allow-downloads"])
def test_in_a_sandbox_the_text_can_be_copied_too(sandbox: str, open_page: Open, tmp_path: Path) -> None:
    open_page(FOUR)
    host = f'<!DOCTYPE html><iframe src="page0.html" sandbox="{sandbox}" width="900" height="700"></iframe>'
    visit = open_page(host)
    frame = visit.tab.frame_locator("iframe")
    frame.locator("#takeaway summary").click()
    frame.get_by_role("button", name="GeoJSON").click()
    text = frame.locator("#takeaway textarea").input_value()
    assert json.loads(text)["features"] == told(FOUR)
    assert frame.get_by_role("button", name="Print").count() == 0
