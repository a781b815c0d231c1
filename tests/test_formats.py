"""Incidents survive JSON and GeoJSON, and what is no incident is refused in one line."""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer import Place
from geo import formats
from geo.incident import STAGES, TYPES, Alternative, Count, Evidence, Incident, Report, When, Where
from geo.inputs import InputError
from geo.toponym import Toponym

ODESA = Place(
    698740, "Odesa", 46.48572, 30.74383, "PPLA", "UA", "Odesa Oblast", population=1_015_826, admin1_id=698738
)
UKRAINE = Place(690791, "Ukraine", 49.0, 32.0, "PCLI", "UA", radius_km=650.0)
AZOV_SEA = Place(-7, "Sea of Azov", 46.1, 36.6, "SEA")

STRIKE = Incident(
    id="i1",
    type="air_drone_strike",
    stage="accomplished",
    when=When(date(2024, 3, 12), date(2024, 3, 13), 2, "overnight", "expression"),
    where=Where(
        "Odesa", "in", ODESA, 46.48572, 30.74383, 1, 5.0, 0.9, (Alternative(UKRAINE, 0.1),), "the largest"
    ),
    actor="Russian forces",
    target=None,
    weapon="drones",
    damage="a kindergarten",
    claimed_by=None,
    killed=Count(5, 5, 5),
    injured=None,
    affected=Count(500, None, None),
    confidence=0.8,
    reports=(
        Report(
            "a.txt",
            "Night of drones",
            "The Daily",
            "https://daily.example/1",
            date(2024, 3, 13),
            (Evidence("type", 0, 20, "Drones struck Odesa."), Evidence("where", 14, 19, "Odesa")),
        ),
    ),
)
AREA = replace(STRIKE, id="i2", where=Where("Ukraine", "in", UKRAINE, 49.0, 32.0, 6, 650.0, 0.9))
NOWHERE = replace(STRIKE, id="i3", where=Where(), when=When(), reports=())


def saved(tmp_path: Path, incidents: list[Incident], suffix: str) -> Path:
    path = tmp_path / f"incidents{suffix}"
    lines = formats.geojson(incidents) if suffix == ".geojson" else formats.jsonl([("a.txt", incidents)])
    path.write_text("".join(lines), encoding="utf-8")
    return path


def features(*incidents: Incident) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads("".join(formats.geojson(incidents)))["features"]
    return found


# Round trips

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
maybe_text = st.none() | text
numbers = st.floats(0, 1e6)
people = st.integers(0, 10**9)
counts = st.none() | st.builds(Count, st.none() | people, people, st.none() | people)
places = st.builds(
    Place,
    id=st.integers(-10, 10**8),
    name=text,
    lat=st.floats(-90, 90),
    lon=st.floats(-180, 180),
    feature=text,
    country=text,
    admin1=text,
    admin2=text,
    population=st.integers(0, 10**10),
    admin1_id=st.integers(0, 10**8),
    country_id=st.integers(0, 10**8),
    radius_km=numbers,
)
points = st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180))
wheres = st.builds(
    lambda point, **rest: Where(lat=point and point[0], lon=point and point[1], **rest),
    point=points,
    text=maybe_text,
    relation=st.none() | st.sampled_from(["at", "in", "near", "between"]),
    place=st.none() | places,
    precision=st.none() | st.integers(1, 7),
    radius_km=st.none() | numbers,
    confidence=st.none() | st.floats(0, 1),
    alternatives=st.lists(st.builds(Alternative, places, st.floats(0, 1)), max_size=2).map(tuple),
    why=maybe_text,
)
days = st.none() | st.dates(date(1000, 1, 1), date(2999, 12, 31))
whens = st.builds(
    lambda days, **rest: When(*sorted(days), **rest) if None not in days else When(*days, **rest),
    days=st.tuples(days, days),
    precision=st.integers(0, 5),
    text=maybe_text,
    basis=text,
)
reports = st.builds(
    Report,
    text,
    maybe_text,
    maybe_text,
    maybe_text,
    days,
    st.lists(st.builds(Evidence, text, st.integers(0), st.integers(0), text), max_size=2).map(tuple),
)
incidents = st.builds(
    Incident,
    id=text,
    type=st.sampled_from(sorted(TYPES)),
    stage=st.sampled_from(STAGES),
    when=whens,
    where=wheres,
    **dict.fromkeys(("actor", "target", "weapon", "damage", "claimed_by"), maybe_text),
    **dict.fromkeys(("killed", "injured", "affected"), counts),
    confidence=st.floats(0, 1),
    reports=st.lists(reports, max_size=2).map(tuple),
)


