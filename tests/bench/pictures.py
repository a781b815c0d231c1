"""
Make the pictures of README and docs: the map of the sample articles as people see it, by a real browser.

    python tests/bench/pictures.py [folder]

Needs Chromium (see tests/conftest.py). The pictures get a palette of 256 colours, which a map needs no more of, and
are a third as large for it.
"""

from __future__ import annotations

import base64
import shutil
import struct
import sys
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

import gazetteer
import maps
from geo.article import Article, read
from geo.incident import Incident
from geo.language import load
from geo.merge import merge_documents, once
from geo.reading import Reading, read_through

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab

ROOT = Path(__file__).parents[2]
READ_PIXELS = """async url => {
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width;
  canvas.height = image.height;
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const bytes = pen.getImageData(0, 0, image.width, image.height).data;
  let text = "";
  for (let i = 0; i < bytes.length; i += 32768) text += String.fromCharCode(...bytes.subarray(i, i + 32768));
  return [image.width, image.height, btoa(text)];
}"""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its name, which page, the window in pixels, what is done before, and what a browser is told."""

    name: str
    page: str
    """``all``, ``report``, or the beginning of the name of the one article that the page is of."""
    width: int
    height: int
    act: Callable[[Tab], None]
    dark: bool = False
    paper: bool = False


def nothing(tab: Tab) -> None:
    """Leave the page as it opens."""


def over(lat: float, lon: float, zoom: int) -> Callable[[Tab], None]:
    """Look at a point."""
    return lambda tab: tab.evaluate(f"State.map.setView([{lat}, {lon}], {zoom}, {{animate: false}})")


def town(tab: Tab) -> None:
    """Look at a town, and open what happened there."""
    over(34.4, 35.85, 10)(tab)
    tab.evaluate("State.select(State.incidents.findIndex(({name}) => name === 'Tripoli'), 'link')")


def margins(tab: Tab) -> None:
    """Leave the margins of a sheet of paper."""
    tab.add_style_tag(content="html { padding: 42px; }")
    tab.evaluate("State.map.invalidateSize({animate: false})")


def article(tab: Tab) -> None:
    """Turn to the article on drones, and choose an incident in its text."""
    tab.locator("#stories a", has_text="drones").click()
    tab.locator(".story:not([hidden]) .badge").nth(1).click()


SHOTS = (
    Shot("world", "all", 1280, 800, nothing),
    Shot("country", "drones", 1280, 800, nothing),
    Shot("town", "bombs", 1280, 800, town),
    Shot("dark", "all", 1280, 800, over(46.0, 33.0, 5), dark=True),
    Shot("phone", "drones", 390, 844, nothing),
    Shot("print", "all", 794, 1123, margins, paper=True),
    Shot("report", "report", 1280, 800, article),
)
TITLE = "The sample articles"


def main(folder: Path) -> None:
    """Write the pictures into a folder."""
    from playwright.sync_api import sync_playwright

    readings = sample()
    incidents = merged(readings)
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--force-color-profile=srgb"]
        )
        for shot in SHOTS:
            page = Path(name, f"{shot.page}.html")
            if shot.page == "report":
                page.write_text(maps.report(stories(readings), incidents, title=TITLE), encoding="utf-8")
            elif shot.page == "all":
                maps.save(incidents, page, title=TITLE)
            else:
                only = next(each for each in readings if each.article.doc_id.startswith(shot.page))
                maps.save(only.incidents, page, title=only.article.title)
            write(folder / f"{shot.name}.png", taken(browser, shot, page), browser)
        write(folder / "picture.png", maps.png(maps.picture(incidents, title=TITLE), 1), browser)
        browser.close()


def sample() -> list[Reading]:
    """The sample articles, read through."""
    places, nlp = gazetteer.load(), load()
    found = [each for each in read(ROOT / "seeds") if isinstance(each, Article)]
    return [read_through(each, places, nlp) for each in found]


def merged(readings: list[Reading]) -> list[Incident]:
    """Their incidents, each once."""
    return once(merge_documents([(each.article.doc_id, list(each.incidents)) for each in readings]))


def stories(readings: list[Reading]) -> list[maps.Story]:
    """The articles as a report shows them."""
    return [
        maps.Story(
            each.article.doc_id, each.article.text, each.article.title, each.article.source, each.article.url,
            each.article.published,
            tuple(maps.PlaceName(name.start, name.end, name.place, name.why) for name in each.toponyms),
        )
        for each in readings
    ]  # fmt: skip


def taken(browser: Browser, shot: Shot, page: Path) -> bytes:
    """The screenshot, as PNG."""
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height}, color_scheme="dark" if shot.dark else "light",
        reduced_motion="reduce", bypass_csp=True,
    )  # fmt: skip
    tab = context.new_page()
    tab.goto(page.as_uri())
    tab.wait_for_selector(".leaflet-marker-icon")
    if shot.paper:
        tab.emulate_media(media="print")
    shot.act(tab)
    tab.wait_for_timeout(800)
    data = tab.screenshot()
    context.close()
    return data


def write(path: Path, data: bytes, browser: Browser) -> None:
    """Write a PNG with a palette of at most 256 colours."""
    tab = browser.new_page()
    wide, high, text = tab.evaluate(READ_PIXELS, "data:image/png;base64," + base64.b64encode(data).decode())
    tab.close()
    pixels = np.frombuffer(base64.b64decode(text), np.uint8).reshape(high * wide, 4)[:, :3]
    path.write_bytes(png(*quantized(pixels), wide, high))
    print(f"{path.name}: {wide} x {high}, {path.stat().st_size / 1000:.0f} KB")


def quantized(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """For each pixel the number of its colour, and the colours: the most frequent, others go to the nearest."""
    packed = pixels.astype(np.int64) @ np.array([65536, 256, 1])
    colours, inverse, counts = np.unique(packed, return_inverse=True, return_counts=True)
    all_ = np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=1)
    # The most frequent of each small cube of colours, so that rare but distinct ones have their turn.
    order = np.argsort(-counts, kind="stable")
    _, firsts = np.unique((all_[order] >> 4) @ np.array([256, 16, 1]), return_index=True)
    frequent, distinct = order[:160], order[np.sort(firsts)]
    kept = list(dict.fromkeys([*frequent.tolist(), *distinct.tolist()]))[:256]
    nearest = np.array([np.argmin(((all_[kept] - colour) ** 2).sum(axis=1)) for colour in all_], np.uint8)
    return nearest[inverse], all_[kept].astype(np.uint8)


def png(numbers: NDArray[np.uint8], colours: NDArray[np.uint8], wide: int, high: int) -> bytes:
    """A PNG of numbered colours."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = np.hstack([np.zeros((high, 1), np.uint8), numbers.reshape(high, wide)])
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 3, 0, 0, 0))
        + chunk(b"PLTE", colours.tobytes())
        + chunk(b"IDAT", zlib.compress(rows.tobytes(), 9))
        + chunk(b"IEND", b"")
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs")
