"""The basemap cut to a window: small, the same each time, and drawn as its docstring says."""

import csv
import json
import math
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from gazetteer import areas
from maps import basemap, geometry
from maps.build_labels import KINDS, NAMES

LAYERS = ("land", "coast", "lakes", "rivers", "admin1", "borders", "disputed")
WINDOWS = {
    "Ukraine": (22.0, 44.0, 40.5, 52.5),
    "Kyiv": (30.2, 50.2, 30.9, 50.7),
    "one point": (30.5, 50.4, 30.500001, 50.400001),
    "Sudan": (22.0, 9.0, 38.0, 22.0),
    "Norway": (4.0, 57.0, 31.0, 71.0),
    "Indonesia": (95.0, -11.0, 141.0, 6.0),
    "Europe": (-10.0, 35.0, 40.0, 65.0),
    "Canada": (-141.0, 42.0, -52.0, 83.0),
    "the world": (-180.0, -85.0, 180.0, 85.0),
    "the Arctic": (-180.0, 60.0, 180.0, 90.0),
    "Fiji across the antimeridian": (176.0, -20.0, -178.0, -15.0),
    "an ocean": (-150.0, -50.0, -140.0, -40.0),
}


@cache
def clipped(name: str) -> dict[str, Any]:
    return basemap.clip(*WINDOWS[name])


def drawn(steps: list[int], scale: int) -> np.ndarray[Any, Any]:
    """The points of a geometry, as the page reads it."""
    return np.cumsum(np.array(steps).reshape(-1, 2), axis=0) / scale


def lines(clip: dict[str, Any], name: str) -> list[LineString]:
    return [LineString(drawn(steps, clip["scale"])) for steps in clip[name]]


def filled(clip: dict[str, Any], name: str) -> BaseGeometry:
    """All rings of a layer as one path under the even-odd rule."""
    rings = [
        LineString([*points, points[0]]) for steps in clip[name] for points in [drawn(steps, clip["scale"])]
    ]
    return shapely.build_area(shapely.node(shapely.union_all(rings)))


@pytest.fixture(scope="module")
def ukraine() -> dict[str, Any]:
    return clipped("Ukraine")


@pytest.mark.parametrize("name", WINDOWS)
def test_it_has_the_form_that_the_docstring_states(name: str) -> None:
    clip = clipped(name)
    assert set(clip) == {"scale", "window", "tolerance", "labels", "backdrop", *LAYERS}
    assert set(clip["backdrop"]) == {"scale", "land", "borders", "disputed"}
    for layer in LAYERS:
        for steps in clip[layer]:
            assert len(steps) >= (6 if layer in {"land", "lakes"} else 4), layer
            assert len(steps) % 2 == 0, layer
            assert all(type(step) is int for step in steps)
    for label, lat, lon, rank, kind in clip["labels"]:
        assert isinstance(label, str)
        assert label.strip() == label != ""
        assert math.isfinite(lat + lon)
        assert 0 <= rank <= 11
        assert kind in KINDS


@pytest.mark.parametrize("name", WINDOWS)
def test_it_is_given_as_json_of_bounded_size(name: str) -> None:
    assert len(json.dumps(basemap.written(clipped(name)), separators=(",", ":"))) < 400_000


@pytest.mark.parametrize(("name", "most"), [("Ukraine", 300_000), ("Kyiv", 120_000), ("Sudan", 200_000)])
def test_a_country_is_smaller_than_the_world(name: str, most: int) -> None:
    assert len(json.dumps(basemap.written(clipped(name)), separators=(",", ":"))) < most


def test_another_process_gives_the_same_bytes(ukraine: dict[str, Any]) -> None:
    code = f"import json; from maps import basemap; print(json.dumps(basemap.clip(*{WINDOWS['Ukraine']})))"
    for seed in "12":
        run = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[1],
            capture_output=True,
            text=True,
            check=True,
        )
        assert run.stdout.strip() == json.dumps(ukraine)


