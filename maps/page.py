"""
The page: incidents to one standalone HTML file.

`Page` is a `folium.Map`, so layers of folium's may be added to it; yet no word of an incident ever passes
through a template of folium, branca or Jinja, which would run ``{{ ... }}`` in a news text as code. The
incidents go into the page as one inert JSON block, and the scripts beside this module write them as text.
"""

from __future__ import annotations

import errno
import gc
import os
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from html import escape
from pathlib import Path
from string import Template
from typing import Any, TypedDict, Unpack

import folium
from branca.element import Element, Figure
from folium.template import Template as FoliumTemplate

from geo.incident import Correction, Incident

from . import assets, basemap
from .drawing import sketch
from .embed import framed
from .listing import listing, summary
from .payload import PACKED, block, blocks, clean, payload
from .shapes import points, surroundings, window
from .strings import borders_in_words, say, strings
from .tiles import tiles as find_tiles

SCRIPTS = (
    *assets.MAP,
    "search.js",
    "calendar.js",
    "filters.js",
    "timeline.js",
    "table.js",
    "fragment.js",
    "takeaway.js",
    "frame.js",
    "map.js",
    "tiles.js",
    "incidents.js",
)
"""What runs in the page, in order."""
STYLES = (
    "leaflet.css",
    "incidents.css",
    "corrections.css",
    "timeline.css",
    "panel.css",
    "takeaway.css",
    "frame.css",
    "tiles.css",
    "print.css",
)


