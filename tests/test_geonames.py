"""A gazetteer built from files of the exact format of the GeoNames dump, with its quirks."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import gazetteer
import incidents
from gazetteer import Gazetteer, GazetteerError, geonames
from gazetteer.tables import DATA, rows


def place(
    identifier: object, name: str, lat: object, lon: object, code: str, country: str = "", admin1: str = "",
    admin2: str = "", population: object = 0, ascii_name: str = "", others: str = "",
) -> str:  # fmt: skip
    """A line of the table of places, 19 columns; ``code`` is "P.PPL"."""
    kind, _, feature = code.partition(".")
    cells = [
        identifier, name, ascii_name or name, others, lat, lon, kind, feature, country, "", admin1, admin2, "", "",
        population, "", "", "Europe/Kyiv", "2024-01-01",
    ]  # fmt: skip
    return "\t".join(map(str, cells))


def name(place_id: int, language: str, text: str, flags: str = "") -> str:
    """A line of ``alternateNamesV2``, 10 columns; flags out of "preferred short colloquial historic"."""
    marks = ["1" if mark in flags.split() else "" for mark in "preferred short colloquial historic".split()]
    return "\t".join(["1", str(place_id), language, text, *marks, "", ""])


UKRAINE = [
    place(690791, "Ukraine", 49, 32, "A.PCLI", "UA", "00", "", 44622516),
    place(698738, "Odessa Oblast", 46.5, 30.7, "A.ADM1", "UA", "17", "", 2351392),
    place(11592007, "Odesa Raion", 46.4, 30.6, "A.ADM2", "UA", "17", "5101", 1379000),
    place(698740, "Odesa", 46.48572, 30.74383, "P.PPLC", "UA", "17", "5101", 1010537, others="Odessa,Hadji, Bey"),
    place(713174, "Bakhmut", 48.59, 38.0, "P.PPL", "UA", "00", "", 77000),
    place(709716, "Donetsk Oblast", 48.0, 37.5, "A.ADM1", "UA", "05", "", 4100000),
    place(3, 'Selo "Zorya"', 47.0, 31.0, "P.PPL", "UA", "17"),
    place(4, "Bezvodne\u2028Small", 47.5, 31.5, "P.PPLQ", "UA", "17"),
    place(5, "Hotel Londonskaya", 46.4, 30.7, "S.HTL", "UA", "17"),
    place(6, "Raion of old", 46.0, 30.0, "A.ADM2H", "UA", "17", "99"),
    "7\tcut short",
    place("x", "No id", 46.0, 30.0, "P.PPL", "UA"),
    place(8, "Nowhere", 146.0, 30.0, "P.PPL", "UA"),
    "",
]
NAMIBIA = [
    place(3355338, "Namibia", -22, 17, "A.PCLI", "NA", "00", "", 2448255),
    place(3352136, "Windhoek", -22.56, 17.08, "P.PPLC", "NA", "21", "", 268132),
]
SEAS = [place(630674, "Sea of Azov", 46, 36.5, "H.SEA"), place(6255148, "Europe", 48.7, 9.1, "L.CONT")]
NAMES = [
    name(698740, "en", "Odessa"), name(698740, "uk", "Одеса"), name(698740, "ru", "Одесса"),
    name(698740, "", "Khadzhibey", "historic"), name(698740, "iata", "ODS"), name(698740, "link", "https://x.example"),
    name(698740, "wkdt", "Q1874"), name(698740, "en", "Southern Palmyra", "colloquial"), name(698740, "zh", "敖德萨"),
    name(713174, "en", "Artemivsk", "historic"), name(999, "en", "Of no place here"), name(698740, "piny", "Ao De Sa"),
    name(3355338, "en", "South West Africa", "historic"), "1\t2", name(630674, "uk", "Азовське море"),
]  # fmt: skip
CODES = {
    "admin1CodesASCII.txt": ["UA.17\tOdesa Oblast\tOdesa Oblast\t698738", "UA.05\tDonetsk\tDonetsk\t709716"],
    "admin2Codes.txt": ["UA.17.5101\tOdesa Raion\tOdesa Raion\t11592007"],
    "countryInfo.txt": [
        "# GeoNames.org Country Information",
        "\t".join(["UA", "UKR", "804", "UP", "Ukraine", "Kyiv", *[""] * 10, "690791", "", ""]),
        "\t".join(["NA", "NAM", "516", "WA", "Namibia", "Windhoek", *[""] * 10, "3355338", "", ""]),
        "\t".join(["AN", "ANT", "530", "NT", "Netherlands Antilles", "", *[""] * 10, "", "", ""]),
    ],
    "hierarchy.txt": ["690791\t709716\tADM", "709716\t713174\t", "1\t2"],
}


def write(path: Path, lines: list[str], zipped: bool) -> None:
    content = "".join(f"{line}\n" for line in lines).encode()
    if not zipped:
        path.write_bytes(content)
        return
    with zipfile.ZipFile(path.with_suffix(".zip"), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "not this one")
        archive.writestr(path.name, content)


@pytest.fixture(params=["text", "zipped", "all in one"])
def dump(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder = tmp_path / "dump"
    folder.mkdir()
    zipped = request.param != "text"
    if request.param == "all in one":
        write(folder / "allCountries.txt", [*UKRAINE, *NAMIBIA, *SEAS], zipped)
    else:
        for stem, lines in (("UA", UKRAINE), ("NA", NAMIBIA), ("no-country", SEAS)):
            write(folder / f"{stem}.txt", lines, zipped)
    write(folder / "alternateNamesV2.txt", NAMES, zipped)
    for file, lines in CODES.items():
        write(folder / file, lines, zipped=zipped and file == "hierarchy.txt")
    return folder


@pytest.fixture
def built(dump: Path, tmp_path: Path) -> Gazetteer:
    geonames.build(dump, tmp_path / "built.gazetteer")
    return gazetteer.load(tmp_path / "built.gazetteer")


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(incidents.main, [str(argument) for argument in arguments])
    assert isinstance(result.exception, SystemExit | None), result.exception
    return result


def test_places_are_as_the_files_say(built: Gazetteer) -> None:
    odesa = built[698740]
    assert (odesa.name, odesa.lat, odesa.lon, odesa.feature, odesa.country, odesa.population) == (
        "Odesa", 46.48572, 30.74383, "PPLC", "UA", 1010537,
    )  # fmt: skip
    assert [holder.id for holder in built.containers(odesa)] == [11592007, 698738, 690791]
    assert (odesa.admin1, odesa.admin2) == ("Odesa Oblast", "Odesa Raion")
    assert built.country("NA") == built[3355338]
    assert built.find("Windhoek")[0].country == "NA"
    assert built[690791].admin1 == ""
    assert built[713174].admin1 == "Donetsk Oblast"  # through the hierarchy: its own code is 00
    assert [area.name for area in built.at(46.48, 30.73)] == ["Odesa Oblast", "Ukraine"]
    assert built.nearest(46.48, 30.73, limit=1) == [odesa]


@pytest.mark.parametrize(
    ("spelled", "identifier", "standing"),
    [
        ("Odesa", 698740, "main"), ("Odessa", 698740, "main"),
        ("Khadzhibey", 698740, "historic"), ("Southern Palmyra", 698740, "alternate"),
        ("Artemivsk", 713174, "historic"), ("Odessa Oblast", 698738, "main"), ("Odesa region", 698738, "main"),
        ("Азовське море", 630674, "alternate"), ("Europe", 6255148, "main"), ('Selo "Zorya"', 3, "main"),
        ("Bezvodne Small", 4, "historic"), ("Raion of old", 6, "historic"), ("Ukrainian", 690791, "demonym"),
        ("South West Africa", 3355338, "historic"),
    ],
)  # fmt: skip
def test_a_name_keeps_its_standing(built: Gazetteer, spelled: str, identifier: int, standing: str) -> None:
    found = {candidate.place.id: candidate.standing for candidate in built.candidates(spelled)}
    assert found.get(identifier) == standing


@pytest.mark.parametrize(
    "spelled", ["ODS", "Q1874", "Ao De Sa", "敖德萨", "Hotel Londonskaya", "Nowhere", "No id", "Of no place here"]
)
def test_what_is_no_name_is_left_out(built: Gazetteer, spelled: str) -> None:
    assert built.candidates(spelled) == ()


def test_the_columns_of_names_serve_where_the_better_file_is_missing(dump: Path, tmp_path: Path) -> None:
    for file in dump.glob("alternateNamesV2.*"):
        file.unlink()
    geonames.build(dump, tmp_path / "built.gazetteer")
    assert gazetteer.load(tmp_path / "built.gazetteer").find("Odessa")[0].id == 698740


def test_only_the_countries_asked_for_and_the_seas(dump: Path, tmp_path: Path) -> None:
    result = run("gazetteer", "build", "--geonames", dump, "--countries", "na", "-o", tmp_path / "na.gazetteer")
    assert result.exit_code == 0, result.stderr
    built = gazetteer.load(tmp_path / "na.gazetteer")
    assert {place.country for place in built} <= {"NA", ""}
    assert 3352136 in built
    assert 698740 not in built
    assert built.find("Sea of Azov") != []


def test_what_was_kept_and_dropped_is_told_and_stays_in_the_file(dump: Path, tmp_path: Path) -> None:
    target = tmp_path / "built.gazetteer"
    result = run("gazetteer", "build", "--geonames", dump, "-o", target)
    assert result.exit_code == 0, result.stderr
    for line in (
        "kept: 5 rows of class P",
        "dropped: 1 places of class S that news seldom names",
        "dropped: 2 places without id, name or coordinates",
        "dropped: 4 names that are codes, links or readings",
        "dropped: 1 names of other places",
        "dropped: 1 malformed lines of alternateNamesV2",
    ):
        assert line in result.stderr
    said = run("gazetteer", "info", "--gazetteer", target).stdout
    for file in dump.iterdir():
        assert file.name in said
        assert hashlib.sha256(file.read_bytes()).hexdigest() in said


@pytest.mark.parametrize("output", ["UA.txt", "NA.zip", "admin1CodesASCII.txt"])
def test_no_file_of_the_dump_is_overwritten(dump: Path, output: str) -> None:
    source = dump / output
    source.touch()
    before = source.read_bytes()
    result = run("gazetteer", "build", "--geonames", dump, "-o", source)
    assert (result.exit_code, result.stderr) == (2, f"incidents: {source} is one of the inputs: give -o another name\n")
    assert source.read_bytes() == before


def test_a_gazetteer_beside_the_dump_is_built_anew(dump: Path) -> None:
    for _ in range(2):
        result = run("gazetteer", "build", "--geonames", dump, "-o", dump / "mine.gazetteer")
        assert result.exit_code == 0, result.stderr
    assert gazetteer.load(dump / "mine.gazetteer").find("Windhoek") != []


def test_building_twice_gives_the_same_bytes(dump: Path, tmp_path: Path) -> None:
    for target in ("one", "two"):
        geonames.build(dump, tmp_path / target)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_rows_of_towns_come_after_those_of_the_country(tmp_path: Path) -> None:
    write(tmp_path / "NA.txt", NAMIBIA, zipped=True)
    towns = [place(3352136, "Windhuk", 0, 0, "P.PPLC", "NA"), place(9, "Faraway", 10, 10, "P.PPL", "NG", "", "", 9000)]
    write(tmp_path / "cities500.txt", towns, zipped=True)
    geonames.build(tmp_path, tmp_path / "built.gazetteer", ["NA"])
    built = gazetteer.load(tmp_path / "built.gazetteer")
    assert built[3352136].name == "Windhoek"
    assert built.find("Faraway")[0].country == "NG"


@pytest.mark.parametrize(
    ("files", "countries", "message"),
    [
        ({}, (), "holds no table of places"),
        ({"UA.txt": b""}, (), "hold no place that is kept"),
        ({"UA.txt": b""}, ("RU",), "has no RU.zip or .txt"),
        ({"UA.zip": b"PK\x03\x04 cut short"}, (), "cannot be read to its end"),
        ({"UA.txt": b"\xff\xfe\tbinary\n" * 50}, (), "hold no place that is kept"),
    ],
)
def test_a_dump_that_cannot_be_used_is_named(
    files: dict[str, bytes], countries: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    folder = tmp_path / "dump"
    folder.mkdir()
    for file, content in files.items():
        (folder / file).write_bytes(content)
    target = tmp_path / "built.gazetteer"
    target.write_bytes(b"earlier")
    with pytest.raises(GazetteerError, match=message):
        geonames.build(folder, target, countries)
    assert target.read_bytes() == b"earlier"


def test_a_damaged_zip_is_named_and_the_earlier_file_stays(dump: Path, tmp_path: Path) -> None:
    path = next(dump.glob("alternateNamesV2.*"))
    if path.suffix != ".zip":
        pytest.skip("only of zips")
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle - 100 : middle + 100] = bytes(200)
    path.write_bytes(content)
    target = tmp_path / "built.gazetteer"
    target.write_bytes(b"earlier")
    with pytest.raises(GazetteerError, match=r"alternateNamesV2\.zip"):
        geonames.build(dump, target)
    assert target.read_bytes() == b"earlier"


@pytest.mark.slow
def test_a_build_that_is_killed_leaves_the_earlier_file(tmp_path: Path) -> None:
    villages = (place(number, f"Selo {number}", 47, 31, "P.PPL", "UA") for number in range(1, 90_000))
    write(tmp_path / "UA.txt", list(villages), zipped=False)
    target = tmp_path / "built.gazetteer"
    target.write_bytes(b"earlier")
    program = "import sys, pathlib, gazetteer.geonames as made; made.build(*map(pathlib.Path, sys.argv[1:]))"
    process = subprocess.Popen([sys.executable, "-c", program, tmp_path, target], cwd=Path(__file__).parents[1])
    time.sleep(0.8)
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert target.read_bytes() == b"earlier"


FEATURES = list(rows(DATA / "geonames_features.tsv"))


@pytest.mark.parametrize(("kind", "code", "standing"), FEATURES)
def test_every_feature_kept_has_a_class_a_standing_and_words(kind: str, code: str, standing: str) -> None:
    assert kind in "AHLPRSTUV"
    assert standing in ("main", "historic")
    assert code in dict(rows(DATA / "features.tsv"))


def test_no_feature_stands_twice() -> None:
    assert len({code for _, code, _ in FEATURES}) == len(FEATURES)
    assert sorted(FEATURES) == FEATURES