@pytest.mark.parametrize("name", WINDOWS)
def test_the_window_is_given_back_wider(name: str) -> None:
    asked = WINDOWS[name]
    west, south, east, north = clipped(name)["window"]
    assert west <= asked[0]
    assert east >= asked[2] + (360 if asked[0] > asked[2] else 0)
    assert east - west <= 360
    assert south <= asked[1]
    assert north >= asked[3]


@pytest.mark.parametrize("name", WINDOWS)
def test_geometry_stays_about_the_window(name: str) -> None:
    clip = clipped(name)
    west, south, east, north = clip["window"]
    slack = 5 * clip["tolerance"] + 4 / clip["scale"]
    for layer in LAYERS:
        for steps in clip[layer]:
            x, y = drawn(steps, clip["scale"]).T
            assert west - slack <= x.min() <= x.max() <= east + slack, layer
            assert south - slack <= y.min() <= y.max() <= north + slack, layer


def test_crimea_is_drawn_in_ukraine(ukraine: dict[str, Any]) -> None:
    """No border between countries, and no disputed line, lies on the isthmus or within the oblasts beside it."""
    isthmus = shapely.box(32.6, 45.2, 35.2, 46.6)
    assert not any(
        line.intersects(isthmus) for line in lines(ukraine, "borders") + lines(ukraine, "disputed")
    )
    assert any(line.intersects(isthmus) for line in lines(ukraine, "admin1")), (
        "it is the border of a division"
    )


DISPUTED = {
    "Kosovo and Serbia in the north": (43.24, 20.73),
    "Kosovo and Serbia in the east": (42.59, 21.72),
    "line of control in Kashmir": (33.83, 74.03),
    "line of control in Kashmir, east": (34.55, 75.84),
    "Siachen": (35.28, 76.96),
    "Aksai Chin": (34.61, 78.31),
    "Demchok": (32.88, 79.49),
    "Arunachal Pradesh": (29.05, 95.43),
    "Bhutan and China": (28.32, 90.18),
    "berm in Western Sahara": (24.47, -12.98),
    "Western Sahara and Morocco": (27.66, -10.0),
    "Golan Heights": (33.0, 35.86),
    "Shebaa": (33.34, 35.76),
    "West Bank": (32.23, 35.0),
    "East Jerusalem": (31.82, 35.22),
    "Gaza": (31.4, 34.37),
    "Northern Cyprus": (35.18, 33.23),
    "Korea": (38.3, 127.5),
    "Somaliland and Puntland": (9.5, 48.94),
    "Ogaden": (5.78, 45.73),
    "Abyei": (9.33, 28.4),
    "Halaib": (22.0, 35.5),
    "Ilemi": (4.96, 35.18),
    "Essequibo": (6.81, -60.91),
    "Belize": (17.0, -89.15),
}
"""A point, latitude and longitude, on each line that no two sides draw alike."""


@pytest.mark.parametrize("name", DISPUTED)
def test_a_disputed_line_is_dashed_and_not_drawn_as_a_border(name: str) -> None:
    lat, lon = DISPUTED[name]
    clip = basemap.clip(lon - 1, lat - 1, lon + 1, lat + 1)
    assert shapely.union_all(lines(clip, "disputed")).distance(Point(lon, lat)) < 0.02
    assert all(line.distance(Point(lon, lat)) > 0.1 for line in lines(clip, "borders"))


@pytest.mark.parametrize("name", DISPUTED)
def test_it_is_dashed_on_the_map_of_the_world_and_far_from_the_incidents(name: str) -> None:
    lat, lon = DISPUTED[name]
    world, far = clipped("the world"), clipped("an ocean")["backdrop"]
    assert shapely.union_all(lines(world, "disputed")).distance(Point(lon, lat)) < 2 * world["tolerance"]
    if name not in {"Shebaa", "East Jerusalem", "Demchok"}:  # too small for the coarse world
        assert shapely.union_all(lines(far, "disputed")).distance(Point(lon, lat)) < 0.35


