"""Places and toponyms as aligned text, for people."""

from __future__ import annotations

from collections.abc import Sequence

from gazetteer import Gazetteer, Place

from .inputs import printable
from .toponym import Toponym


def places(found: Sequence[Place], gazetteer: Gazetteer) -> str:
    """One place a line, after a line of headings."""
    rows = [("NAME", "REGION", "COUNTRY", "WHAT", "POPULATION", "LAT, LON", "ID")]
    for place in found:
        country = gazetteer.country(place.country)
        population = f"{place.population:,}" if place.population else ""
        rows.append(
            (
                place.name,
                place.admin1,
                country.name if country else place.country,
                gazetteer.feature_words(place.feature),
                population,
                _coordinates(place),
                str(place.id),
            )
        )
    return _aligned(rows, right={4, 6})


def toponyms(doc_id: str, found: Sequence[Toponym]) -> str:
    """The id of the document, and a toponym a line."""
    rows = [("TEXT", "PLACE", "REGION", "COUNTRY", "LAT, LON", "SURE", "WHY")]
    for toponym in found:
        place = toponym.place
        where = (place.name, place.admin1, place.country, _coordinates(place)) if place else ("-", "", "", "")
        rows.append((toponym.text, *where, f"{toponym.confidence:.0%}", toponym.why))
    return f"{printable(doc_id)}\n{_aligned(rows, right={5})}\n"


def _coordinates(place: Place) -> str:
    return f"{place.lat:.4f}, {place.lon:.4f}"


def _aligned(rows: Sequence[Sequence[str]], right: set[int]) -> str:
    """The rows as lines of columns; those of ``right`` flush right."""
    clean = [[printable(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*clean, strict=True)]
    lines = (
        "  ".join(
            cell.rjust(width) if number in right else cell.ljust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in clean
    )
    return "".join(f"{line.rstrip()}\n" for line in lines)


def indented(value: object) -> str:
    """A value for people to read: what a dictionary or list holds goes below, one a line."""
    if isinstance(value, dict):
        return "".join(f"\n  {key}: {indented(inner)}" for key, inner in value.items())
    if isinstance(value, list | tuple):
        return "".join(f"\n  {indented(inner)}" for inner in value)
    return f"{value:,}" if isinstance(value, int) else str(value)
