"""
The page: incidents to one standalone HTML file.

`Page` is a `folium.Map`, so layers of folium's may be added to it; yet no word of an incident ever passes
through a template of folium, branca or Jinja, which would run ``{{ ... }}`` in a news text as code. The
incidents go into the page as one inert JSON block, and the scripts beside this module write them as text.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any

import folium
from branca.element import Element, Figure
from folium.template import Template as FoliumTemplate

from geo.incident import TYPES, Incident

from . import basemap, words
from .shapes import outline, spot, window

STATIC = Path(__file__).parent / "static"
SCRIPTS = ("leaflet.js", "basemap.js", "popup.js", "incidents.js")
STYLES = ("leaflet.css", "incidents.css")
TITLE = "Map of incidents"


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

    def __init__(self, incidents: Sequence[Incident], *, title: str | None = None) -> None:
        west, south, east, north = view = window(incidents)
        super().__init__(location=[(south + north) / 2, (west + east) / 2], tiles=None)
        self._id = "incidents"
        self.incidents = tuple(incidents)
        self.title = title or TITLE
        self.view = view
        Sheet(self)


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
        return Template(_static("page.html")).substitute(
            _assets(),
            policy="" if layered else f'<meta http-equiv="Content-Security-Policy" content="{policy()}">',
            title=escape(_clean(page.title)),
            summary=escape(_clean(summary(page.incidents))),
            map_id=page.get_name(),
            list=_list(page.incidents),
            incidents=_json(_record(page)),
            basemap=_json(basemap.clip(*_margin(page.view))),
            layers=_layers(links, html, script) if layered else "",
        )


def _layers(links: str, html: str, script: str) -> str:
    """What layers of folium's add to the page, after the scripts that they need."""
    return Template(_static("layers.html")).substitute(links=links, html=html, script=script)


def draw(incidents: Sequence[Incident], *, title: str | None = None) -> Page:
    """
    The page of these incidents, in their order, to which layers of folium's may be added.

    Raises ValueError for an incident whose coordinates are no point on Earth.
    """
    return Page(incidents, title=title)


def render(incidents: Sequence[Incident], *, title: str | None = None) -> str:
    """The HTML of the page of these incidents: the same text for the same input."""
    html: str = draw(incidents, title=title).get_root().render()
    return html


def save(incidents: Sequence[Incident], path: str | os.PathLike[str], *, title: str | None = None) -> None:
    """
    Write the page of these incidents to ``path``, whole or not at all.

    Raises OSError where the file can't be written.
    """
    target = Path(path)
    html = render(incidents, title=title).encode("utf-8")
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


@cache
def _static(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


@cache
def _assets() -> dict[str, str]:
    """The parts of the page that are the same in every page, by their names in page.html."""
    texts = {name.replace(".", "_"): "\n" + _static(name).strip() + "\n" for name in SCRIPTS + STYLES}
    # The source map isn't shipped; a browser's developer tools would ask for it.
    texts["leaflet_js"] = texts["leaflet_js"].replace("//# sourceMappingURL=leaflet.js.map\n", "")
    version = re.search(r"Leaflet ([\d.]+),", texts["leaflet_js"])
    assert version is not None
    return texts | {"leaflet_version": version[1], "leaflet_licence": _static("leaflet.LICENSE").strip()}


@cache
def policy() -> str:
    """The Content-Security-Policy of every page: nothing is loaded, and only scripts and styles that ship run."""

    def hashes(names: Iterable[str]) -> str:
        texts = (_assets()[name.replace(".", "_")] for name in names)
        digests = (base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()) for text in texts)
        return " ".join(f"'sha256-{digest.decode()}'" for digest in digests)

    return (
        f"default-src 'none'; script-src {hashes(SCRIPTS)}; style-src {hashes(STYLES)}; img-src data:; "
        "connect-src 'none'; form-action 'none'; base-uri 'none'"
    )


@cache
def marks() -> dict[str, tuple[str, str]]:
    """Colour and glyph (an SVG path in a 24 x 24 box) of each incident type."""
    rows = [line.split("\t") for line in _static("marks.tsv").splitlines() if line and not line.startswith("#")]
    return {code: (colour, glyph) for code, colour, glyph in rows[1:]}


def _clean(text: str) -> str:
    """The text without what UTF-8 or HTML can't hold: lone surrogates, NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")


def _json(value: Any) -> str:
    """JSON that no HTML parser takes for anything but text."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return _clean(text)


