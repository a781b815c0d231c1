"""
How many of the places that people marked in news the gazetteer can reach at all: ``python tests/bench/reachable.py``.

A marked name counts when one of its candidates lies within 161 km (100 miles, the field's measure) of the marked
point; resolving it is another matter. Reads the labelled corpora beside the checkout and says so when they are not
there; prints numbers and bare names, never text. ``--misses N`` lists the commonest names out of reach.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import gazetteer  # noqa: E402
from gazetteer import Gazetteer, Place  # noqa: E402
from gazetteer.building.drafts import kilometres  # noqa: E402

CORPORA = ROOT.parent / "shared" / "data" / "places"
NAMES = ("LGL", "TR-News", "GeoWebNews", "TUD-Loc2013")
MILES_100 = 161.0


def candidates(places: Gazetteer, name: str) -> list[Place]:
    """What a resolver would weigh: exact candidates, else divisions by their last word."""
    return [candidate.place for candidate in places.candidates(name)] or places.find(name)


def kind(places: list[Place]) -> str:
    """Why a name is out of reach."""
    return "known elsewhere only" if places else "unknown name"


def main() -> None:
    """Print the share of each corpus, and on request the misses."""
    if not CORPORA.is_dir():
        sys.exit(f"{CORPORA}: the labelled corpora are not there; nothing to measure")
    listed = int(sys.argv[2]) if sys.argv[1:2] == ["--misses"] else 0
    known = gazetteer.load()
    for corpus in NAMES:
        marked = reached = 0
        misses: Counter[tuple[str, str]] = Counter()
        for line in (CORPORA / f"{corpus}.jsonl").read_bytes().splitlines():
            for toponym in json.loads(line)["toponyms"]:
                lat, lon = toponym.get("lat"), toponym.get("lon")
                if lat is None or lon is None:
                    continue
                marked += 1
                found = candidates(known, toponym["text"])
                if any(kilometres(lat, lon, place.lat, place.lon) <= MILES_100 for place in found):
                    reached += 1
                else:
                    misses[kind(found), toponym["text"]] += 1
        print(f"{corpus}: {reached / marked:.3f} of {marked:,} marked names")
        for why in sorted({why for why, _ in misses}):
            print(f"  {why}: {sum(count for (reason, _), count in misses.items() if reason == why)}")
        for (why, name), count in misses.most_common(listed):
            print(f"    {count:3} {name} ({why})")


if __name__ == "__main__":
    main()