@pytest.mark.parametrize(
    ("name", "lat", "lon"),
    [
        ("Crimea", 46.15, 33.66),
        ("Sevastopol", 44.75, 33.69),
        ("Abkhazia", 42.5, 41.74),
        ("Transnistria", 47.29, 29.07),
    ],
)
def test_what_is_a_division_in_iso_3166_has_the_border_of_a_division(name: str, lat: float, lon: float) -> None:
    clip = basemap.clip(lon - 1, lat - 1, lon + 1, lat + 1)
    assert shapely.union_all(lines(clip, "admin1")).distance(Point(lon, lat)) < 0.02
    assert all(line.distance(Point(lon, lat)) > 0.1 for line in lines(clip, "borders"))
    assert not clip["disputed"]


@pytest.mark.parametrize(
    ("name", "lat", "lon", "iso", "de_facto"),
    [
        ("Perekop", 46.15, 33.66, "", "disputed"),
        ("Abkhazia", 42.5, 41.74, "", "disputed"),
        ("Transnistria", 47.29, 29.07, "", "disputed"),
        ("Kosovo and Serbia", 42.59, 21.72, "disputed", "borders"),
        ("Western Sahara and Morocco", 27.66, -10.0, "disputed", ""),
        ("the Golan and Galilee", 33.0, 35.63, "borders", ""),
        ("the ceasefire line of 1974", 33.0, 35.86, "disputed", "disputed"),
        ("berm in Western Sahara", 24.47, -12.98, "disputed", "disputed"),
        ("Sevastopol and Crimea", 44.75, 33.69, "", ""),
        ("France and Spain", 42.7, 0.7, "borders", "borders"),
    ],
)
def test_a_worldview_draws_its_own_lines(name: str, lat: float, lon: float, iso: str, de_facto: str) -> None:
    for worldview, expected in (("iso", iso), ("de-facto", de_facto)):
        clip = basemap.clip(lon - 1, lat - 1, lon + 1, lat + 1, worldview=worldview)
        drawn_lines = [(layer, line) for layer in ("borders", "disputed") for line in lines(clip, layer)]
        near = {layer for layer, line in drawn_lines if line.distance(Point(lon, lat)) < 0.04}
        assert near == ({expected} if expected else set()), worldview


@pytest.mark.parametrize("worldview", basemap.WORLDVIEWS)
def test_a_worldview_reaches_the_world_and_the_backdrop(worldview: str) -> None:
    kosovo, perekop = Point(21.72, 42.59), Point(33.66, 46.15)
    world = basemap.clip(*WINDOWS["the world"], worldview=worldview)
    far = basemap.clip(*WINDOWS["an ocean"], worldview=worldview)["backdrop"]
    for clip, slack in ((world, 2 * world["tolerance"]), (far, 0.35)):
        disputed = shapely.union_all(lines(clip, "disputed"))
        assert (disputed.distance(kosovo) < slack) is (worldview == "iso")
        assert (disputed.distance(perekop) < slack) is (worldview == "de-facto")


def test_the_border_of_chile_and_bolivia_is_no_disputed_one() -> None:
    clip = basemap.clip(-69.5, -20.5, -67.5, -18.5)
    assert shapely.union_all(lines(clip, "borders")).distance(Point(-68.48, -19.5)) < 0.3
    assert not clip["disputed"]


def test_another_worldview_is_refused() -> None:
    with pytest.raises(ValueError, match="'mine' is no worldview: give one of iso, de-facto"):
        basemap.clip(0, 0, 1, 1, worldview="mine")


def test_no_line_parts_south_ossetia_from_georgia_and_none_joins_taiwan_to_china() -> None:
    """The data have the one within a division of Georgia, and the other as a country with the sea about it."""
    ossetia = basemap.clip(43.4, 41.9, 44.6, 42.4)
    assert shapely.union_all(lines(ossetia, "borders")).distance(Point(44.0, 42.15)) > 0.3
    assert not ossetia["disputed"]
    taiwan = basemap.clip(119.5, 21.5, 122.5, 25.5)
    assert not taiwan["borders"]
    assert not taiwan["disputed"]
    assert "Taiwan" in {label[0] for label in taiwan["labels"] if label[4] == "country"}


