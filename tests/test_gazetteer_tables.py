"""Every row of the hand-made tables."""

import math
from collections import defaultdict

import pytest

import gazetteer
from gazetteer import Gazetteer, fold
from gazetteer.compile import INPUTS
from gazetteer.store import STANDINGS
from gazetteer.tables import DATA, rows


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    return gazetteer.load()


@pytest.fixture(scope="module")
def boxes(places: Gazetteer) -> dict[str, tuple[float, float, float, float]]:
    """South, west, north, east of the towns of each country, a degree wider."""
    points = defaultdict(list)
    for place in places:
        if place.feature.startswith("PPL") and place.country:
            points[place.country].append((place.lat, place.lon))
    return {
        country: (
            min(lat for lat, _ in held) - 1,
            min(lon for _, lon in held) - 1,
            max(lat for lat, _ in held) + 1,
            max(lon for _, lon in held) + 1,
        )
        for country, held in points.items()
    }


SUPPLEMENT = list(rows(DATA / "supplement.tsv"))
REMOTE = {
    "Svalbard", "Diego Garcia", "Guantanamo Bay Naval Base", "Novaya Zemlya", "Aleutian Islands", "Attu Island",
    "Ellesmere Island", "Franz Josef Land", "Lord Howe Island", "Macquarie Island", "Severnaya Zemlya", "Taveuni",
}  # fmt: skip
"""Far from every town of their country, or held by a country that is not theirs."""


@pytest.mark.parametrize("letter", sorted({row[0][0] for row in SUPPLEMENT}))
def test_the_rows_of_the_supplement(
    letter: str, places: Gazetteer, boxes: dict[str, tuple[float, float, float, float]]
) -> None:
    for row in SUPPLEMENT:
        if row[0].startswith(letter):
            check_supplement(row, places, boxes)


def check_supplement(
    row: list[str], places: Gazetteer, boxes: dict[str, tuple[float, float, float, float]]
) -> None:
    """A place of its own, found by all its names, in its country."""
    name, lat, lon, feature, country, admin1, population, radius, main, alternate, source = row
    assert places.feature_words(feature) != "place", f"features.tsv lacks {feature}"
    assert source, name
    assert float(radius) > 0, name
    assert not population or int(population) > 0
    found = [candidate.place for candidate in places.candidates(name)]
    own = [place for place in found if math.isclose(place.lat, float(lat), abs_tol=1e-4) and place.feature == feature]
    assert own, f"{name} is not found by its own name"
    for other in filter(None, [*main.split("|"), *alternate.split("|")]):
        assert own[0] in [candidate.place for candidate in places.candidates(other)], other
    if country:
        assert places.country(country) is not None or country in ("SJ", "IO")
    if country in boxes and name not in REMOTE:
        south, west, north, east = boxes[country]
        assert south <= float(lat) <= north, name
        assert west <= float(lon) <= east, name
    if admin1:
        assert own[0].admin1, f"{country} has no division {admin1}"


def test_no_place_of_the_supplement_stands_twice() -> None:
    keys = [(row[0], row[3], row[4]) for row in SUPPLEMENT]
    assert len(set(keys)) == len(keys)


WORDS = [(table, *row) for table in ("demonyms.tsv", "abbreviations.tsv") for row in rows(DATA / table)]


@pytest.mark.parametrize("row", WORDS, ids=[row[1] for row in WORDS])
def test_a_word_names_the_place_it_says(row: tuple[str, ...], places: Gazetteer) -> None:
    _, word, identifier, name, *kind = row
    place = places[int(identifier)]
    assert place.name == name
    assert place.feature.startswith(("PCL", "TERR", "ADM1", "CONT", "PPL", "RGN", "ISL"))
    assert word == word.strip()
    assert word[0].isupper()
    assert kind in ([], ["common"], ["postal"])


NAMES = list(rows(DATA / "names.tsv"))


@pytest.mark.parametrize("row", NAMES, ids=[f"{row[0]} {row[1]}" for row in NAMES])
def test_a_name_has_the_standing_it_is_given(row: list[str], places: Gazetteer) -> None:
    identifier, name, standing, _ = row
    held = {candidate.place.id: candidate.standing for candidate in places.candidates(name)}
    if standing == "never":
        assert int(identifier) not in held
    else:
        assert standing in STANDINGS
        assert held[int(identifier)] == standing


DISPLAYED = list(rows(DATA / "display_names.tsv"))


@pytest.mark.parametrize("row", DISPLAYED, ids=[row[1] for row in DISPLAYED])
def test_a_place_is_shown_by_its_current_name(row: list[str], places: Gazetteer) -> None:
    identifier, name, note = row
    assert places[int(identifier)].name == name
    assert note


AT_TOWNS = [row for row in SUPPLEMENT if row[10].startswith("at its town, ")]


def test_what_is_placed_at_its_town_lies_there(places: Gazetteer) -> None:
    for row in AT_TOWNS:
        town = row[10].removeprefix("at its town, ")
        points = [(place.lat, place.lon) for place in places.find(town, country=row[4])]
        near = [point for point in points if math.dist(point, (float(row[1]), float(row[2]))) < 0.01]
        assert near, f"{row[0]}: no {town} there"


@pytest.mark.parametrize("name", ["names.tsv", "display_names.tsv", "demonyms.tsv", "abbreviations.tsv"])
def test_a_table_has_no_row_twice(name: str) -> None:
    keyed = [(row[0], fold(row[1])) if name == "names.tsv" else (row[0],) for row in rows(DATA / name)]
    assert len(set(keyed)) == len(keyed)


def test_every_feature_code_has_its_words(places: Gazetteer) -> None:
    worded = {code for code, _ in rows(DATA / "features.tsv")}
    assert set(places.info()["features"]) <= worded


def test_the_shipped_data_is_small_enough() -> None:
    assert sum((DATA / name).stat().st_size for name in INPUTS) < 14_000_000


def test_no_code_and_no_short_alternate_is_filed() -> None:
    for row in rows(DATA / "places.tsv.xz"):
        for name in filter(None, [*row[10].split("|"), *row[11].split("|")]):
            assert not (name.isascii() and len(name) <= 3), (row[1], name)
            assert not any(character.isdigit() for character in name), (row[1], name)
