"""From a point to places: the nearest, along the ellipsoid, and the areas that hold it."""

from __future__ import annotations

import random

import pytest
from geopy.distance import geodesic

from gazetteer import Gazetteer, Place


@pytest.mark.parametrize(
    ("lat", "lon", "feature", "name"),
    [
        (46.48, 30.73, "PPL", "Odesa"),
        (52.33, 35.37, None, "Zheleznogorsk"),
        (48.8566, 2.3522, "PPLC", "Paris"),
        (51.47, -0.4614, "AIRP", "London Heathrow Airport"),
        (-33.926, 18.423, "PPLA", "Cape Town"),
        (-33.9249, 18.4241, None, "Cape Town"),  # no suburb that has its point from the city
        (43.0731, -89.4012, None, "Madison"),  # nor the university there
        (-89.999, 12.0, None, "South Pole Station Airport"),
        (-17.8, -179.9, "PPL", "Levuka"),
    ],
)
def test_the_nearest_place(places: Gazetteer, lat: float, lon: float, feature: str | None, name: str) -> None:
    assert places.nearest(lat, lon, feature=feature, within_km=400)[0].name == name


def test_what_is_nearest_agrees_with_a_look_at_every_place(places: Gazetteer) -> None:
    chance = random.Random(11)
    airports = [place for place in places if place.feature == "AIRP"]
    for lon in (179.95, -179.9, 0.0, *(chance.uniform(-180, 180) for _ in range(4))):
        point = (chance.uniform(-70, 75), lon)
        distances = {each.id: geodesic(point, (each.lat, each.lon)).km for each in airports}
        found = places.nearest(*point, feature="AIRP", within_km=900, limit=1000)
        assert [distances[place.id] for place in found] == sorted(km for km in distances.values() if km <= 900)


def test_a_limit_keeps_the_nearest(places: Gazetteer) -> None:
    many = places.nearest(50.45, 30.52, within_km=60, limit=500)
    assert places.nearest(50.45, 30.52, within_km=60, limit=3) == many[:3]
    assert len(many) > 20


def test_nothing_is_near_in_the_middle_of_an_ocean(places: Gazetteer) -> None:
    assert places.nearest(-48.9, -123.4) == []
    assert [place.name for place in places.at(-48.9, -123.4)] == ["South Pacific Ocean"]


def test_areas_are_no_points_unless_asked_for(places: Gazetteer) -> None:
    kyiv = (50.45, 30.52)
    assert not any(place.is_area for place in places.nearest(*kyiv, within_km=200, limit=300))
    assert all(place.feature == "ADM1" for place in places.nearest(*kyiv, within_km=200, feature="ADM1"))


@pytest.mark.parametrize(
    ("lat", "lon", "names"),
    [
        (46.48, 30.73, ["Odesa Oblast", "Ukraine"]),
        (52.33, 35.37, ["Kursk Oblast", "Russia"]),
        (46.2, 37.0, ["Sea of Azov"]),
        (31.0, -97.0, ["Texas", "United States"]),
    ],
)
def test_the_areas_at_a_point(places: Gazetteer, lat: float, lon: float, names: list[str]) -> None:
    assert [place.name for place in places.at(lat, lon)] == names
    assert all(isinstance(place, Place) for place in places.at(lat, lon))


def test_a_longitude_may_go_round_the_earth(places: Gazetteer) -> None:
    assert places.at(46.48, 30.73 + 360) == places.at(46.48, 30.73)
    assert places.nearest(46.48, 30.73 - 360) == places.nearest(46.48, 30.73)


@pytest.mark.parametrize(("lat", "lon"), [(91, 0), (-90.1, 0), (float("nan"), 0), (0, float("nan")), (0, float("inf"))])
def test_what_is_no_point_is_refused(places: Gazetteer, lat: float, lon: float) -> None:
    for look in (places.nearest, places.at):
        with pytest.raises(ValueError, match="latitude comes first"):
            look(lat, lon)