@pytest.mark.parametrize("name", ["the world", "Canada", "Europe"])
def test_wide_windows_keep_to_their_tolerance(name: str) -> None:
    """Though cut from the generalised copy: no point of a border lies farther from the fine one."""
    clip = clipped(name)
    layers = [basemap._layer(name) for name in ("borders", "borders.iso")]
    points = np.vstack([layer.xy for layer in layers]) / geometry.SCALE
    lengths = np.concatenate([layer.lengths for layer in layers])
    fine = shapely.union_all(shapely.linestrings(points, indices=np.repeat(np.arange(len(lengths)), lengths)))
    slack = clip["tolerance"] + 1 / clip["scale"]
    west, south, east, north = clip["window"]
    inside = shapely.box(west, south, east, north)
    drawn_points = shapely.points(np.vstack([shapely.get_coordinates(line) for line in lines(clip, "borders")]))
    near = drawn_points[shapely.within(drawn_points, inside)]
    assert len(near) > 100
    assert shapely.distance(near, fine).max() < slack


def test_the_border_with_russia_is_drawn(ukraine: dict[str, Any]) -> None:
    border = shapely.union_all(lines(ukraine, "borders"))
    assert border.distance(Point(35.6, 50.37)) < 0.1, "between Sumy and Belgorod"


def test_borders_are_those_of_the_areas(ukraine: dict[str, Any]) -> None:
    shape = areas.area(690791)
    assert shape is not None
    near = shape.boundary.buffer(0.05)
    border = shapely.union_all(lines(ukraine, "borders"))
    inland = shape.boundary.difference(shapely.union_all(lines(ukraine, "coast")).buffer(0.1))
    assert border.intersection(near).length == pytest.approx(inland.length, rel=0.1)


@pytest.mark.parametrize(
    ("lat", "lon", "is_land"),
    [(50.45, 30.52, True), (45.3, 34.1, True), (46.2, 36.7, False), (43.5, 34.0, False), (52.0, 33.0, True)],
)
def test_land_is_land_and_sea_is_sea(ukraine: dict[str, Any], lat: float, lon: float, is_land: bool) -> None:
    assert filled(ukraine, "land").contains(Point(lon, lat)) is is_land


@pytest.mark.parametrize("name", WINDOWS)
def test_the_shore_never_runs_along_the_edge_of_the_window(name: str) -> None:
    clip = clipped(name)
    west, south, east, north = clip["window"]
    inside = shapely.box(west, south, east, north)
    for layer in ("coast", "borders"):
        for line in lines(clip, layer):
            x, y = np.array(line.coords).T
            for values, edge in ((x, -180), (x, 180), (y, -90)):
                along = (values[:-1] == edge) & (values[1:] == edge)
                assert not along.any(), layer
            assert line.intersection(inside.boundary).length < 0.2, layer


def test_the_whole_world_needs_no_backdrop_and_a_part_of_it_does() -> None:
    assert clipped("the world")["backdrop"]["land"] == []
    far = clipped("Kyiv")["backdrop"]
    assert len(far["land"]) > 100
    world = shapely.union_all([Polygon(drawn(steps, far["scale"])).buffer(0) for steps in far["land"]])
    assert world.contains(Point(-60, -10)), "Amazonia"
    assert not world.contains(Point(-30, 30)), "the Atlantic"


def test_across_the_antimeridian_it_is_one_run_of_longitudes() -> None:
    clip = clipped("Fiji across the antimeridian")
    labels = {label[0]: label for label in clip["labels"]}
    assert 177 < labels["Suva"][2] < 179
    taveuni = Point(180.05, -16.85)
    assert filled(clip, "land").distance(taveuni) < 0.3
    assert clip == basemap.clip(176.0, -20.0, 182.0, -15.0)


