"""
How large a map may grow: our page beside folium's MarkerCluster and FastMarkerCluster and a bare canvas.

    npm install leaflet@1.9.3 leaflet.markercluster@1.1.0 jquery@3.7.1 bootstrap@5.2.2 leaflet.awesome-markers
    python tests/bench/page_scale.py node_modules [--sizes 1000 10000 100000] [--runs 3]

The same made incidents go into each page: towns of the gazetteer, large ones more often, each with a popup of some
200 characters. What folium's pages link is served from ``node_modules`` by the browser's own interception, and what is
not found there (icon fonts) is refused at once; nothing goes over a network. The bare canvas is the floor: plain JSON,
a circle for each incident, nothing else, no basemap under it. Pages take turns, so that a busy machine slows all
alike; medians. "ready" is the second frame after the first mark is on the map, "heap" that of JavaScript after
collection, "frame" the longest pause between frames while zooming in three times.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
import folium.plugins

import maps
from gazetteer import Place
from geo.incident import TYPES, Alternative, Count, Evidence, Incident, Report, When, Where
from maps.payload import marks

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

ROOT = Path(__file__).parents[2]
FRAMES = """
    window.frames_ = [];
    const ready = () => document.querySelector('.mark, .leaflet-marker-icon, .bare');
    let seen = 0;
    const tick = now => {
        frames_.push(now);
        if (!seen && ready()) seen = 1; else if (seen === 1) { seen = 2; window.ready_ = performance.now(); }
        requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
"""
ZOOM = """async () => {
    const name = Object.keys(window).find(name => name.startsWith('map_') && window[name].zoomIn), map = window[name];
    const begun = performance.now(), wait = time => new Promise(done => setTimeout(done, time));
    for (let i = 0; i < 3; i++) { map.setZoomAround([48, 12], map.getZoom() + 1); await wait(1500); }
    const times = frames_.filter(time => time > begun);
    return Math.max(...times.slice(1).map((time, i) => time - times[i]));
}"""
BARE = """<!DOCTYPE html><meta charset="utf-8"><style>LEAFLET_CSS html,body,#map{height:100%;margin:0}</style>
<div id="map"></div>
<script>LEAFLET_JS</script><script type="application/json" id="data">DATA</script><script>
const rows = JSON.parse(document.getElementById('data').textContent);
const map = window.map_bare = L.map('map').setView([25, 10], 2);
const canvas = document.createElement('canvas');
map.getPanes().overlayPane.append(canvas);
function draw() {
    const size = map.getSize(), pen = canvas.getContext('2d'), corner = map.containerPointToLayerPoint([0, 0]);
    L.DomUtil.setPosition(canvas, corner);
    canvas.width = size.x; canvas.height = size.y;
    for (const [lat, lon, colour] of rows) {
        const {x, y} = map.latLngToContainerPoint([lat, lon]);
        if (x < -5 || y < -5 || x > size.x + 5 || y > size.y + 5) continue;
        pen.beginPath(); pen.arc(x, y, 5, 0, 7);
        pen.fillStyle = colour; pen.fill(); pen.strokeStyle = '#fff'; pen.stroke();
    }
    canvas.className = 'bare';
}
map.on('moveend', draw); draw();
</script>"""


def towns() -> list[tuple[Place, int]]:
    """Towns of the gazetteer with their population."""
    found = []
    with lzma.open(ROOT / "gazetteer" / "data" / "places.tsv.xz", "rt", encoding="utf-8") as file:
        rows = (line.rstrip("\n").split("\t") for line in file if not line.startswith("#"))
        header = next(rows)
        for row in rows:
            of = dict(zip(header, row, strict=False))
            if of["feature"].startswith("PPL") and int(of["population"] or 0) > 2000:
                at = float(of["lat"]), float(of["lon"])
                place = Place(int(of["id"]), of["name"], *at, of["feature"], of["country"])
                found.append((place, int(of["population"])))
    return found


def made(count: int) -> list[Incident]:
    """That many incidents, the same each time."""
    chance = random.Random(7)
    places, people = zip(*towns(), strict=True)
    chosen = chance.choices(places, [many**0.6 for many in people], k=count)
    return [_incident(number, place, chance, places) for number, place in enumerate(chosen)]


def _incident(number: int, place: Place, chance: random.Random, places: Sequence[Place]) -> Incident:
    day, hurt = date(2024, 1, 1) + timedelta(chance.randrange(700)), chance.randrange(12)
    struck = chance.choice(["a market", "the school", "a depot", "two houses", "the bridge", "a bus station"])
    quote = f"Police said {hurt} people were hurt when {struck} in {place.name} was struck on {day:%A}, case {number}."
    start = chance.randrange(3000)
    where = start + quote.index(place.name)
    evidence = (
        Evidence("type", start, start + len(quote), quote),
        Evidence("where", where, where + len(place.name), place.name),
    )
    source = chance.choice(["Wire", "Daily Sample", "Evening Sample", "Radio Sample"])
    address = f"https://news.example/{number}"
    report = Report(f"doc{number}", f"{hurt} hurt in {place.name}", source, address, day, evidence)
    rivals = tuple(Alternative(chance.choice(places), 0.1) for _ in range(chance.randrange(2)))
    at = Where(place.name, "in", place, place.lat, place.lon, 1, 5.0, round(chance.random(), 2), rivals,
               "it is the largest place of that name")  # fmt: skip
    return Incident(
        f"{number:012x}", chance.choice(list(TYPES)), "accomplished", When(day, day, 1, f"{day:%A}", "expression"),
        at, "police", struck, None, None, "police", None, Count(hurt, hurt, hurt), None,
        round(chance.random(), 2), (report,),
    )  # fmt: skip


def words(incident: Incident) -> str:
    """A popup of plain text for the pages that know no more of an incident."""
    report, place = incident.reports[0], incident.where.place
    assert place is not None
    return f"{TYPES[incident.type]}: {place.name}, {incident.when.start}. {report.evidence[0].quote} {report.url}"


def ours(incidents: Sequence[Incident]) -> str:
    """Our page."""
    return maps.render(incidents)


def marker_cluster(incidents: Sequence[Incident]) -> str:
    """A folium page with a Marker and a Popup for each incident in a MarkerCluster."""
    page = folium.Map([25, 10], zoom_start=2, tiles=None)
    page.options["maxZoom"] = 18
    cluster = folium.plugins.MarkerCluster().add_to(page)  # type: ignore[no-untyped-call]
    for incident in incidents:
        place = incident.where.place
        assert place is not None
        folium.Marker([place.lat, place.lon], popup=folium.Popup(words(incident))).add_to(cluster)
    return str(page.get_root().render())


def fast_marker_cluster(incidents: Sequence[Incident]) -> str:
    """A folium page with all incidents as rows of a FastMarkerCluster."""
    page = folium.Map([25, 10], zoom_start=2, tiles=None)
    page.options["maxZoom"] = 18
    rows = [[incident.where.lat, incident.where.lon, words(incident)] for incident in incidents]
    callback = "row => L.marker([row[0], row[1]]).bindPopup(row[2])"
    folium.plugins.FastMarkerCluster(rows, callback=callback).add_to(page)  # type: ignore[no-untyped-call]
    return str(page.get_root().render())


def bare(incidents: Sequence[Incident]) -> str:
    """A page with nothing but a canvas of circles."""
    static = ROOT / "maps" / "static"
    rows = [[each.where.lat, each.where.lon, marks()[each.type][0], words(each)] for each in incidents]
    text = BARE.replace("LEAFLET_CSS", (static / "leaflet.css").read_text("utf-8"))
    text = text.replace("LEAFLET_JS", (static / "leaflet.js").read_text("utf-8"))
    return text.replace("DATA", json.dumps(rows, ensure_ascii=False).replace("<", "\\u003c"))


PAGES: dict[str, Callable[[Sequence[Incident]], str]] = {
    "ours": ours,
    "bare canvas": bare,
    "FastMarkerCluster": fast_marker_cluster,
    "MarkerCluster": marker_cluster,
}


def serve(modules: Path) -> Callable[[Route], None]:
    """Answers a request of a page with the file of that name in ``modules``, or refuses it."""
    files = {path.name.replace(".min", ""): path for path in modules.rglob("dist/**/*") if path.is_file()}

    def answer(route: Route) -> None:
        if route.request.url.startswith("file:"):
            return route.continue_()
        name = re.sub(r"\.min|-[\d.]+\d(?=\.)", "", route.request.url.rpartition("/")[2])
        return route.fulfill(path=files[name]) if name in files else route.abort()

    return answer


def measured(browser: Browser, path: Path, modules: Path, limit: float) -> dict[str, float]:
    """Milliseconds until ready, megabytes of heap, longest frame of a page."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.route("**/*", serve(modules))
    tab = context.new_page()
    tab.add_init_script(FRAMES)
    tab.set_default_timeout(limit * 1000)
    tab.goto(path.as_uri(), timeout=limit * 1000)
    tab.wait_for_function("window.ready_")
    found = {"ready": float(tab.evaluate("ready_"))}
    tab.wait_for_timeout(3000)
    session = context.new_cdp_session(tab)
    session.send("HeapProfiler.collectGarbage")
    heap: dict[str, Any] = session.send("Runtime.getHeapUsage")
    found |= {"heap": heap["usedSize"] / 1e6, "frame": float(tab.evaluate(ZOOM))}
    context.close()
    return found


def built(incidents: Sequence[Incident], folder: Path, names: Sequence[str]) -> Iterator[tuple[str, Path, float]]:
    """Each page, written, and the seconds it took; ours once before, to warm its tables."""
    maps.render(incidents[:10])
    for name in names:
        started = time.perf_counter()
        html = PAGES[name](incidents)
        spent = time.perf_counter() - started
        path = folder / f"{name.replace(' ', '_')}.html"
        path.write_text(html, encoding="utf-8")
        yield name, path, spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", type=Path, help="node_modules with what folium's pages link")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--pages", nargs="+", choices=list(PAGES), default=list(PAGES))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--limit", type=float, default=120, help="seconds that a page may take")
    options = parser.parse_args()
    from playwright.sync_api import Error, sync_playwright

    heads = ("build s", 8), ("MB", 7), ("ready ms", 9), ("x bare", 7), ("heap MB", 8), ("frame ms", 9)
    print(f"{'incidents':>9}  {'page':18}", *(f"{head:>{wide}}" for head, wide in heads))
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--js-flags=--expose-gc"]
        )
        for size in options.sizes:
            pages = list(built(made(size), Path(folder), options.pages))
            rows: dict[str, list[dict[str, float]]] = {name: [] for name, _, _ in pages}
            for _ in range(options.runs):
                for name, path, _ in pages:
                    try:
                        rows[name].append(measured(browser, path, options.modules, options.limit))
                    except Error as error:
                        print(f"{size:>9,}  {name:18} {str(error).splitlines()[0]}")
            middle = {
                name: {key: statistics.median(row[key] for row in found) for key in found[0]}
                for name, found in rows.items()
                if found
            }
            floor = middle.get("bare canvas", {"ready": float("nan")})["ready"]
            for name, path, spent in pages:
                if name in middle:
                    ready, heap, frame = (middle[name][key] for key in ("ready", "heap", "frame"))
                    print(
                        f"{size:>9,}  {name:18} {spent:8.2f} {path.stat().st_size / 1e6:7.2f} {ready:9,.0f} "
                        f"{ready / floor:7.2f} {heap:8.1f} {frame:9,.0f}",
                        flush=True,
                    )
        browser.close()


if __name__ == "__main__":
    main()
