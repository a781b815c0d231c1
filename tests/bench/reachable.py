"""
How many of the places that people marked in news the gazetteer can reach at all: ``python tests/bench/reachable.py``.

A marked name counts when one of its candidates lies within 161 km (100 miles, the field's measure) of the marked
point; resolving it is another matter. Candidates are what the name is filed for, or else what it means in another
spelling, or else the place that an institution is named for ("Cavan County Council"); the last are also told apart.
Then the misses by kind: what the name's words say it is, and whether the name is known of another place. Reads the
labelled corpora beside the checkout and says so when they are not there; prints numbers, and on request
(``--misses N``) the commonest bare names out of reach, never text.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import gazetteer  # noqa: E402
from gazetteer import Gazetteer, Place  # noqa: E402
from gazetteer.building.drafts import kilometres  # noqa: E402

CORPORA = ROOT.parent / "shared" / "data" / "places"
NAMES = ("LGL", "TR-News", "GeoWebNews", "TUD-Loc2013")
MILES_100 = 161.0

KINDS = {
    "number": r"^[\d\s.,-]+$",
    "street or road": r"\b(street|st\.?$|avenue|ave|road|rd|drive|lane|boulevard|highway|route|rue|stra(ss|ß)e"
    r"|expressway|motorway|[amb]\d+|square|block of|way|plaza|pier|bridge|railroad|viale)\b",
    "school or university": r"\b(school|university|college|institute|academy|elementary|high|middle|uni|nursery)\b",
    "church or cemetery": r"\b(church|cathedral|chapel|basilica|mosque|temple|synagogue|graveyard|cemetery)\b",
    "health or court or government": r"\b(hospital|clinic|court|courthouse|council|embassy|ministry|office|police"
    r"|prison|jail|detention|hall|capitol|congress|commission|bank|rnli|house|wing|nations)\b",
    "sport or culture or trade": r"\b(stadium|arena|club|fc|cup|museum|gallery|theatre|theater|hotel|resort"
    r"|restaurant|inn|mall|market|center|centre|tower|golf|furnaces|bowl|festival|castle|palace|library|metro|station"
    r"|airport|zoo)\b",
    "township": r"\b(township|twp\.?|county|co\.|district|lga|local government area|mdc|parish|barangay)",
    "park or forest": r"\b(park|forest|reserve|conservation|gardens?|nature|lakeshore|wilderness|trail)\b",
    "river or lake or sea": r"\b(river|creek|lake|sea|ocean|bay|lagoon|canal|falls|beach|channel|gulf|sound"
    r"|pacific|atlantic|mediterranean|caribbean|lac|fork|reservoir)\b",
    "mountain or valley": r"\b(mountains?|mount|mt|hills?|valley|peak|ridge|canyon|glacier|desert|sahara|alps"
    r"|appalachians)\b",
    "island or coast": r"\b(island|islands|isle|coast|cape|peninsula|point|keys?)\b",
    "people": r"(ian|ese|ish|ans|ers?|i)$",
    "part of an area": r"\b(north|south|east|west|northern|southern|eastern|western|central|midwest|side)\b",
}
"""What a name is by its words, the first that fits; anything else is a settlement, a quarter or a shop."""


class Miss(NamedTuple):
    """A marked name out of reach."""

    name: str
    kind: str
    elsewhere: bool
    """Whether the gazetteer knows another place of the name."""


def by_name(places: Gazetteer, name: str) -> list[Place]:
    """What a resolver would weigh: exact candidates, else divisions by their last word, else other spellings."""
    return [candidate.place for candidate in places.candidates(name)] or places.find(name)


def candidates(places: Gazetteer, name: str) -> list[Place]:
    """The same, or else the place that an institution is named for."""
    return by_name(places, name) or [candidate.place for candidate in places.named_within(name)]


def kind(name: str) -> str:
    """What a name is by its words."""
    return next((what for what, words in KINDS.items() if re.search(words, name.lower())), "settlement, quarter, other")


def near(found: list[Place], marked: dict[str, Any]) -> bool:
    """Whether one of the places lies within 100 miles of the marked point."""
    return any(kilometres(marked["lat"], marked["lon"], place.lat, place.lon) <= MILES_100 for place in found)


def table(misses: list[Miss]) -> str:
    """Misses by kind as text."""
    counts = Counter((miss.kind, miss.elsewhere) for miss in misses)
    lines = [f"    {'':32} unknown  known elsewhere"]
    for what in [*KINDS, "settlement, quarter, other"]:
        unknown, elsewhere = counts[what, False], counts[what, True]
        if unknown or elsewhere:
            lines.append(f"    {what:32} {unknown:7}  {elsewhere:15}")
    return "\n".join(lines)


def main() -> None:
    """Print the share of each corpus, the misses by kind, and on request their names."""
    if not CORPORA.is_dir():
        sys.exit(f"{CORPORA}: the labelled corpora are not there; nothing to measure")
    listed = int(sys.argv[2]) if sys.argv[1:2] == ["--misses"] else 0
    known = gazetteer.load()
    for corpus in NAMES:
        counts: Counter[str] = Counter()
        misses: list[Miss] = []
        for line in (CORPORA / f"{corpus}.jsonl").read_bytes().splitlines():
            for marked in json.loads(line)["toponyms"]:
                if marked.get("lat") is None or marked.get("lon") is None:
                    continue
                found = candidates(known, marked["text"])
                counts["marked"] += 1
                counts["by name"] += near(by_name(known, marked["text"]), marked)
                counts["reached"] += near(found, marked)
                counts["same"] += near(found, marked) or str(marked.get("geonameid")) in {str(p.id) for p in found}
                if not near(found, marked):
                    misses.append(Miss(marked["text"], kind(marked["text"]), bool(found)))
        total = counts["marked"]
        print(
            f"{corpus}: {counts['reached'] / total:.4f} of {total:,} marked names; by their own name"
            f" {counts['by name'] / total:.4f}; with the same GeoNames id farther off {counts['same'] / total:.4f}"
        )
        print(table(misses))
        for (name, what, elsewhere), count in Counter(misses).most_common(listed):
            print(f"    {count:3} {name} ({what}{', known elsewhere' if elsewhere else ''})")


if __name__ == "__main__":
    main()
