"""
Measure the extraction of incidents on captions of geolocated pictures and films.

    python tests/bench/incident_captions.py [--limit N] [--half dev|test]

eyes_on_russia and bellingcat_civharm, beside the checkout: a line of text each, and the point where analysts put what
it shows. They label no kinds, and many captions tell of no incident (a column of tanks), so that only the share that
is told and the distance of what is placed can be measured.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import gazetteer  # noqa: E402
from geo.extracting import extract_doc  # noqa: E402
from geo.language import load, parse  # noqa: E402
from geo.locating import locate_doc  # noqa: E402
from tests.bench import incident_extraction as bench  # noqa: E402

CORPORA = ("eyes_on_russia", "bellingcat_civharm")
NEAR_KM = 25


def row(corpus: str, half: str | None, limit: int | None) -> str:
    """Return a table row: captions that name a town or area, those told, those placed, and how many near enough."""
    nlp, places = load(), gazetteer.load()
    named = told = placed = near = 0
    for caption in [each for each in bench.rows(corpus, half) if each["text"]][:limit]:
        doc = parse(nlp, caption["text"])
        toponyms = locate_doc(doc, places)
        if not any(t.kind == "place" and t.place and t.place.feature != "PCLI" for t in toponyms):
            continue
        named += 1
        found = extract_doc(bench.article(caption), doc, toponyms, places)
        told += bool(found)
        gold = caption["incidents"][0]
        away = [
            bench.scorer().hav(gold["lat"], gold["lon"], each.where.lat, each.where.lon)
            for each in found
            if each.where.lat is not None and gold["lat"] is not None
        ]
        placed += bool(away)
        near += bool(away) and min(away) <= NEAR_KM
    return f"| {corpus} | {named} | {told} | {placed} | {near} ({near / max(placed, 1):.2f}) |"


def main() -> None:
    """Print a table row for each corpus."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[1])
    parser.add_argument("--limit", type=int)
    parser.add_argument("--half", choices=["dev", "test"])
    chosen = parser.parse_args()
    print("| corpus | captions that name a place | told | placed | within 25 km |", "|---|---|---|---|---|", sep="\n")
    for corpus in CORPORA:
        print(row(corpus, chosen.half, chosen.limit), flush=True)


if __name__ == "__main__":
    main()
