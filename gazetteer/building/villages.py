"""Villages and suburbs out of GeoNames' postal localities, which the list of towns lacks. Maintainers only."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from ..names import fold, readable
from . import romanize, sources
from .drafts import Draft, Near, kilometres

POSTAL_ACCURACY = {
    **dict.fromkeys(("UA", "RU", "BY", "MD"), 3),
    **dict.fromkeys(
        "US CA GB AU NZ ZA IN PK BD LK PH TH AZ RS AL CY KE MW MA DZ HT DO GT PA CR EC CO UY".split(), 4
    ),
}
"""Countries whose villages and suburbs news names though fewer than 500 live there, and how sure their points
must be in GeoNames' own terms: 4 stands for a place with a GeoNames id, 3 for a street or a neighbouring place."""
DISTRICT_KM = 10.0
"""Extent of a locality whose point is only its district's."""

_OFFICES = re.compile(r"почтов|Пв |отделение|\b(apo|fpo|post shop)\b", re.IGNORECASE)
_ENDINGS = re.compile(r"\s+(?:[SBH]\.?O\.?|G\.?P\.?O\.?|P\.?O\.? ?Box.*|Bds|Bo|So)$")
"""Kinds of post office after the name of the place."""
_ROMANIZED: dict[str, Callable[[str], str]] = {
    "UA": romanize.ukrainian, "RU": romanize.russian, "BY": romanize.belarusian,
}  # fmt: skip


def villages(folder: Path, known: Iterable[Draft]) -> Iterator[tuple[Draft, tuple[str, ...]]]:
    """
    Postal localities that the known places lack, with their names in Latin letters, and what their stable ids are
    made of. A locality that has its point from its district, as others do, is ``LCTY``: an area, and no place's
    nearest.
    """
    found = list(_lacking(folder, Near(place for place in known if place.feature.startswith("PPL"))))
    points: defaultdict[tuple[str, float, float], list[Draft]] = defaultdict(list)
    for draft, _ in found:
        points[draft.country, draft.lat, draft.lon].append(draft)
    spellings: set[int] = set()
    for shared in points.values():
        first, *others = shared
        if others and len({fold(draft.name)[:4] for draft in shared}) == 1:  # spellings of one name
            first.main += [name for draft in others for name in (draft.name, *draft.main)]
            spellings.update(map(id, others))
        elif others:
            for draft in shared:
                draft.feature, draft.radius_km = "LCTY", DISTRICT_KM
    return ((draft, parts) for draft, parts in found if id(draft) not in spellings)


def _lacking(folder: Path, near: Near) -> Iterator[tuple[Draft, tuple[str, ...]]]:
    for row in sources.postal(folder, set(POSTAL_ACCURACY)):
        country, lat, lon = row["country_code"], row["latitude"], row["longitude"]
        name = _ENDINGS.sub("", readable(row["city"].replace("’", "'")))
        if (row["accuracy"] or 0) < POSTAL_ACCURACY[country] or not name or name.isupper() or _OFFICES.search(name):
            continue
        latin = _ROMANIZED.get(country, str)(name)
        keys = {fold(name), fold(latin)}
        if any(keys & near.keys(town) for town in near.within(lat, lon, 15)):
            continue
        holder = min(
            (town for town in near.within(lat, lon, 40) if town.country == country),
            key=lambda town: kilometres(lat, lon, town.lat, town.lon),
            default=None,
        )
        if holder is None:
            continue
        draft = Draft(0, latin, lat, lon, "PPL", country, holder.admin1, holder.admin2)
        draft.main.append(name)
        near.add(draft)
        yield draft, ("PPL", country, name, f"{lat:.2f}", f"{lon:.2f}")
