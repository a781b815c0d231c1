"""Geocoder: the gazetteer behind geopy's interface, without a network."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import geopy.geocoders.base
from geopy.adapters import BaseSyncAdapter
from geopy.distance import great_circle
from geopy.exc import GeocoderQueryError, GeocoderServiceError
from geopy.geocoders.base import DEFAULT_SENTINEL
from geopy.location import Location
from geopy.point import Point

from .lookup import Gazetteer, load
from .place import Place

PARTS = {"name": "", "city": "PPL", "county": "ADM", "state": "ADM1", "country": "PCL"}
"""Keys of a structured query, from the smallest to the largest, and the feature codes that answer each."""


class QueryError(GeocoderQueryError, ValueError):  # type: ignore[misc] # geopy has no types
    """The query cannot be understood; also a `ValueError`, which geopy's own ``reverse`` raises."""


class _Offline(BaseSyncAdapter):  # type: ignore[misc] # geopy has no types
    """geopy's base class wants a way to the network: this one leads nowhere."""

    def __init__(self) -> None:
        super().__init__(proxies=None, ssl_context=None)

    def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> object:
        raise GeocoderServiceError("this geocoder is offline")

    get_text = get_json


class Geocoder(geopy.geocoders.base.Geocoder):  # type: ignore[misc] # geopy has no types
    """
    A geopy geocoder that asks a `Gazetteer`: the one that ships, or another.

    It knows places, not streets. Answers are geopy `Location` objects whose ``raw`` holds the fields of the
    `Place` and its ``country_name``. ``timeout`` and ``user_agent`` are taken for geopy's sake: nothing is waited for
    and nobody is told. It may be called as often as you like, also through geopy's `RateLimiter`.

    >>> Geocoder().geocode("Paris, Texas").address
    'Paris, Lamar County, Texas, United States'
    """

    def __init__(
        self, gazetteer: Gazetteer | None = None, *, timeout: Any = DEFAULT_SENTINEL, user_agent: str | None = None
    ) -> None:
        super().__init__(
            timeout=timeout, user_agent=user_agent, adapter_factory=lambda proxies, ssl_context: _Offline()
        )
        self.gazetteer = load() if gazetteer is None else gazetteer

    def geocode(
        self,
        query: str | Mapping[str, str],
        *,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,
        limit: int | None = None,
        country_codes: str | Iterable[str] | None = None,
    ) -> Location | list[Location] | None:
        """
        The place that a query names, or all that it may mean, the likeliest first; ``None`` when there is none.

        ``query`` is a name, as precise as you know it ("Odesa", "Paris, Texas", "Soho, London, UK"): each
        part after a comma must hold the first. Or it is a mapping with some of the keys of `PARTS`. ``limit`` is
        the most locations that ``exactly_one=False`` gives; ``country_codes`` are ISO 3166-1 alpha-2 codes to
        stay within. Raises `geopy.exc.GeocoderQueryError` for a query of another form.
        """
        if isinstance(query, Mapping):
            parts, feature = _structured(query)
        elif isinstance(query, str):
            parts, feature = [part.strip() for part in query.split(",") if part.strip()], None
        else:
            raise QueryError(f"{query!r} is no query: give a name, or a mapping with keys of {', '.join(PARTS)}")
        places = self._named(parts, feature)
        if country_codes is not None:
            codes = [country_codes] if isinstance(country_codes, str) else country_codes
            wanted = {code.strip().upper() for each in codes for code in each.split(",")}
            places = [place for place in places if place.country in wanted]
        return self._answer(places[:limit], exactly_one)

    def reverse(
        self, query: Point | tuple[float, float] | str, *, exactly_one: bool = True, timeout: Any = DEFAULT_SENTINEL
    ) -> Location | list[Location] | None:
        """
        The settlement nearest to a point, at most 50 km away and in the same country; else the smallest
        area that holds the point; ``None`` when nothing is known there.

        ``query`` is a `geopy.Point`, a pair of latitude and longitude in degrees, or "lat, lon" as text.
        With ``exactly_one=False``, the settlements around, then the areas. Raises
        `geopy.exc.GeocoderQueryError` for what is no point.
        """
        try:
            if query is None:  # to geopy, a point at 0, 0
                raise TypeError("nothing is given")
            point = query if isinstance(query, Point) else Point(query)
        except (TypeError, ValueError) as error:
            raise QueryError(f"{query!r} is no point: give (latitude, longitude) in degrees ({error})") from None
        if not (math.isfinite(point.latitude) and math.isfinite(point.longitude)):
            raise QueryError(f"{query!r} is no point: its coordinates are no numbers")
        areas = self.gazetteer.at(point.latitude, point.longitude)
        countries = {area.country for area in areas if area.country}
        near = self.gazetteer.nearest(point.latitude, point.longitude, feature="PPL")
        return self._answer([*(place for place in near if place.country in countries), *areas], exactly_one)

    def _named(self, parts: list[str], feature: str | None) -> list[Place]:
        """The places that the first part may mean and that every other part holds."""
        if not parts:
            return []
        found = self.gazetteer.find(parts[0], feature=feature or None)
        for part in parts[1:]:
            holders = self._holders(part)
            found = [place for place in found if self._is_held(place, holders)]
        return found

    def _holders(self, name: str) -> list[Place]:
        """What may be meant by a part that holds another: any case will do for "tx" and "uk"."""
        found = [*self.gazetteer.find(name), *self.gazetteer.find(name.upper())]
        country = self.gazetteer.country(name)
        return [*found, country] if country else found

    def _is_held(self, place: Place, holders: list[Place]) -> bool:
        """Whether one of the holders is a division or the country of a place, or a town that it is a part of."""
        containers = self.gazetteer.containers(place)
        return any(
            holder in containers
            or (
                holder.feature.startswith("PPL")
                and holder.id != place.id
                and great_circle((holder.lat, holder.lon), (place.lat, place.lon)).km <= holder.radius_km
            )
            for holder in holders
        )

    def _answer(self, places: list[Place], exactly_one: bool) -> Location | list[Location] | None:
        if not places:
            return None
        return self._location(places[0]) if exactly_one else [self._location(place) for place in places]

    def _location(self, place: Place) -> Location:
        country = self.gazetteer.country(place.country)
        country_name = country.name if country else ""
        parts = dict.fromkeys([place.name, place.admin2, place.admin1, country_name])
        address = ", ".join(part for part in parts if part)
        return Location(address, Point(place.lat, place.lon), {**asdict(place), "country_name": country_name})


def _structured(query: Mapping[str, str]) -> tuple[list[str], str | None]:
    """The parts of a structured query, the smallest first, and the feature code that its answer begins with."""
    unknown = [str(key) for key in query if key not in PARTS]
    if unknown:
        raise QueryError(f"the gazetteer does not know {', '.join(unknown)}: leave it out; keys are {', '.join(PARTS)}")
    given = {key: query[key] for key in PARTS if query.get(key)}
    if not all(isinstance(value, str) for value in given.values()):
        raise QueryError("the values of a structured query must be text")
    return list(given.values()), next((PARTS[key] for key in given), None)