class Page(folium.Map):
    """
    A page of incidents: a `folium.Map` whose figure is a `Sheet`.

    Layers of folium's may be added (``folium.GeoJson(...).add_to(page)``). Such a page is the adder's own:
    it links what the layers link, so it may need the network; it carries no Content-Security-Policy, as
    folium's layers write scripts of their own; and its bytes differ from run to run with folium's random ids.
    """

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 (the type is folium's)
    default_css: list[tuple[str, str]] = []  # noqa: RUF012
    _template = FoliumTemplate("")

    def __init__(
        self,
        incidents: Sequence[Incident],
        *,
        title: str | None = None,
        lang: str = "en",
        corrections: Sequence[tuple[Correction, str | None]] = (),
        tiles: str | None = None,
        worldview: str = "iso",
    ) -> None:
        west, south, east, north = view = window(incidents)
        super().__init__(location=[(south + north) / 2, (west + east) / 2], tiles=None)
        self._id = "incidents"
        self.incidents = tuple(incidents)
        self.lang = lang
        self.title = title or say(lang, "title")
        self.view = view
        self.corrections = tuple(corrections)
        self.tiles = find_tiles(tiles) if tiles else None
        self.worldview = worldview
        Sheet(self)

    def _repr_html_(self, **kwargs: Any) -> str:
        """The page as a notebook shows it: whole, in a frame of its own that can't reach the notebook."""
        return framed(self.get_root().render(**kwargs), clean(self.title))


class _Slot(Element):
    """A slot of the figure that keeps what a layer has rendered as text, instead of rendering it again."""

    def add_child(self, child: Element, name: str | None = None, index: int | None = None) -> Element:
        if type(child) is Element and child._template_str is not None:
            child = _Text(child._template_str)
        return super().add_child(child, name, index)

    def text(self) -> str:
        """What the layers have put here."""
        return "\n".join(str(child.render()) for child in self._children.values())


class _Text(Element):
    """Text that is written as it is."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def render(self, **kwargs: Any) -> str:
        return self._text


class Sheet(Figure):
    """The HTML document about a `Page`; ``render`` gives it whole."""

    def __init__(self, page: Page) -> None:
        super().__init__(title=page.title)
        self.page = page
        self.add_child(page, name="map")

    def render(self, **kwargs: Any) -> str:
        """The document as text: the same for the same incidents, unless layers were added."""
        page, slots = self.page, [_Slot(), _Slot(), _Slot()]
        for slot in slots:
            slot._parent = self
        self.header, self.html, self.script = slots
        page.render(**kwargs)  # type: ignore[no-untyped-call]
        links, html, script = [slot.text() for slot in slots]
        layered = bool(links or html or script)
        rules = policy(page.tiles.host if page.tiles else None)
        ground = basemap.clip(*surroundings(page.view), points(page.incidents), page.worldview)
        head, rest = blocks(
            payload(page.incidents, page.get_name(), page.view, page.lang, page.corrections),
            packed=not layered and len(page.incidents) > PACKED,
        )
        return Template(assets.static("page.html")).substitute(
            {key: escape(words) for key, words in strings(page.lang).items()},
            leaflet_version=assets.leaflet_version(),
            leaflet_licence=assets.static("leaflet.LICENSE").strip(),
            scripts=assets.elements("script", SCRIPTS),
            styles=assets.elements("style", STYLES),
            lang=page.lang,
            worldview=escape(borders_in_words(page.worldview, page.lang)),
            policy="" if layered else f'<meta http-equiv="Content-Security-Policy" content="{rules}">',
            title=escape(clean(page.title)),
            summary=escape(clean(summary(page.incidents, page.lang))),
            map_id=page.get_name(),
            sketch=sketch(page.incidents, page.view, ground, page.lang),
            list=listing(page.incidents, page.lang),
            payload=head,
            rest=rest,
            words=block("words", {"lang": page.lang, "strings": dict(strings(page.lang))}),
            basemap=block("basemap", basemap.written(ground)),
            tiles=block("tiles", asdict(page.tiles)) if page.tiles else "",
            layers=_layers(links, html, script) if layered else "",
        )


def _layers(links: str, html: str, script: str) -> str:
    """What layers of folium's add to the page, after the scripts that they need."""
    return Template(assets.static("layers.html")).substitute(links=links, html=html, script=script)


class Options(TypedDict, total=False):
    """What may be said of a page beside its incidents."""

    title: str | None
    """Default: "Map of incidents" in the language of the page."""
    lang: str
    """Language of the interface, a column of `strings.tsv`; ``en`` by default."""
    corrections: Sequence[tuple[Correction, str | None]]
    """What readers corrected, each with the reason why it does not hold any more, if so: the page saves them anew."""
    tiles: str | None
    """Name of the online map that the page may offer, see `tiles.tsv`; none by default."""
    worldview: str
    """Whose borders are drawn, one of `maps.basemap.WORLDVIEWS`; ``iso`` by default."""


def draw(incidents: Sequence[Incident], **options: Unpack[Options]) -> Page:
    """
    The page of these incidents, in their order, to which layers of folium's may be added.

    Raises ValueError for an incident whose coordinates are no point on Earth, and for a language, tiles or a
    worldview that there are none of.
    """
    return Page(incidents, **options)


def render(incidents: Sequence[Incident], **options: Unpack[Options]) -> str:
    """The HTML of the page of these incidents: the same text for the same input."""
    # Made by the hundred thousand, the small lists of a page would have all incidents walked in search of cycles.
    collecting = gc.isenabled()
    gc.disable()
    try:
        html: str = draw(incidents, **options).get_root().render()
    finally:
        if collecting:
            gc.enable()
    return html


def save(incidents: Sequence[Incident], path: str | os.PathLike[str], **options: Unpack[Options]) -> None:
    """
    Write the page of these incidents to ``path``, whole or not at all.

    Raises OSError where the file can't be written.
    """
    target = Path(path)
    if target.exists() and not target.is_file():  # a device must not be replaced
        raise FileExistsError(errno.EEXIST, "it is no regular file", str(target))
    html = render(incidents, **options).encode("utf-8")
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(html)
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def policy(host: str | None = None) -> str:
    """The Content-Security-Policy of every page; one that offers tiles may load pictures from their ``host``."""
    return assets.policy(SCRIPTS, STYLES, host)
