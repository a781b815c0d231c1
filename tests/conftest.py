"""Fixtures: the gazetteer, the language model, and the page in a real browser."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

import gazetteer
from geo.incident import Incident
from geo.language import load

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Dialog
    from playwright.sync_api import Page as Tab
    from spacy.language import Language


# A busy machine is slow, not wrong: no example of a property has a time by which it must be done.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")


def becomes(holds: Callable[[], bool], seconds: float = 20) -> bool:
    """Whether something holds now or before long: what a browser does, it does when it has the time."""
    patience = time.monotonic() + seconds
    while not (held := holds()) and time.monotonic() < patience:
        time.sleep(0.05)
    return held


def at_rest(tab: Tab) -> None:
    """Wait until the map moves no more: what is clicked on while it slides away is missed."""
    moving = "State.map._animatingZoom || State.map._panAnim && State.map._panAnim._inProgress"
    assert becomes(lambda: not tab.evaluate(moving))


@pytest.fixture(scope="session")
def places() -> gazetteer.Gazetteer:
    """The gazetteer that ships."""
    return gazetteer.load()


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The spaCy pipeline that ships."""
    return load()


@dataclass
class Visit:
    """A page opened from disk, and all that it asked for or complained of meanwhile."""

    tab: Tab
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.tab.on("request", lambda request: self.requests.append(request.url))
        self.tab.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        self.tab.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.tab.on("dialog", self.dismiss)

    def dismiss(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()


Open = Callable[..., Visit]
"""``open_page(incidents or HTML, title=None, **browser context options)``."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, or playwright's own; without either the test is skipped, but never in CI."""
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        try:
            # A sandboxed frame in a process of its own is clicked beside the mark now and then: the driver's fault.
            apart = "--disable-features=IsolateSandboxedIframes"
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--force-color-profile=srgb", apart]
            )
        except sync_api.Error:
            if os.environ.get("CI"):
                raise
            pytest.skip("no Chromium here: apt install chromium, or playwright install chromium")
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens the page of some incidents (or some HTML) from disk in a browser context of its own."""
    import maps

    contexts: list[BrowserContext] = []

    def opened(content: Sequence[Incident] | str, title: str | None = None, **options: Any) -> Visit:
        path = tmp_path / f"page{len(contexts)}.html"
        if isinstance(content, str):
            path.write_text(content, encoding="utf-8-sig")  # a page that names no encoding is guessed at
        else:
            maps.save(content, path, title=title)
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        contexts.append(context)
        context.set_default_timeout(20_000)  # a busy machine is slow, not wrong
        visit = Visit(context.new_page())
        visit.watch()
        visit.tab.goto(path.as_uri())
        return visit

    yield opened
    for context in contexts:
        context.close()
