"""Shapes of countries, divisions and seas: in the right place, of one piece with their neighbours."""

import csv
import math
import zlib
from collections import Counter
from pathlib import Path

import pytest
import shapely
from shapely.geometry import MultiPolygon, Polygon

import gazetteer
from gazetteer import GazetteerError, areas
from gazetteer.building.areas import EARTH_KM
from gazetteer.building.parts import Town, lacking, parted

UKRAINE, RUSSIA, BELARUS = 690791, 2017370, 630336
KURSK_OBLAST, SUMY_OBLAST = 538555, 692196
COUNTRIES = Path(areas.__file__).parent / "data" / "areas.countries.tsv"


def sea(name: str) -> int:
    return -(zlib.crc32(f"SEA|{name}".encode()) & 0x7FFFFFFF)


@pytest.mark.parametrize(
    ("town", "lat", "lon", "within"),
    [
        ("Simferopol", 44.952, 34.102, (703883, UKRAINE)),
        ("Sevastopol", 44.608, 33.521, (694422, UKRAINE)),
        ("Kerch", 45.356, 36.467, (703883, UKRAINE)),
        ("Donetsk", 48.023, 37.802, (709716, UKRAINE)),
        ("Kyiv", 50.454, 30.524, (703447, UKRAINE)),
        ("Odesa", 46.477, 30.733, (698738, UKRAINE)),
        ("Kursk", 51.737, 36.187, (KURSK_OBLAST, RUSSIA)),
        ("Zheleznogorsk", 52.331, 35.371, (KURSK_OBLAST, RUSSIA)),
        ("Yeysk", 46.692, 38.279, (542415, RUSSIA)),
        ("London", 51.508, -0.126, (6269131, 2635167)),
        ("Paris", 48.853, 2.348, (2968815, 3012874, 3017382)),
        ("London in Ontario", 42.983, -81.233, (6093943, 6251999)),
        ("Ottawa", 45.411, -75.698, (6093943, 6251999)),
        ("Khartoum", 15.552, 32.532, (379253, 366755)),
        ("Gaza", 31.502, 34.467, (281132, 6254930)),
        ("Laayoune", 27.153, -13.199, (6545402, 2461445)),
        ("Majdal Shams on the Golan", 33.267, 35.770, (173336, 163843)),
        ("Hargeisa", 9.56, 44.065, (50360, 51537)),
        ("Cayenne", 4.937, -52.326, (6690605, 6690606, 3381670)),
        ("San Juan in Puerto Rico", 18.40, -66.06, (4566966,)),
        ("Longyearbyen", 78.223, 15.647, (7521757, 607072)),
        ("Suva", -18.14, 178.44, (2205272, 2205218)),
        ("Taveuni, east of 180 degrees", -16.85, -179.97, (2199295, 2205218)),
        ("Lavrentiya, east of 180 degrees", 65.58, -171.0, (2126099, RUSSIA)),
    ],
)
def test_a_point_lies_in_its_division_and_its_country(
    town: str, lat: float, lon: float, within: tuple[int, ...]
) -> None:
    assert areas.containing(lat, lon) == within


@pytest.mark.parametrize(
    ("name", "lat", "lon"),
    [
        ("Sea of Azov", 46.2, 36.7),
        ("Black Sea", 43.5, 34.0),
        ("Red Sea", 20.0, 38.5),
        ("Bosporus", 41.1, 29.06),
        ("North Atlantic Ocean", 30.0, -40.0),
    ],
)
def test_a_point_at_sea_lies_in_the_sea_and_in_no_country(name: str, lat: float, lon: float) -> None:
    assert areas.containing(lat, lon)[0] == sea(name)


@pytest.mark.parametrize(
    ("town", "lat", "lon", "country"),
    [
        ("Copenhagen", 55.676, 12.568, "DK"),
        ("Split", 43.509, 16.439, "HR"),
        ("Bizerte", 37.274, 9.874, "TN"),
        ("Lagos", 6.454, 3.394, "NG"),
        ("Guayaquil", -2.19, -79.887, "EC"),
        ("Darwin", -12.461, 130.842, "AU"),
    ],
)
def test_a_port_that_generalised_shores_leave_in_the_sea_lies_in_its_country(
    town: str, lat: float, lon: float, country: str, places: gazetteer.Gazetteer
) -> None:
    assert {place.country for place in places.at(lat, lon)} == {country}


def test_few_towns_of_the_gazetteer_lie_in_the_sea(places: gazetteer.Gazetteer) -> None:
    towns = [place for place in places if place.feature.startswith("PPL") and place.population > 50_000]
    at_sea = [town for town in towns if (held := places.at(town.lat, town.lon)) and not any(p.country for p in held)]
    assert len(at_sea) < len(towns) / 500, [town.name for town in at_sea]


def test_smaller_areas_come_before_those_that_hold_them() -> None:
    radii = [areas.radius_km(place_id) or 0 for place_id in areas.containing(48.853, 2.348)]
    assert radii == sorted(radii)
    assert 0 not in radii