@pytest.mark.parametrize("suffix", [".jsonl", ".geojson"])
@settings(max_examples=50, deadline=None)
@given(found=st.lists(incidents, max_size=2))
def test_any_incidents_come_back_equal(
    suffix: str, found: list[Incident], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = saved(tmp_path_factory.mktemp("round"), found, suffix)
    assert list(formats.load(path)) == found


names = st.sampled_from(["when", "where", "id", "reports", "place"]) | text
json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
)


@given(value=json_values)
def test_no_json_value_is_more_than_a_value_error(value: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        formats.from_json(value)


# The forms

def test_the_json_form_is_the_record_nested() -> None:
    record = formats.to_json(STRIKE)
    assert record["where"]["place"]["name"] == "Odesa"
    assert record["when"]["start"] == "2024-03-12"
    assert record["killed"] == {"low": 5, "best": 5, "high": 5}
    assert record["injured"] is None
    assert record["reports"][0]["evidence"][1]["quote"] == "Odesa"


def test_a_line_of_jsonl_is_a_document() -> None:
    lines = list(formats.jsonl([("a.txt", [STRIKE]), ("b.txt", [])]))
    assert [json.loads(line)["doc_id"] for line in lines] == ["a.txt", "b.txt"]
    assert json.loads(lines[1])["incidents"] == []
    assert all(line.count("\n") == 1 for line in lines)


def test_a_feature_is_a_point_with_longitude_first_and_flat_properties() -> None:
    (feature,) = features(STRIKE)
    assert feature["geometry"] == {"type": "Point", "coordinates": [30.74383, 46.48572]}
    properties = feature["properties"]
    assert properties["where_name"] == "Odesa"
    assert properties["when_start"] == "2024-03-12"
    assert properties["killed_best"] == 5
    assert properties["injured_best"] is None
    assert not any("." in name for name in properties)


@pytest.mark.parametrize("incident", [AREA, NOWHERE], ids=["an area", "no place"])
def test_what_has_no_point_has_no_geometry(incident: Incident) -> None:
    (feature,) = features(incident)
    assert feature["geometry"] is None
    assert feature["properties"]["where_lat"] == incident.where.lat


def test_a_point_moved_in_another_program_is_where_it_is_now(tmp_path: Path) -> None:
    (feature,) = features(STRIKE)
    feature["geometry"]["coordinates"] = [30.5, 46.25]
    path = tmp_path / "moved.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    (moved,) = formats.load(path)
    assert isinstance(moved, Incident)
    assert (moved.where.lat, moved.where.lon) == (46.25, 30.5)


def test_csv_is_one_incident_a_row() -> None:
    rows = list(csv.DictReader(io.StringIO("".join(formats.table([STRIKE, NOWHERE])))))
    assert [row["id"] for row in rows] == ["i1", "i3"]
    assert rows[0]["killed_best"] == "5"
    assert rows[0]["injured_best"] == ""
    assert rows[0]["quotes"] == "Drones struck Odesa."
    assert rows[1]["where_name"] == ""


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "  ="])
def test_no_cell_of_csv_is_a_formula(start: str) -> None:
    hostile = replace(STRIKE, actor=f'{start}HYPERLINK("https://x.example","a, b")', id=f"{start}1")
    (row,) = csv.DictReader(io.StringIO("".join(formats.table([hostile])), newline=""))
    assert row["actor"] == f"'{hostile.actor}"
    assert row["id"].startswith("'")


def test_csv_leaves_negative_numbers_alone() -> None:
    south = replace(STRIKE, where=replace(STRIKE.where, lat=-46.5))
    (row,) = csv.DictReader(io.StringIO("".join(formats.table([south]))))
    assert row["where_lat"] == "-46.5"


def test_a_toponym_in_json() -> None:
    found = Toponym(14, 19, "Odesa", "place", ODESA, 0.9, 5.0, (Alternative(UKRAINE, 0.1),), "why")
    (toponym,) = formats.toponyms("a.txt", [found])["toponyms"]
    assert toponym["geonameid"] == 698740
    assert toponym["country"] == "UA"
    assert toponym["alternatives"][0]["geonameid"] == 690791