SPREAD = [(34.4, 35.8), (46.5, 30.7), (9.1, 7.5), (39.5, -0.4), (23.6, 90.5)]
"""Latitude and longitude of incidents on several continents."""


@cache
def spread() -> dict[str, Any]:
    return basemap.clip(-30.0, -10.0, 120.0, 65.0, SPREAD)


@pytest.mark.parametrize(("lat", "lon"), SPREAD)
def test_about_an_incident_a_wide_map_is_as_fine_as_that_of_a_country(lat: float, lon: float) -> None:
    near = shapely.box(lon - 2, lat - 2, lon + 2, lat + 2)
    fine, wide = spread(), basemap.clip(-30.0, -10.0, 120.0, 65.0)
    own = basemap.clip(lon - 3, lat - 3, lon + 3, lat + 3)
    for layer in ("coast", "borders"):
        made, coarse, best = (shapely.union_all(lines(clip, layer)).intersection(near) for clip in (fine, wide, own))
        if best.length > 2:
            assert made.hausdorff_distance(best) < 0.15
            assert abs(made.length / best.length - 1) < abs(coarse.length / best.length - 1)
            assert made.length == pytest.approx(best.length, rel=0.1)


def test_detail_leaves_no_gap_and_moves_no_land() -> None:
    fine, wide = spread(), basemap.clip(-30.0, -10.0, 120.0, 65.0)
    for layer in ("coast", "borders"):
        ends = [sum(not line.is_closed for line in lines(clip, layer)) for clip in (fine, wide)]
        assert ends[0] < 1.3 * ends[1], layer
    apart = filled(fine, "land").symmetric_difference(filled(wide, "land")).area
    assert apart / filled(wide, "land").area < 0.02


def test_a_map_with_detail_stays_small_and_one_of_too_many_incidents_has_none() -> None:
    assert len(json.dumps(basemap.written(spread()), separators=(",", ":"))) < 450_000
    many = [(lat, lon) for lat in range(-8, 60, 4) for lon in range(-20, 110, 4)]
    clip = basemap.clip(-30.0, -10.0, 120.0, 65.0, many)
    plain = basemap.clip(-30.0, -10.0, 120.0, 65.0)
    assert all(clip[layer] == plain[layer] for layer in LAYERS)


@pytest.mark.parametrize("bad", [(1, 2, 3, 2), (1, 3, 3, 2), (math.nan, 0, 1, 1), (0, 0, math.inf, 1)])
def test_what_is_no_window_is_refused(bad: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="no window"):
        basemap.clip(*bad)


@pytest.mark.parametrize(
    ("name", "lat", "lon", "kind"),
    [
        ("Kyiv", 50.45, 30.52, "capital"),
        ("Odesa", 46.48, 30.73, "town"),
        ("Dnipro", 48.46, 35.04, "town"),
        ("Kropyvnytskyi", 48.51, 32.27, "town"),
        ("Mariupol", 47.1, 37.55, "town"),
        ("Sevastopol", 44.6, 33.52, "town"),
        ("Kharkiv Oblast", 49.6, 36.4, "admin1"),
        ("Crimea", 45.3, 34.4, "admin1"),
        ("Sea of Azov", 46.2, 36.7, "sea"),
        ("Black Sea", 43.5, 32.5, "sea"),
        ("Kakhovka Reservoir", 47.3, 34.3, "lake"),
        ("Ukraine", 49.0, 32.0, "country"),
        ("France", 46.7, 2.5, "country"),
        ("Indian Ocean", -30.0, 79.0, "ocean"),
    ],
)
def test_a_name_stands_where_it_belongs(
    ukraine: dict[str, Any], name: str, lat: float, lon: float, kind: str
) -> None:
    found = [label for label in ukraine["labels"] if label[0] == name and label[4] == kind]
    assert any(abs(label[1] - lat) < 1.5 and abs(label[2] - lon) < 2 for label in found)