@pytest.mark.parametrize(
    ("one", "other"), [(UKRAINE, RUSSIA), (UKRAINE, BELARUS), (KURSK_OBLAST, SUMY_OBLAST)]
)
def test_neighbours_share_their_border_without_gap_or_overlap(one: int, other: int) -> None:
    first, second = areas.area(one), areas.area(other)
    assert first is not None
    assert second is not None
    assert first.intersection(second).area == 0
    assert first.intersection(second).length > 1, "a border, not a point"
    together = shapely.union_all([first, second])
    holes = [ring for part in shapely.get_parts(together) for ring in part.interiors]
    assert not [ring for ring in holes if shapely.polygons(ring).area < 1e-3]


def test_a_country_is_the_whole_of_its_divisions() -> None:
    ukraine, crimea = areas.area(UKRAINE), areas.area(703883)
    assert ukraine is not None
    assert crimea is not None
    assert ukraine.intersection(crimea).area == pytest.approx(crimea.area)


def test_every_shape_is_a_valid_area_in_degrees() -> None:
    for place_id in areas.known():
        shape = areas.area(place_id)
        assert isinstance(shape, Polygon | MultiPolygon)
        assert shape.is_valid, place_id
        west, south, east, north = shape.bounds
        assert -180 <= west < east <= 180, place_id
        assert -90 <= south < north <= 90, place_id


@pytest.mark.parametrize(
    ("place_id", "square_km"),
    [(UKRAINE, 603_600), (2635167, 243_600), (3017382, 549_000), (366755, 1_861_000), (6251999, 9_985_000)],
)
def test_the_radius_is_that_of_the_areas_true_size(place_id: int, square_km: float) -> None:
    """Official areas; Canada's contains its lakes, France's is the metropolitan one."""
    radius = areas.radius_km(place_id)
    assert radius is not None
    assert math.pi * radius**2 == pytest.approx(square_km, rel=0.03)
    assert radius < EARTH_KM


@pytest.mark.parametrize(
    ("division", "town", "lat", "lon"),
    [
        ("Nairobi County", "Nairobi", -1.286, 36.817),
        ("Kisumu County", "Kisumu", -0.09, 34.77),
        ("Haut-Katanga", "Lubumbashi", -11.66, 27.48),
        ("South Papua", "Merauke", -8.49, 140.4),
        ("Connacht", "Galway", 53.27, -9.05),
    ],
)
def test_a_division_that_is_not_drawn_has_the_shape_its_towns_tell(
    division: str, town: str, lat: float, lon: float
) -> None:
    places = gazetteer.load()
    assert division in [places[place_id].name for place_id in areas.containing(lat, lon) if place_id in places], town


def test_parts_are_the_whole_and_go_to_the_nearest_town() -> None:
    shape = shapely.box(0, 0, 10, 10)
    towns = [Town(x, y, 1) for x, y in ((1, 5), (2, 2), (2, 8), (3, 5), (3, 1))]
    towns += [Town(x, y, 2) for x, y in ((9, 5), (8, 2), (8, 8), (7, 5), (7, 1))]
    found = {division: part for part, division in parted(shape, towns, {2}, Counter({1: 5, 2: 5}))}
    assert set(found) == {0, 2}
    assert shapely.union_all(list(found.values())).area == pytest.approx(100)
    assert found[0].intersection(found[2]).area == pytest.approx(0, abs=1e-9)
    assert found[2].contains(shapely.Point(9, 9))
    assert list(parted(shape, towns, {3}, Counter({1: 5, 2: 5}))) == []
    assert lacking(towns, {1}) == {2}


def test_an_unknown_place_has_no_shape() -> None:
    assert areas.area(0) is None
    assert areas.radius_km(0) is None
    assert 0 not in areas.known()


@pytest.mark.parametrize(
    "shape",
    [
        shapely.box(0, 0, 1, 1),
        Polygon([(0, 0), (9, 0), (9, 9), (0, 9)], [[(1, 1), (2, 1), (2, 2)], [(5, 5), (6, 5), (6, 6)]]),
        MultiPolygon([shapely.box(-180, -90, -170, -80), shapely.box(170.123, 80.001, 180, 90)]),
    ],
)
def test_a_shape_comes_back_from_its_block_as_it_was(shape: Polygon | MultiPolygon) -> None:
    assert areas.decode(areas.encode(shape)).equals(shape)


def test_a_side_too_long_for_a_step_is_refused() -> None:
    with pytest.raises(ValueError, match="segmentize"):
        areas.encode(shapely.box(0, 0, 40, 1))


@pytest.mark.parametrize("content", [b"", b"something else", areas.MAGIC, areas.MAGIC + b"\1\0\0\0x"])
def test_a_damaged_pack_is_refused_with_the_remedy(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = tmp_path / "areas.pack"
    pack.write_bytes(content)
    monkeypatch.setattr(areas, "PACK", pack)
    areas._index.cache_clear()
    try:
        with pytest.raises(GazetteerError, match="install incident-mapper again"):
            areas.known()
    finally:
        areas._index.cache_clear()


def test_exceptions_to_iso_3166_2_name_a_division_and_a_country() -> None:
    with COUNTRIES.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader((line for line in lines if line[0] != "#"), delimiter="\t"))
    assert len({row["division"] for row in rows}) == len(rows)
    for row in rows:
        assert row["country"] == "-" or (len(row["country"]) == 2 and row["country"].isupper()), row
        assert row["why"], row
