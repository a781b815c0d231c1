"""Places of your own: added from CSV and GeoJSON, every bad row named."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import gazetteer
import incidents
from gazetteer import Gazetteer

CSV = """name,lat,lon,feature,country,population,alternates
Post Kilo 17,46.6,30.5,CMPRF,UA,,PK 17|Пост Кило 17
Odesa,-33.9,18.5,,,5000,
Ghost Reef,10.5,-140.2,REEF,,,
"""


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(incidents.main, [str(argument) for argument in arguments])
    assert isinstance(result.exception, SystemExit | None), result.exception
    return result


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gazetteer with the places of `CSV`."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "places.csv").write_text(CSV, encoding="utf-8")
    result = run("gazetteer", "add", folder / "places.csv")
    assert result.exit_code == 0, result.stderr
    assert "3 places added, 0 failed" in result.stderr
    return folder / "places.gazetteer"


def test_own_places_are_found_under_all_their_names(mine: Path) -> None:
    own = gazetteer.load(mine)
    for name in ("Post Kilo 17", "PK 17", "пост кило 17"):
        (place,) = own.find(name)
        assert (place.name, place.lat, place.lon, place.feature) == ("Post Kilo 17", 46.6, 30.5, "CMPRF")
        assert (place.admin1, place.country, place.population) == ("Odesa Oblast", "UA", 0)
    assert "post kilo 17" in {match.key for match in own.scan("A blast at Post Kilo 17 was heard.")}
    assert own.nearest(46.6, 30.5, limit=1)[0].name == "Post Kilo 17"


def test_a_country_is_read_from_the_map_where_the_row_names_none(mine: Path) -> None:
    own = gazetteer.load(mine)
    added = next(place for place in own.find("Odesa") if place.country == "ZA")
    assert added.admin1 == "Western Cape"
    assert own.find("Ghost Reef")[0].country == ""


def test_what_was_there_stays_as_it_was(mine: Path, places: Gazetteer) -> None:
    own = gazetteer.load(mine)
    assert len(own) == len(places) + 3
    assert own.find("Odesa")[0] == places.find("Odesa")[0]
    for name in ("Zheleznogorsk", "Springfield", "Paris", "Kursk region", "London"):
        assert own.candidates(name) == places.candidates(name)
    for place in (place for number, place in enumerate(places) if number % 997 == 0):
        assert own[place.id] == place
        assert own.containers(own[place.id]) == places.containers(place)


def test_the_file_tells_what_was_added(mine: Path) -> None:
    said = run("gazetteer", "info", "--gazetteer", mine).stdout
    assert "places.csv" in said
    assert "sha256" in said
    assert "GeoNames" in said


def test_every_command_can_use_it(mine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Post Kilo 17" in run("find", "PK 17", "--gazetteer", mine).stdout
    monkeypatch.setenv("INCIDENTS_GAZETTEER", str(mine))
    article = tmp_path / "article.txt"
    article.write_text("A drone hit the camp at Post Kilo 17 on Monday, killing two people, officials said.\n")
    assert "46.6000, 30.5000" in run("places", article).stdout


def test_more_can_be_added_to_one_of_your_own(mine: Path, tmp_path: Path) -> None:
    more = tmp_path / "more.geojson"
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [30.51, 46.61]},
        "properties": {"name": "Post Kilo 18", "feature": "CMPRF"},
    }
    more.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    target = tmp_path / "both.gazetteer"
    assert run("gazetteer", "add", more, "-o", target, "--gazetteer", mine).exit_code == 0
    both = gazetteer.load(target)
    assert {both.find(f"Post Kilo {number}")[0].country for number in (17, 18)} == {"UA"}
    assert len(both.info()["sources"]) == len(gazetteer.load().info()["sources"]) + 2


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",1,2,,,,", "has no name; write one"),
        ("A,,2,,,,", "lat is missing; give degrees from -90 to 90"),
        ("A,x,2,,,,", "lat is 'x'; give degrees"),
        ("A,91,2,,,,", "lat is '91'; give degrees"),
        ("A,nan,2,,,,", "lat is 'nan'; give degrees"),
        ("A,1,200,,,,", "lon is '200'; give degrees from -180 to 180"),
        ("A,1,2,CASTLE,,,", "'CASTLE' is no feature code"),
        ("A,1,2,,Ukraine,,", "'UKRAINE' is no country"),
        ("A,1,2,,,many,", "'many' is no population"),
        ("A,1,2,,,-5,", "'-5' is no population"),
        ("A\x1b[2J,1,2,,,,", "is no name"),
        ("Good,1,2,,,,", "Good is there already; delete the row"),
        (f"A,1,2,,,,{'x' * 201}", "is no name: at most 200"),
    ],
)
def test_a_bad_row_is_named_and_the_others_are_added(row: str, problem: str, tmp_path: Path) -> None:
    from gazetteer import own

    file = tmp_path / "places.csv"
    rows = ["Name;Latitude;Longitude;feature;country;population;alternates", "Good;1;2;;;;", row.replace(",", ";")]
    file.write_text("\n".join(rows))
    found, problems = own.read_places(file, gazetteer.load().store)
    assert [place.name for place in found] == ["Good"]
    (line,) = problems
    assert line.startswith(f"{file}:3: ")
    assert problem in line


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.csv", b"", "has no column name or lat or lon"),
        ("a.csv", b"name,lat\nA,1\n", "has no column lon"),
        ("a.csv", b"name,lat,lon\n\xff\xfe,1,2\n", "is not UTF-8"),
        ("a.geojson", b"{}", "is no GeoJSON FeatureCollection"),
        ("a.geojson", b"[" * 100_000, "is no GeoJSON FeatureCollection"),
        ("a.geojson", b'{"features": [7, {"geometry": {"type": "Polygon"}}]}', "feature 2"),
        (
            "a.geojson",
            b'{"features": [{"geometry": {"type": "Polygon"}, "properties": {"name": "A"}}]}',
            "feature 1: A has no Point but 'Polygon'; give the point where it is to stand",
        ),
        (
            "a.geojson",
            b'{"features": [{"geometry": null, "properties": {"name": "A", "lat": 1, "lon": 2}}]}',
            "feature 1: A has no Point but 'None'; give the point where it is to stand",
        ),
        *(
            (
                "a.geojson",
                b'{"features": [{"properties": {"name": "A"}, "geometry": {"type": "Point", "coordinates": '
                + each
                + b"}}]}",
                "feature 1: l",
            )
            for each in (b"5", b"true", b'"46"', b'{"0": 1}', b"null", b"[]", b"[1]", b"[true, 2]", b"[[1], 2]")
        ),
        ("a.csv", b"name,lat,lon\n", "holds no place that can be added"),
    ],
)
def test_a_file_that_holds_no_places_is_named(name: str, content: bytes, problem: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    result = run("gazetteer", "add", file)
    assert result.exit_code in (3, 5)
    assert problem in result.stderr
    assert str(file) in result.stderr
    assert not file.with_suffix(".gazetteer").exists()


@pytest.mark.parametrize("name", ["places.csv", "places.geojson"])
def test_what_is_no_regular_file_is_not_waited_for(name: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / name)
    result = run("gazetteer", "add", tmp_path / name)
    assert result.exit_code == 5
    assert f"{name}: is a folder, pipe or device, not a file" in result.stderr


def test_a_file_of_places_may_not_be_endless(tmp_path: Path) -> None:
    file = tmp_path / "places.csv"
    file.touch()
    os.truncate(file, 200_000_001)  # a hole, which takes no room on the disk
    result = run("gazetteer", "add", file)
    assert result.exit_code == 5
    assert "has more than 200 MB; split it" in result.stderr


def test_no_folder_is_made_for_a_gazetteer(tmp_path: Path) -> None:
    file = tmp_path / "places.csv"
    file.write_text("name,lat,lon\nA,1,2\n")
    result = run("gazetteer", "add", file, "-o", tmp_path / "no" / "such" / "mine.gazetteer")
    assert result.exit_code == 4
    assert "mine.gazetteer cannot be written: its folder does not exist: make it first" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["places.csv"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    file = tmp_path / "places.csv"
    file.write_text("name,lat,lon\nA,1,2\n")
    result = run("gazetteer", "add", file, "-o", "/proc/mine.gazetteer")
    assert result.exit_code == 4
    assert "/proc/mine.gazetteer cannot be written" in result.stderr


@pytest.mark.skipif(not Path("/dev/null").is_char_device(), reason="needs a device")
def test_a_device_is_not_replaced_by_a_gazetteer(tmp_path: Path) -> None:
    table = tmp_path / "places.csv"
    table.write_text("name,lat,lon\nFooville,1,2\n")
    run = CliRunner().invoke(incidents.main, ["gazetteer", "add", str(table), "-o", "/dev/null"])
    assert run.exit_code == 4
    assert "no regular file" in run.stderr
    assert Path("/dev/null").is_char_device()
