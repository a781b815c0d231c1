"""The page in a host's page: the snippet, its sandbox, the height that follows; and in a notebook."""

from __future__ import annotations

from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING

import folium
import pytest
from click.testing import CliRunner
from conftest import becomes
from made import FOUR

import incidents
import maps
from geo import formats
from maps import embed

if TYPE_CHECKING:
    from conftest import Open
    from playwright.sync_api import Page as Tab

pytestmark = pytest.mark.slow


def heights(tab: Tab) -> tuple[float, float]:
    """Of the frame in the host's page, and of the body of the page in it; once they have settled."""
    inner = tab.frames[1]
    inner.wait_for_selector(".leaflet-container .mark")
    measured: list[tuple[float, float]] = []

    def settled() -> bool:
        tab.wait_for_timeout(200)
        box = tab.locator("iframe").bounding_box()
        assert box is not None
        measured.append((box["height"], inner.evaluate("document.body.getBoundingClientRect().height")))
        return measured[-2:-1] == measured[-1:] and abs(measured[-1][0] - measured[-1][1]) <= 2

    becomes(settled)
    return measured[-1]


@pytest.mark.parametrize("width", [1200, 390])
def test_the_frame_of_the_snippet_is_as_high_as_the_page(width: int, open_page: Open) -> None:
    open_page(FOUR, title="Four")
    host = f"<!DOCTYPE html><title>Host</title><p>Before</p>{embed.snippet('page0.html', 'Four')}<p>After</p>"
    visit = open_page(host, viewport={"width": width, "height": 900})
    outer, inner = heights(visit.tab)
    assert outer == pytest.approx(inner, abs=2)
    assert 400 < outer < 1200
    assert visit.tab.frames[1].evaluate("document.documentElement.classList.contains('embedded')")
    assert visit.tab.frames[1].evaluate("self.origin") == "null"
    assert visit.complaints == []
    assert all(url.startswith("file:") for url in visit.requests)


def test_a_frame_of_another_page_is_left_alone(open_page: Open) -> None:
    open_page(FOUR, title="Four")
    open_page("<script>parent.postMessage({'incident-map': {height: 123}}, '*')</script>")
    other = '<iframe src="page1.html" style="height: 77px"></iframe>'
    tab = open_page(f"<!DOCTYPE html>{embed.snippet('page0.html', 'Four')}{other}").tab
    frames = tab.locator("iframe").all()
    assert becomes(lambda: (frames[0].bounding_box() or {"height": 0})["height"] > 400)
    tab.wait_for_timeout(200)
    box = frames[1].bounding_box()
    assert box is not None
    assert box["height"] < 90


@pytest.mark.parametrize("height", ['"9999"', "-5", "1e9", "NaN", "{}"])
def test_a_height_that_is_none_changes_nothing(height: str, open_page: Open) -> None:
    open_page(f"<script>parent.postMessage({{'incident-map': {{height: {height}}}}}, '*')</script>")
    tab = open_page(f"<!DOCTYPE html>{embed.snippet('page0.html', 'x')}").tab
    tab.wait_for_timeout(300)
    box = tab.locator("iframe").bounding_box()
    assert box is not None
    assert box["height"] in {embed.HEIGHT, 9999}  # a number in quotes is one too
    assert box["height"] == embed.HEIGHT or height == '"9999"'


def test_hosts_that_know_datawrapper_follow_too(open_page: Open) -> None:
    open_page(FOUR)
    host = """<!DOCTYPE html>
    <iframe id="a" src="page0.html" style="width: 100%; height: 90px; border: 0"></iframe><script>
    addEventListener("message", event => {
      const told = event.data["datawrapper-height"];
      for (const id in told || {}) document.getElementById("a").style.height = told[id] + "px";
    });
    </script>"""
    outer, inner = heights(open_page(host).tab)
    assert outer == pytest.approx(inner, abs=2)


