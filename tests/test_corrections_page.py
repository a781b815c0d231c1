"""Corrections in the page: made by hand, saved as a file, applied by the command, shown in the page again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import Open, Visit, at_rest, becomes
from made import FOUR, ODESA, YEYSK, at, incident

import incidents
from gazetteer import Place
from geo import formats
from geo.incident import Alternative, Correction, Count, Incident

KHERSON = Place(706448, "Kherson", 46.6558, 32.6178, "PPLA", "UA", "Kherson Oblast")
UNSURE = replace(
    FOUR[1],
    where=at(ODESA, alternatives=(Alternative(KHERSON, 0.2),)),
    killed=Count(2, 2, 2),
)


def open_form(visit: Visit, number: int = 0) -> None:
    visit.tab.locator("#list .show, #list button", has_text="Show on map").nth(number).click()
    summary = visit.tab.locator(".leaflet-popup .correction > summary")
    summary.wait_for()
    at_rest(visit.tab)
    summary.click()
    visit.tab.locator(".correct").wait_for()
    at_rest(visit.tab)  # the map makes room for the form


def saved(visit: Visit) -> dict[str, Any]:
    with visit.tab.expect_download() as download:
        visit.tab.locator("#corrections button", has_text="Save").click()
    assert download.value.suggested_filename == "corrections.json"
    content: dict[str, Any] = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    return content


def test_nothing_is_said_of_corrections_until_there_is_one(open_page: Open) -> None:
    visit = open_page(FOUR)
    assert visit.tab.locator("#corrections").is_hidden()


def test_another_place_is_chosen_and_the_mark_moves(open_page: Open) -> None:
    visit = open_page([UNSURE])
    open_form(visit)
    visit.tab.locator(".correct .option", has_text="Kherson").click()
    assert visit.tab.evaluate("State.incidents[0].at") == [46.6558, 32.6178]
    assert visit.tab.locator(".leaflet-popup .correct .corrected").inner_text().startswith("Place: Odesa")
    assert visit.tab.locator("#corrections").inner_text().startswith("1 correction, not saved yet")
    (row,) = saved(visit)["corrections"]
    assert (row["incident"], row["field"], row["value"], row["was"]) == (UNSURE.id, "place", "706448", "698740")
    assert not visit.complaints


def test_a_point_is_chosen_on_the_map(open_page: Open) -> None:
    visit = open_page([UNSURE])
    open_form(visit)
    visit.tab.locator(".correct button", has_text="point on the map").click()
    visit.tab.mouse.click(300, 300)
    assert visit.tab.locator(".picking").count() == 0
    at_point = visit.tab.evaluate("State.incidents[0].at")
    (row,) = saved(visit)["corrections"]
    assert [float(part) for part in row["value"].split(",")] == pytest.approx(at_point, abs=1e-4)


def test_choosing_a_point_can_be_left_with_escape(open_page: Open) -> None:
    visit = open_page([UNSURE])
    open_form(visit)
    visit.tab.locator(".correct button", has_text="point on the map").click()
    visit.tab.keyboard.press("Escape")
    assert visit.tab.locator(".picking").count() == 0
    assert visit.tab.locator("#corrections").is_hidden()


def test_what_is_no_incident_leaves_the_map_and_can_come_back(open_page: Open) -> None:
    visit = open_page(FOUR)
    open_form(visit, 1)
    visit.tab.locator(".correct button", has_text="not an incident").click()
    assert visit.tab.evaluate("[...State.shown]") == [1, 0, 1, 1]
    visit.tab.locator("#corrections button", has_text="Undo").click()
    assert visit.tab.evaluate("[...State.shown]") == [1, 1, 1, 1]
    assert visit.tab.locator("#corrections").is_hidden()


def test_fields_are_changed_and_only_those_that_differ_are_saved(open_page: Open) -> None:
    visit = open_page([UNSURE])
    open_form(visit)
    visit.tab.locator(".correct details > summary").click()
    fields = visit.tab.locator(".correct .fields")
    fields.get_by_role("textbox", name="Killed").fill("3-5")
    fields.get_by_role("textbox", name="Weapon").fill("a <b>missile</b> ${1}")
    fields.get_by_label("First day").fill("2025-03-16")
    fields.get_by_label("Your name").fill("Ann")
    fields.get_by_label("Why").fill("the mayor said so")
    fields.locator("button[type=submit]").click()
    rows = {row["field"]: row for row in saved(visit)["corrections"]}
    assert {field: (row["was"], row["value"]) for field, row in rows.items()} == {
        "killed": ("2", "3-5"),
        "weapon": (None, "a <b>missile</b> ${1}"),
        "start": (None, "2025-03-16"),
    }
    assert {row["by"] for row in rows.values()} == {"Ann"}
    assert not visit.complaints


def test_a_number_of_people_that_is_none_is_not_taken(open_page: Open) -> None:
    visit = open_page([UNSURE])
    open_form(visit)
    visit.tab.locator(".correct details > summary").click()
    visit.tab.locator(".correct .fields").get_by_label("Killed").fill("many")
    visit.tab.locator(".correct .fields button[type=submit]").click()
    assert visit.tab.locator("#corrections").is_hidden()


def test_the_round_trip_from_page_to_file_to_command_to_page(open_page: Open, tmp_path: Path) -> None:
    found = tmp_path / "found.jsonl"
    others = [replace(FOUR[2], id="3"), incident("Nothing.", place=YEYSK, id="4")]
    found.write_text("".join(formats.jsonl([("doc", [UNSURE, *others])])), encoding="utf-8")
    visit = open_page([UNSURE, *others])
    open_form(visit, 0)
    visit.tab.locator(".correct .option", has_text="Kherson").click()
    assert becomes(lambda: visit.tab.locator("#corrections").is_visible())
    visit.tab.keyboard.press("Escape")
    open_form(visit, 2)
    visit.tab.locator(".correct button", has_text="not an incident").click()
    corrections = tmp_path / "corrections.json"
    corrections.write_text(json.dumps(saved(visit)), encoding="utf-8")

    page = tmp_path / "map.html"
    run = CliRunner().invoke(
        incidents.main, ["map", str(found), "--corrections", str(corrections), "-o", str(page)]
    )
    assert run.exit_code == 0, run.stderr
    assert "2 corrected, 0 no longer matching" in run.stderr
    again = open_page(page.read_text(encoding="utf-8"))
    assert again.tab.evaluate("State.incidents.map(({name}) => name)") == ["Kherson", "Zheleznogorsk"]
    assert "2 corrections by readers are in this map" in again.tab.locator("#corrections").inner_text()
    again.tab.locator("#list button", has_text="Show on map").first.click()
    assert "Corrected by a reader" in again.tab.locator(".leaflet-popup").inner_text()
    # What is saved from the corrected page holds what it was made with.
    assert [row["field"] for row in json.loads(again.tab.evaluate("Corrections.file()"))["corrections"]] == [
        "place",
        "not_an_incident",
    ]
    assert not again.complaints
    assert not again.requests[1:]


def test_what_no_longer_matches_is_said_in_the_page_as_text(open_page: Open, tmp_path: Path) -> None:
    import maps

    hostile = Correction("<img src=x onerror=alert(1)>", "actor", "${alert(1)}</script>", by="{{7*7}}")
    kept: list[Incident] = [replace(UNSURE, corrected=(replace(hostile, incident=UNSURE.id),))]
    html = maps.render(kept, corrections=[(hostile, "there is no such incident any more")])
    visit = open_page(html)
    visit.tab.locator("#corrections summary").click()
    assert "<img src=x onerror=alert(1)>" in visit.tab.locator("#corrections").inner_text()
    visit.tab.locator("#list button", has_text="Show on map").first.click()
    assert "{{7*7}}" in visit.tab.locator(".leaflet-popup").inner_text()
    assert not visit.complaints