@pytest.mark.parametrize(
    "name", ["Kiev", "Odessa", "Dnipropetrovsk", "Dnepropetrovsk", "Kharkov", "Pravyi Bereh"]
)
def test_former_names_and_quarters_of_cities_are_not_written(ukraine: dict[str, Any], name: str) -> None:
    assert name not in {label[0] for label in ukraine["labels"]}


def test_every_country_is_named_once() -> None:
    names = [label[0] for label in clipped("the world")["labels"] if label[4] == "country"]
    assert len(names) == len(set(names)) > 190


def test_labels_stand_in_the_order_of_their_importance(ukraine: dict[str, Any]) -> None:
    labels = [(label[3], KINDS.index(label[4])) for label in ukraine["labels"]]
    assert labels == sorted(labels)


def test_towns_larger_than_their_neighbours_come_first(ukraine: dict[str, Any]) -> None:
    rank = {label[0]: label[3] for label in ukraine["labels"] if label[4] in {"town", "capital"}}
    assert rank["Kyiv"] <= rank["Kharkiv"] < rank["Poltava"] <= rank["Lozova"]


def test_a_layer_comes_back_from_its_bytes_as_it_was() -> None:
    rows = [([(0, 0), (1, 1), (1, 1), (2, 0)], 3), ([(-180, -90), (180, -90)], 0), ([(5, 5), (5, 5)], 1)]
    made = geometry.layer(rows)
    assert list(made.ranks) == [3, 0], "a line without length is none"
    assert list(made.lengths) == [3, 13], "a repeated point is left out, a long side divided"
    again = geometry.unpacked(geometry.packed(made))
    assert np.array_equal(again.xy, made.xy)
    assert np.array_equal(again.lengths, made.lengths)
    assert np.array_equal(again.ranks, made.ranks)


def test_the_shore_of_a_ring_cut_by_the_box_is_what_lies_inside() -> None:
    ring = np.array([(0, 2), (0, 0), (2, 0), (3, 1), (1, 3), (0, 2)], float)
    (shore,) = geometry.shores(geometry.paths([ring]), (0, 0, 10, 10)).each()
    assert shore.tolist() == [[2, 0], [3, 1], [1, 3], [0, 2]]


def test_the_shore_of_an_island_is_its_ring() -> None:
    ring = np.array([(1, 1), (2, 1), (2, 2), (1, 1)], float)
    (shore,) = geometry.shores(geometry.paths([ring]), (0, 0, 10, 10)).each()
    assert shore.tolist() == ring.tolist()


def test_renamed_labels_are_each_given_once() -> None:
    text = NAMES.read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader((line for line in text if line[0] != "#"), delimiter="\t"))
    assert len({(row["kind"], row["name"]) for row in rows}) == len(rows)
    for row in rows:
        assert row["kind"] in KINDS, row
        assert row["name"] != row["label"], row


def test_small_towns_are_named_about_the_incidents() -> None:
    window = (22.0, 44.0, 40.0, 52.0)
    far = {label[0] for label in basemap.clip(*window)["labels"]}
    near = {label[0] for label in basemap.clip(*window, [(46.48, 30.73)])["labels"]}
    assert {"Usatove", "Fontanka", "Zatoka"} <= near - far
    assert far <= near
    assert len(near) <= basemap.NAMES + basemap.NEAR


@pytest.mark.parametrize(
    "lines", [[[0]], [[1, -1, 15, -16, 16, -17]], [[179_999, -90_000], [-180_000, 5]], [[2**40, -(2**40)]], []]
)
def test_lines_come_back_from_their_letters(lines: list[list[int]]) -> None:
    letters = bytes(geometry.LETTERS).decode()
    found = []
    for word in geometry.lettered(lines).split(".")[:-1]:
        numbers, number, place = [], 0, 0
        for letter in word:
            bits = letters.index(letter)
            number, place = number | (bits & 31) << place, place + 5
            if bits < 32:
                numbers.append(-(number + 1) // 2 if number % 2 else number // 2)
                number = place = 0
        found.append(numbers)
    assert found == lines