def summary(incidents: Sequence[Incident]) -> str:
    """One line on all incidents: how many, how many without a place, from when to when, from how many articles."""
    if not incidents:
        return "No incident was found in what was read."
    many = len(incidents)
    parts = [f"{many:,} incident{'s' if many > 1 else ''}"]
    unplaced = sum(spot(incident) is None for incident in incidents)
    if unplaced:
        parts.append(f"{unplaced:,} without a place")
    days = [day for incident in incidents for day in (incident.when.start, incident.when.end) if day]
    if days:
        parts.append(words.span(min(days), max(days)))
    articles = {report.doc_id for incident in incidents for report in incident.reports}
    if articles:
        parts.append(f"from {len(articles):,} article{'s' if len(articles) > 1 else ''}")
    return " · ".join(parts)


def _margin(view: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """The window drawn in detail: the view and something about it, as screens are of any shape."""
    west, south, east, north = view
    x, y = max(4.0, (east - west) * 0.35), max(3.0, (north - south) * 0.35)
    return max(-180.0, west - x), max(-85.0, south - y), min(180.0, east + x), min(85.0, north + y)


def _record(page: Page) -> dict[str, Any]:
    """All that the scripts need to know, as JSON."""
    shown = dict.fromkeys(incident.type for incident in page.incidents)
    other = marks()["other"]
    areas: dict[str, Any] = {}
    return {
        "map": page.get_name(),
        "view": [round(degrees, 4) for degrees in page.view],
        "types": {
            code: {"words": TYPES.get(code, code), "colour": colour, "glyph": glyph}
            for code in shown
            for colour, glyph in [marks().get(code, other)]
        },
        "incidents": [_incident(incident, areas) for incident in page.incidents],
        "areas": areas,
    }


def _incident(incident: Incident, areas: dict[str, Any]) -> dict[str, Any]:
    """One incident for the scripts: where to mark it, and every word of its popup; fills ``areas``."""
    where = incident.where
    point = spot(incident)
    area = None
    name = words.short_name(where)
    if point is not None and point.is_area:
        # What is near a region, or between two, isn't in its outline.
        inside = where.place if where.relation not in {"near", "between"} else None
        area = str(inside.id) if inside else f"{point.lat:.5f} {point.lon:.5f}"
        if area not in areas:
            areas[area] = {"name": name or where.text or "", **outline(inside, point)}
    return {
        "type": incident.type,
        "stage": incident.stage,
        "at": point and [round(point.lat, 5), round(point.lon, 5)],
        "radius": point and point.radius_km and round(point.radius_km, 2),
        "area": area,
        "weak": point is not None and point.weak,
        "name": name,
        "heading": words.heading(incident),
        "place": words.place_in_words(where),
        "date": words.date_in_words(incident.when),
        "dated": incident.when.text,
        "counts": words.counts(incident),
        "facts": words.facts(incident),
        "why": words.why_in_words(where),
        "reports": [
            {
                "title": report.title,
                "source": report.source,
                "url": report.url,
                "published": report.published and words.day(report.published),
                "quotes": words.quotes(report),
            }
            for report in incident.reports
        ],
    }


def _list(incidents: Sequence[Incident]) -> str:
    """The list of all incidents as HTML, readable without scripts."""
    if not incidents:
        return '<p id="list" class="note">No incident was found in what was read.</p>'
    items = "\n".join(_item(number, incident) for number, incident in enumerate(incidents))
    return f'<ol id="list" tabindex="-1" aria-labelledby="list-heading">\n{items}\n</ol>'


def _item(number: int, incident: Incident) -> str:
    """One incident of the list as HTML: every text of it escaped."""

    def text(tag: str, content: str, css: str) -> str:
        return f'<{tag} class="{css}" dir="auto">{escape(_clean(content))}</{tag}>' if content else ""

    counted = [f"{label.lower()}: {number}" for label, number in words.counts(incident) if number != words.UNKNOWN]
    stage = "" if incident.stage == "accomplished" else text("span", incident.stage, "stage")
    reports = [
        text("blockquote", "".join(part for part, _ in quote), "quote")
        for report in incident.reports
        for quote in words.quotes(report)[:1]
    ] + [_source(report.title, report.source, report.url) for report in incident.reports]
    return (
        f'<li id="incident-{number + 1}">'
        f"<h3>{text('span', words.type_in_words(incident), 'type')} {stage}</h3>"
        + text("p", words.place_in_words(incident.where), "place")
        + text("p", " · ".join([words.date_in_words(incident.when), *counted]), "date")
        + "".join(reports)
        + "</li>"
    )


def _source(title: str | None, source: str | None, url: str | None) -> str:
    """Whence a report comes, linked if its address is one of the web; any other address stands as text."""
    named = [part for part in (title, source) if part]
    if url and words.is_web_address(url):
        label = escape(_clean(", ".join(named) or url))
        inner = f'<a href="{escape(_clean(url))}" rel="noopener noreferrer" target="_blank">{label}</a>'
    else:
        inner = escape(_clean(", ".join(named + ([url] if url else []))))
    return f'<p class="source" dir="auto">{inner}</p>' if inner else ""
