"""Place: one named thing on Earth."""

from __future__ import annotations

from dataclasses import dataclass

_AREAS = ("ADM", "PCL", "RGN", "CONT", "SEA", "OCN", "GULF", "BAY", "STRT", "TERR", "AREA", "DSRT", "MTS", "FRST",
          "LCTY")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """
    One named thing on Earth, as GeoNames and Natural Earth describe it.

    ``lat`` and ``lon`` are WGS 84 degrees. ``feature`` is a GeoNames feature code (``PPL``, ``ADM1``,
    ``PCLI``, ``SEA`` ...). ``country`` is an ISO 3166-1 alpha-2 code, empty for seas and continents.
    ``admin1`` and ``admin2`` are the English names of the divisions that hold the place, empty where there
    are none. ``population`` is 0 where it is unknown.
    """

    id: int
    """GeoNames id; negative for a place that GeoNames' files at hand lack (a sea, the supplement)."""
    name: str
    lat: float
    lon: float
    feature: str
    country: str = ""
    admin1: str = ""
    admin2: str = ""
    population: int = 0
    admin1_id: int = 0
    """Id of the first-order division that holds the place, 0 where there is none."""
    country_id: int = 0
    """Id of the country that holds the place, 0 where there is none."""
    radius_km: float = 5.0
    """Extent: radius of a circle about the point that holds nearly all of the place, kilometres."""

    @property
    def is_area(self) -> bool:
        """
        Whether it must be drawn as an area, never as a pin: a country, a division, a sea, a region, and
        whatever else but a settlement reaches 20 km from its point (a peninsula, a river, a large island).
        """
        if self.feature.startswith(_AREAS):
            return True
        return self.radius_km >= 20 and not self.feature.startswith("PPL")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may mean, and how the name stands to the place."""

    place: Place
    standing: str
    """
    ``main`` (its English or local main name), ``alternate``, ``historic`` (news says it of the past),
    ``abbreviation``, ``demonym``; ``respelled`` and ``named within`` for a name that is not filed.
    """