@pytest.mark.parametrize(("place", "geonameid", "lat"), [(None, None, None), (AZOV_SEA, None, 46.1)])
def test_a_toponym_claims_no_geonameid_that_is_none(
    place: Place | None, geonameid: int | None, lat: float | None
) -> None:
    (toponym,) = formats.toponyms("a", [Toponym(0, 1, "A", "place", place, 0.2, None, (), "why")])["toponyms"]
    assert (toponym["geonameid"], toponym["lat"]) == (geonameid, lat)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("a \x1b[2J\x07title\x9b0m", "a \ufffd[2J\ufffdtitle\ufffd0m"),
        ("\x00=1+1", "\ufffd=1+1"),
        ("over\bwritten", "over\ufffdwritten"),
        ("two\nlines,\ta tab", "two\nlines,\ta tab"),
        ("Київ – Kyiv 😀", "Київ – Kyiv 😀"),
    ],
)
def test_csv_steers_no_terminal(text: str, cell: str) -> None:
    (row,) = csv.DictReader(io.StringIO("".join(formats.table([replace(STRIKE, actor=text)]))))
    assert row["actor"] == cell


# What is refused

@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"type": "picnic"}, "type"),
        ({"stage": "dreamt"}, "stage"),
        ({"confidence": 1.5}, "confidence"),
        ({"confidence": "high"}, "confidence must be a number"),
        ({"confidence": True}, "confidence must be a number"),
        ({"killed": 5}, "killed must be an object"),
        ({"killed": {"low": 1, "best": 1.5, "high": 2}}, "killed.best must be a whole number"),
        ({"when": None}, "when must be an object"),
        ({"when": {"start": "12 March"}}, "when.start must be a date"),
        ({"when": {"start": "2024-03-12", "end": "2024-03-11"}}, "when.end"),
        ({"where": {"lat": 91.0, "lon": 0.0}}, "where.lat"),
        ({"where": {"lat": 9.0}}, "where.lon"),
        ({"where": {"precision": 9}}, "where.precision"),
        ({"where": {"place": {"name": "Odesa"}}}, "where.place.id is missing"),
        ({"reports": {}}, "reports must be a list"),
        ({"reports": [{"doc_id": 4}]}, r"reports\[0\].doc_id must be text"),
        ({"actor": ["Russia"]}, "actor must be text"),
    ],
)
def test_a_bad_record_names_its_field(change: dict[str, object], cause: str) -> None:
    with pytest.raises(ValueError, match=cause):
        formats.from_json({**formats.to_json(STRIKE), **change})


def test_a_bad_line_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    path = saved(tmp_path, [STRIKE], ".jsonl")
    good = path.read_text()
    path.write_text(good + "{not json\n" + '{"incidents": 5}\n' + '{"incidents": [{"id": "x"}]}\n' + good)
    first, *errors, last = formats.load(path)
    assert first == last == STRIKE
    assert [error.line for error in errors if isinstance(error, InputError)] == [2, 3, 4]


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        ("[]", "FeatureCollection"),
        ("{", "is not GeoJSON"),
        ("[" * 100_000, "is not GeoJSON"),
        ('{"features": [5]}', "feature 1: it has no properties"),
        ('{"features": [{"properties": {}}]}', "feature 1: id is missing"),
    ],
)
def test_a_file_that_is_no_geojson_of_ours_is_refused_in_one_line(
    content: str, cause: str, tmp_path: Path
) -> None:
    path = tmp_path / "x.geojson"
    path.write_text(content)
    (error,) = formats.load(path)
    assert cause in str(error)
    assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("name", "content", "holds"),
    [
        ("a.geojson", "", True),
        ("a.jsonl", '{"doc_id": "1", "incidents": []}\n', True),
        ("a.jsonl", '{"doc_id": "1", "text": "A blast.", "incidents": []}\n', False),
        ("a.jsonl", "", False),
        ("a.jsonl", "no json\n", False),
        ("a.txt", '{"incidents": []}', False),
    ],
)
def test_files_of_incidents_are_told_from_articles(
    name: str, content: str, holds: bool, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(content)
    assert formats.holds_incidents(tmp_path / name) is holds
