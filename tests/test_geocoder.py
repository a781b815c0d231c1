"""The geocoder keeps geopy's contract, so that a user of geopy changes one line."""

from __future__ import annotations

import inspect
import math
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from geopy import Location, Point
from geopy.distance import geodesic
from geopy.exc import GeocoderQueryError, GeopyError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import Nominatim

from gazetteer.geocoder import Geocoder


@pytest.fixture(scope="module")
def geolocator() -> Geocoder:
    return Geocoder(user_agent="my-application")


@pytest.mark.parametrize(
    ("query", "identifier"),
    [
        ("Odesa, Ukraine", 698740), ("Odessa", 698740), ("odesa, ua", 698740), ("Odessa, Texas", 5527554),
        ("Paris", 2988507), ("Paris, France", 2988507), ("Paris, Texas", 4717560), ("paris, tx, usa", 4717560),
        ("Zheleznogorsk, Kursk Oblast, Russia", 463343), ("Zheleznogorsk, Krasnoyarsk Krai", 1538635),
        ("Springfield, Ill.", 4250542), ("Springfield, Massachusetts, United States", 4951788),
        ("Georgia, USA", 4197000), ("Georgia", 614540), ("Ukraine", 690791), (" Kyiv ,", 703448),
        ({"city": "Paris", "state": "Texas"}, 4717560), ({"city": "Odesa", "country": "Ukraine"}, 698740),
        ({"state": "Georgia", "country": "United States"}, 4197000), ({"country": "Georgia"}, 614540),
        ({"city": "", "country": "Ukraine"}, 690791), ({"name": "Sea of Azov"}, None),
    ],
)  # fmt: skip
def test_a_query_finds_the_place_it_names(geolocator: Geocoder, query: Any, identifier: int | None) -> None:
    location = geolocator.geocode(query)
    assert isinstance(location, Location)
    assert identifier in (None, location.raw["id"])


@pytest.mark.parametrize(
    "query", ["Qqqxqqq", "", " , ", "Paris, Japan", "Odesa, Qqqxqqq", "10 Main Street, Odesa", {}, {"city": ""}]
)
def test_no_answer_is_none_in_either_form(geolocator: Geocoder, query: Any) -> None:
    assert geolocator.geocode(query) is None
    assert geolocator.geocode(query, exactly_one=False) is None


def test_a_location_is_geopys(geolocator: Geocoder) -> None:
    location: Any = geolocator.geocode("Odesa, Ukraine")
    assert isinstance(location, Location)
    address, (lat, lon) = location
    assert address == location.address == str(location)
    assert address.startswith("Odesa, ")
    assert address.endswith("Odesa Oblast, Ukraine")
    assert (lat, lon) == (location.latitude, location.longitude) == (location.raw["lat"], location.raw["lon"])
    assert geodesic(location.point, Point(46.48, 30.73)).km < 5


def test_all_answers_are_a_list_the_likeliest_first(geolocator: Geocoder) -> None:
    found = geolocator.geocode("Springfield", exactly_one=False)
    assert isinstance(found, list)
    assert len(found) > 20
    assert found[0] == geolocator.geocode("Springfield")
    assert geolocator.geocode("Springfield", exactly_one=False, limit=3) == found[:3]
    british: Any = geolocator.geocode("Springfield", exactly_one=False, country_codes="gb")
    assert {location.raw["country"] for location in british} == {"GB"}
    assert geolocator.geocode("Odesa", country_codes=["ru", "by"]) is None


@pytest.mark.parametrize("query", [None, math.nan, 7, ["Odesa"], {"street": "Main Street"}, {"city": 7}])
def test_a_query_that_is_none_is_refused_as_geopy_does(geolocator: Geocoder, query: Any) -> None:
    with pytest.raises(GeocoderQueryError) as caught:
        geolocator.geocode(query)
    assert isinstance(caught.value, GeopyError)


@pytest.mark.parametrize("query", [(46.48, 30.73), [46.48, 30.73], Point(46.48, 30.73), "46.48, 30.73", "46.48 30.73"])
def test_a_point_in_any_form_finds_the_town(geolocator: Geocoder, query: Any) -> None:
    location = geolocator.reverse(query)
    assert isinstance(location, Location)
    assert location.raw["id"] == 698740


@pytest.mark.filterwarnings("ignore:Latitude normalization")
@pytest.mark.parametrize("query", ["here", "", None, (91, 0), (math.nan, 0), ("a", "b"), object()])
def test_what_is_no_point_is_refused(geolocator: Geocoder, query: Any) -> None:
    with pytest.raises(GeocoderQueryError):
        geolocator.reverse(query)
    with pytest.raises(ValueError, match="is no point"):
        geolocator.reverse(query)


def test_far_from_towns_the_area_is_the_answer(geolocator: Geocoder) -> None:
    sea = geolocator.reverse((-48.9, -123.4))
    assert isinstance(sea, Location)
    assert sea.address == "South Pacific Ocean"


def test_all_that_is_at_a_point_ends_with_the_country(geolocator: Geocoder) -> None:
    found = geolocator.reverse((46.48, 30.73), exactly_one=False)
    assert isinstance(found, list)
    assert [location.raw["feature"] for location in found[-2:]] == ["ADM1", "PCLI"]


def test_a_point_at_a_border_has_a_town_of_its_own_country(geolocator: Geocoder) -> None:
    for location in geolocator.reverse("49.99, 36.26", exactly_one=False) or []:
        assert location.raw["country"] == "UA"


def test_geopys_rate_limiter_and_the_recipe_for_tables(geolocator: Geocoder) -> None:
    names = ["Odesa", "Qqqxqqq", "Paris, Texas"]
    geocode = RateLimiter(geolocator.geocode, min_delay_seconds=0.001)
    locations = list(map(geocode, names))
    points = [tuple(location.point) if location else None for location in locations]
    assert points == [(46.48572, 30.74383, 0.0), None, (33.66094, -95.55551, 0.0)]


def test_the_parameters_are_those_of_geopys_own_geocoders() -> None:
    for method in ("geocode", "reverse"):
        ours = inspect.signature(getattr(Geocoder, method)).parameters
        theirs = inspect.signature(getattr(Nominatim, method)).parameters
        for name in ("query", "exactly_one", "timeout"):
            assert ours[name].kind == theirs[name].kind
            assert ours[name].default == theirs[name].default


def test_no_connection_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    with Geocoder(timeout=1) as geolocator:
        assert geolocator.geocode("Odesa") is not None
        assert geolocator.reverse((46.48, 30.73)) is not None
        with pytest.raises(GeopyError, match="offline"):
            geolocator.adapter.get_json("https://example.org", timeout=1, headers={})


def test_importing_the_gazetteer_does_not_import_geopy() -> None:
    code = "import sys, gazetteer; print('geopy' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parents[1], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
