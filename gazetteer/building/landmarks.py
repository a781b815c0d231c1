"""Seas, lakes, rivers and airfields as drafts. Maintainers only."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from ..names import readable
from . import sources
from .drafts import Draft, kilometres

Landmark: TypeAlias = tuple[Draft, tuple[str, ...]]
"""A draft and what its stable id is made of."""

_AIR_WORDS = re.compile(
    r"air ?base|air ?field|airport|air force|aerodrome|afb\b|naval air|army air|аэродром|аэропорт|аеродром|aérodrome"
    r"|flughafen|aeroporto|aeropuerto|military",
    re.IGNORECASE,
)


def waters(folder: Path) -> Iterator[Landmark]:
    """Seas, lakes and rivers of Natural Earth."""
    from shapely.geometry import MultiPolygon, Polygon
    from shapely.ops import unary_union

    rings: dict[str, list[list[tuple[float, float]]]] = defaultdict(list)
    for name, parts in sources.seas(folder):
        rings[name] += parts
    for name, parts in sorted(rings.items()):
        shape = unary_union([Polygon(part).buffer(0) for part in parts])
        body = max(shape.geoms, key=lambda part: part.area) if isinstance(shape, MultiPolygon) else shape
        point = body.representative_point()
        display = name.title() if name.isupper() else name
        draft = Draft(0, display, point.y, point.x, _water_feature(name), radius_km=_reach(point.y, point.x, parts))
        yield draft, ("SEA", name)
    for row, ring in sources.lakes(folder):
        name = readable(row["name_en"]) or readable(row["name"])
        if not name:
            continue
        body = Polygon(ring).buffer(0)
        point = body.representative_point()
        code = "RSV" if row["featurecla"] == "Reservoir" else "LK"
        draft = Draft(0, name, point.y, point.x, code, radius_km=_reach(point.y, point.x, [ring]))
        draft.main += [row["name"], row["name_alt"]]
        draft.alternate += [value for key, value in row.items() if key.startswith("name_")]
        yield draft, (code, row["ne_id"])
    lines: dict[str, list[list[tuple[float, float]]]] = defaultdict(list)
    for name, parts in sources.rivers(folder):
        lines[name] += parts
    for name, parts in sorted(lines.items()):
        longest = max(parts, key=len)
        lon, lat = longest[len(longest) // 2]
        draft = Draft(0, name, lat, lon, "STM", radius_km=_reach(lat, lon, parts))
        if not re.search(r"\b(river|r[ií]o|channel|canal)\b", name, re.IGNORECASE):
            draft.name = f"{name} River"
            draft.main += [f"River {name}", name]
        yield draft, ("STM", name)


def airports(folder: Path) -> Iterator[Landmark]:
    """Large and medium airports and every air base of OurAirports, closed ones too."""
    for row in sources.airports(folder):
        spoken = f"{row['name']}, {row['keywords']}"
        military = re.search(r"air ?base|air force|\bafb\b|naval air|army air|military", spoken, re.IGNORECASE)
        if row["type"] not in ("large_airport", "medium_airport") and not (
            military and row["type"] in ("small_airport", "closed", "heliport")
        ):
            continue
        name = readable(row["name"])
        if not name:
            continue
        code = "AIRB" if military else "AIRP"
        draft = Draft(
            0, name, float(row["latitude_deg"]), float(row["longitude_deg"]), code, row["iso_country"],
            radius_km=3.0,
        )  # fmt: skip
        # Keywords without an air word are the names of towns near by.
        draft.alternate += [word for word in row["keywords"].split(",") if _AIR_WORDS.search(word)]
        draft.alternate += _airfield_names([name, *draft.alternate])
        if row["type"] in ("large_airport", "medium_airport") and code == "AIRP":
            draft.alternate += _airport_names(name, row["municipality"], large=row["type"] == "large_airport")
        yield draft, ("AIRP", row["ident"])


def _water_feature(name: str) -> str:
    kinds = [
        ("ocean", "OCN"), ("gulf|golf", "GULF"), ("strait|channel|passage|estrecho|selat|canal|bosporus|dardanelles"
        "|mandeb|entrance|sund", "STRT"), ("river", "STM"), ("lake|lago", "LK"), ("reef", "RF"),
        ("bay|bah[ií]a|ba[ií]a|bight|bo hai|sound|inlet|fjord|basin|haff|bucht|guba", "BAY"),
    ]  # fmt: skip
    return next((code for pattern, code in kinds if re.search(pattern, name, re.IGNORECASE)), "SEA")


def _reach(lat: float, lon: float, lines: list[list[tuple[float, float]]]) -> float:
    """Distance within which 95 % of a shape's vertices lie."""
    distances = sorted(kilometres(lat, lon, y, x) for line in lines for x, y in line)
    return round(distances[int(0.95 * (len(distances) - 1))], 1)


def _airport_names(name: str, town: str, *, large: bool) -> list[str]:
    """
    What news calls an airport: "London Heathrow Airport" is also Heathrow and London Airport, "Lester B. Pearson
    International Airport" is also Pearson Airport.
    """
    stem = " ".join(re.sub(r"\b(international|airport)\b", " ", name, flags=re.IGNORECASE).split())
    town = town.split(",")[0].split("/")[0].strip()
    own = stem.removeprefix(town).strip(" -/") if town else stem
    forms = [stem]
    if town and own != stem:
        forms += [town, own]
    *before, last = own.split(" ")
    if before and len(last) > 4 and last.isalpha() and last[0].isupper():
        forms.append(last)
    found = [f"{form} {kind}" for form in forms if form for kind in ("Airport", "International Airport")]
    if large and town and own != stem and own.isalpha():
        found.append(own)
    return found


def _airfield_names(known: list[str]) -> list[str]:
    """What news calls an air base: "Engels Air Base" is also "Engels airbase" and "Engels airfield"."""
    found = []
    for name in known:
        stem = re.sub(r"\s*\b(naval )?(air ?base|air ?field)$", "", name.strip(), flags=re.IGNORECASE)
        if stem != name.strip() and stem.isascii() and stem:
            found += [f"{stem} {word}" for word in ("Air Base", "Airbase", "Airfield")]
    return found