@pytest.mark.parametrize("sandbox", ["", 'sandbox="allow-scripts"'])
def test_it_works_as_srcdoc(sandbox: str, open_page: Open) -> None:
    host = f'<!DOCTYPE html><iframe {sandbox} srcdoc="{escape(maps.render(FOUR))}" width="1000" height="600"></iframe>'
    visit = open_page(host)
    frame = visit.tab.frame_locator("iframe")
    frame.locator(".mark").first.click()
    assert frame.locator(".leaflet-popup .card").is_visible()
    assert visit.complaints == []
    assert len(visit.requests) <= 2
    assert all(url.startswith(("file:", "about:")) for url in visit.requests)


def test_a_page_alone_is_not_embedded(open_page: Open) -> None:
    tab = open_page(FOUR).tab
    assert not tab.evaluate("document.documentElement.classList.contains('embedded')")


def test_a_notebook_shows_the_page_in_a_frame(open_page: Open) -> None:
    html = maps.draw(FOUR, title="Four")._repr_html_()
    visit = open_page(f"<!DOCTYPE html><body>{html}</body>")
    frame = visit.tab.frame_locator("iframe")
    frame.locator(".mark").first.click()
    assert frame.locator(".leaflet-popup .card").is_visible()
    assert visit.tab.locator("iframe").get_attribute("title") == "Four"
    assert visit.complaints == []
    assert all(url.startswith(("file:", "about:")) for url in visit.requests)


def test_a_host_in_another_encoding_changes_no_letter_of_the_page(open_page: Open, tmp_path: Path) -> None:
    html = maps.draw(FOUR, title="Четыре")._repr_html_()
    host = tmp_path / "host.html"
    host.write_bytes(b'<!DOCTYPE html><meta charset="windows-1252">' + html.encode())
    visit = open_page("<!DOCTYPE html>")
    visit.tab.goto(host.as_uri())
    frame = visit.tab.frame_locator("iframe")
    frame.locator(".mark").first.click()
    assert frame.locator("h1").inner_text() == "Четыре"
    assert visit.complaints == []


def test_a_notebook_shows_the_layers_of_its_user_too(open_page: Open) -> None:
    drawn = maps.draw(FOUR)
    folium.CircleMarker([46, 30], radius=9, color="#00f").add_to(drawn)
    visit = open_page(f"<!DOCTYPE html><body>{drawn._repr_html_()}</body>")
    frame = visit.tab.frame_locator("iframe")
    frame.locator(".mark").first.wait_for()
    assert frame.locator('path[stroke="#00f"]').count() == 1


HOSTILE = '"><script>alert(1)</script> --><b>'


def test_the_snippet_holds_text_as_text() -> None:
    text = embed.snippet("a b&c--d.html", HOSTILE)
    assert "<script>alert" not in text
    assert text.count("-->") == 1
    assert 'src="a%20b%26c--d.html"' in text
    assert HOSTILE in unescape(text)


# The command


def test_embed_writes_the_page_and_what_to_paste(tmp_path: Path) -> None:
    source = tmp_path / "incidents.jsonl"
    source.write_text("".join(formats.jsonl([("doc", FOUR)])), encoding="utf-8")
    target = tmp_path / "map.html"
    options = ["map", str(source), "-o", str(target), "--embed", "--title", "Four"]
    result = CliRunner().invoke(incidents.main, options)
    assert result.exit_code == 0, result.output
    assert target.read_text(encoding="utf-8") == maps.render(FOUR, title="Four")
    assert (tmp_path / "map.embed.html").read_text(encoding="utf-8") == embed.snippet("map.html", "Four")
    assert "map.embed.html" in result.output


@pytest.mark.parametrize("output", ["map.svg", "-"])
def test_a_picture_or_standard_output_has_nothing_to_paste(output: str) -> None:
    result = CliRunner().invoke(incidents.main, ["map", "x.jsonl", "-o", output, "--embed"])
    assert result.exit_code == 2
    assert "--embed" in result.output
