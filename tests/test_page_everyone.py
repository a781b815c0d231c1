"""The page for everyone: by keyboard, to a screen reader (axe), in the dark, on a phone, in Ukrainian, in Firefox."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import Open, Visit
from made import FOUR, ODESA, incident

import maps
from geo.incident import Count, When
from maps.strings import strings

SEVERAL = [
    *FOUR,
    incident("Shells fell on the port.", place=ODESA, type="shelling_missile", stage="threatened", id="5"),
    incident("A fire broke out.", type="accident_fire", killed=Count(2, 3, None), id="6"),
]
"""Points, an area, two at one place, one threatened, one without a place."""
LOOKS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    "contrast": {"forced_colors": "active"},
}


def violations(visit: Visit) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA and good practice, a line each."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    found = axe.Axe().run(visit.tab, options=options).response
    return [
        f"{each['id']} at {node['target']}: {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("opened", [False, True], ids=["page", "popup"])
def test_axe_finds_nothing(open_page: Open, look: str, opened: bool) -> None:
    visit = open_page(SEVERAL, **LOOKS[look])
    if opened:
        visit.tab.get_by_role("button", name=re.compile("^Show on map: .*Yeysk")).first.click()
        visit.tab.locator(".leaflet-popup .correction > summary").click()
    assert violations(visit) == []


def test_axe_finds_nothing_in_a_page_without_incidents(open_page: Open) -> None:
    assert violations(open_page([])) == []


def test_every_point_is_reached_and_named_by_keyboard_alone(open_page: Open) -> None:
    visit = open_page(SEVERAL)
    names = set()
    for _ in range(60):
        visit.tab.keyboard.press("Tab")
        name = visit.tab.evaluate(
            "document.activeElement.closest('.mark') && document.activeElement.getAttribute('aria-label')"
        )
        if name:
            names.add(name)
    assert any("Zheleznogorsk" in name for name in names)
    assert any("Yeysk" in name for name in names)
    assert any(name.startswith("2 incidents") for name in names)
    assert any("Ukraine" in name for name in names)


def test_the_popup_takes_the_focus_and_gives_it_back(open_page: Open) -> None:
    visit = open_page(SEVERAL)
    mark = visit.tab.locator(".mark[aria-label*=Yeysk]")
    mark.focus()
    visit.tab.keyboard.press("Enter")
    assert visit.tab.evaluate("document.activeElement.closest('.leaflet-popup') !== null")
    visit.tab.keyboard.press("Escape")
    assert visit.tab.locator(".leaflet-popup").count() == 0
    assert "Yeysk" in visit.tab.evaluate("document.activeElement.getAttribute('aria-label')")


def test_a_page_in_ukrainian_says_nothing_in_english(open_page: Open) -> None:
    dated = [replace(each, when=When(text="16.03")) for each in SEVERAL]
    visit = open_page(maps.render(dated, lang="uk"))
    assert visit.tab.evaluate("document.documentElement.lang") == "uk"
    visit.tab.locator("#list button", has_text=strings("uk")["show_on_map"]).first.click()
    visit.tab.locator(".leaflet-popup .correction > summary").click()
    said = visit.tab.locator("body").inner_text()
    ours = {words for key, words in strings("en").items() if words != strings("uk")[key]}
    plain = {words for words in ours if "{" not in words and len(words) > 4}
    assert {words for words in plain if re.search(rf"\b{re.escape(words)}\b", said)} == set()
    named = "[...document.querySelectorAll('[aria-label],[title]')].map(e => e.ariaLabel + ' ' + e.title)"
    labels = visit.tab.evaluate(named)
    assert {words for words in plain if any(re.search(rf"\b{re.escape(words)}\b", label) for label in labels)} == set()
    assert not visit.complaints


def test_text_from_right_to_left_stands_so(open_page: Open) -> None:
    visit = open_page([incident("قصف على المدينة", place=ODESA, title="قصف", source="صحيفة")])
    visit.tab.locator("#list button", has_text="Show on map").click()
    direction = "getComputedStyle(document.querySelector('.leaflet-popup blockquote')).direction"
    assert visit.tab.evaluate(direction) == "rtl"


def test_who_wants_less_motion_gets_none(open_page: Open) -> None:
    visit = open_page(SEVERAL, reduced_motion="reduce")
    assert visit.tab.evaluate("State.map.options.zoomAnimation") is False


@contextmanager
def firefox(folder: Path) -> Iterator[Any]:
    """
    A headless Firefox and what speaks to it: a function of a Marionette command and its parameters.

    Marionette is Firefox's own remote protocol: JSON over TCP, each message after its length and a colon.
    """
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("no Firefox here")
        pytest.skip("no Firefox here: apt install firefox-esr")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "user.js").write_text(f'user_pref("marionette.port", {port});\n')
    running = subprocess.Popen(
        [program, "--headless", "--marionette", "--no-remote", "--profile", str(folder)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        with connected(port) as line:
            reader = line.makefile("rb")
            number = 0

            def read() -> Any:
                size = b""
                while (digit := reader.read(1)) != b":":
                    size += digit
                return json.loads(reader.read(int(size)))

            def ask(command: str, **parameters: object) -> Any:
                nonlocal number
                number += 1
                message = json.dumps([0, number, command, parameters]).encode()
                line.sendall(b"%d:%b" % (len(message), message))
                _, _, error, result = read()
                assert error is None, error
                return result

            read()  # what Marionette says of itself
            ask("WebDriver:NewSession")
            yield ask
    finally:
        running.kill()
        running.wait()


def connected(port: int) -> socket.socket:
    for _ in range(300):
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=60)
        except OSError:
            time.sleep(0.1)
    raise AssertionError("Firefox does not answer")


@pytest.mark.slow
def test_firefox_shows_the_map_and_a_popup_without_a_complaint(tmp_path: Path) -> None:
    page = tmp_path / "map.html"
    maps.save(SEVERAL, page)
    profile = tmp_path / "profile"
    profile.mkdir()
    with firefox(profile) as ask:
        ask("WebDriver:Navigate", url=page.as_uri())

        def run(script: str) -> Any:
            return ask("WebDriver:ExecuteScript", script=script, args=[])["value"]

        for _ in range(300):
            if run("return document.querySelectorAll('.mark').length") >= 4:
                break
            time.sleep(0.1)
        assert run("return document.querySelectorAll('.mark').length") >= 4
        assert run("return performance.getEntriesByType('resource').length") == 0
        run("document.querySelector('.mark[aria-label*=Yeysk]').click()")
        assert "airfield in Yeysk" in run("return document.querySelector('.leaflet-popup').textContent")
        painted = "const c = document.querySelector('canvas.leaflet-tile'); return c.getContext('2d')"
        assert run(f"{painted}.getImageData(0, 0, c.width, c.height).data.some(v => v > 0)")
