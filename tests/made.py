"""Incidents made by hand, for the tests of the page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from gazetteer import Place
from geo.incident import Count, Evidence, Incident, Report, When, Where

ODESA = Place(698740, "Odesa", 46.4775, 30.7326, "PPLA", "UA", "Odesa Oblast")
YEYSK = Place(466885, "Yeysk", 46.7055, 38.2739, "PPL", "RU", "Krasnodar Krai")
ZHELEZNOGORSK = Place(463343, "Zheleznogorsk", 52.331, 35.3711, "PPL", "RU", "Kursk Oblast")
UKRAINE = Place(690791, "Ukraine", 49.0, 32.0, "PCLI", "UA")
NOWHERE_KNOWN = Place(-999_999, "Sea of Samples", 44.0, 34.0, "SEA")
"""An area whose outline no data set has."""


def incident(
    quote: str = "Something happened.",
    *,
    place: Place | None = None,
    where: Where | None = None,
    type: str = "air_drone_strike",  # noqa: A002 (the record's word)
    stage: str = "accomplished",
    when: When | None = None,
    title: str | None = "A title",
    source: str | None = "The Daily Sample",
    url: str | None = "https://news.example/1",
    actor: str | None = None,
    target: str | None = None,
    killed: Count | None = None,
    injured: Count | None = None,
    affected: Count | None = None,
    id: str = "x",  # noqa: A002
) -> Incident:
    """One incident with one report whose only evidence is the quote."""
    report = Report("doc", title, source, url, date(2025, 3, 17), (Evidence("type", 0, len(quote), quote),))
    return Incident(
        id, type, stage, when or When(), where or (at(place) if place else Where()), actor, target, None, None, None,
        killed, injured, affected, 0.8, (report,),
    )  # fmt: skip


def at(place: Place, **fields: object) -> Where:
    """The place itself, as a point or, if it is one, an area."""
    where = Where(
        text=place.name, relation="in", place=place, lat=place.lat, lon=place.lon,
        precision=6 if place.is_area else 1, radius_km=5.0, confidence=0.9, why="it is the only place of that name",
    )  # fmt: skip
    return replace(where, **fields)  # type: ignore[arg-type]


FOUR = [
    incident("Ukraine said it downed 90 of 174 drones overnight.", place=UKRAINE, when=When(text="overnight"), id="1"),
    incident(
        "Drones hit a kindergarten in Odesa, and 500 people lost power.",
        place=ODESA,
        affected=Count(500, 500, 500),
        target="a kindergarten",
        id="2",
    ),
    incident("Drones hit the town of Zheleznogorsk.", place=ZHELEZNOGORSK, actor="Ukraine", id="3"),
    incident("Explosions were heard at the airfield in Yeysk.", place=YEYSK, type="explosive_device", id="4"),
]
"""Three points and one area."""
