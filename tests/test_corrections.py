"""What readers put right, laid over what the program finds: `geo.corrections`, and ``--corrections``."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from made import FOUR, ODESA, YEYSK, ZHELEZNOGORSK, incident

import incidents
from gazetteer import Gazetteer
from geo import corrections, formats
from geo.corrections import apply, people
from geo.incident import Correction, Count, Incident
from geo.inputs import InputError


def corrected(field: str, value: str | None, places: Gazetteer, of: Incident = FOUR[1]) -> Incident:
    done = apply([of], [Correction(of.id, field, value, by="Ann")], places)
    assert not done.unmatched, done.unmatched
    return done.incidents[0]


@pytest.mark.parametrize("field", ["actor", "target", "weapon", "damage", "claimed_by"])
def test_words_become_what_the_reader_wrote_or_unknown(places: Gazetteer, field: str) -> None:
    assert getattr(corrected(field, " two trucks ", places), field) == "two trucks"
    assert getattr(corrected(field, None, places), field) is None


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("3", Count(3, 3, 3)),
        ("3-5", Count(3, None, 5)),
        ("3 – 5", Count(3, None, 5)),
        ("12+", Count(12, 12, None)),
        ("0", Count(0, 0, 0)),
        (None, None),
    ],
)
def test_people_are_a_number_bounds_or_unknown(places: Gazetteer, written: str | None, count: Count | None) -> None:
    assert people(written) == count
    assert corrected("killed", written, places).killed == count


@pytest.mark.parametrize("nonsense", ["three", "5-3", "-1", "3.5", "1" * 12, "3 or 4", "=1+1"])
def test_what_is_no_number_of_people_is_refused(nonsense: str) -> None:
    with pytest.raises(ValueError, match=r"number"):
        people(nonsense)


def test_a_place_chosen_by_its_id_is_that_place(places: Gazetteer) -> None:
    where = corrected("place", str(YEYSK.id), places).where
    assert where.place == places[YEYSK.id]
    assert (where.lat, where.lon, where.relation, where.text) == (where.place.lat, where.place.lon, "at", ODESA.name)
    assert where.why == "set by Ann"
    assert where.alternatives == ()


def test_a_division_chosen_stays_an_area(places: Gazetteer) -> None:
    where = corrected("place", "698738", places).where  # Odesa Oblast
    assert where.is_area
    assert where.relation == "in"


def test_a_point_is_where_the_reader_put_it_and_is_near_a_known_place(places: Gazetteer) -> None:
    where = corrected("place", "46.40, 30.70", places).where
    assert (where.lat, where.lon, where.relation, where.precision) == (46.40, 30.70, "near", 2)
    assert where.place is not None
    assert where.place.country == "UA"


def test_no_place_is_an_answer(places: Gazetteer) -> None:
    where = corrected("place", None, places).where
    assert where.place is None
    assert where.lat is None
    assert where.text == ODESA.name


@pytest.mark.parametrize("value", ["1e3,4", "95,30", "46.4,200", "nan,nan", "Odesa", "46.48;30.73", "999999999999"])
def test_what_is_no_place_is_given_back(places: Gazetteer, value: str) -> None:
    done = apply(FOUR, [Correction("2", "place", value)], places)
    assert done.incidents == tuple(FOUR)
    assert [each.value for each, _ in done.unmatched] == [value]


def test_days_are_set_one_by_one_and_say_how_precise_they_are(places: Gazetteer) -> None:
    done = apply(FOUR, [Correction("2", "start", "2025-03-14"), Correction("2", "end", "2025-03-16")], places)
    when = done.incidents[1].when
    assert (when.start, when.end, when.precision) == (date(2025, 3, 14), date(2025, 3, 16), 2)


def test_what_is_no_incident_is_left_out(places: Gazetteer) -> None:
    done = apply(FOUR, [Correction("3", "not_an_incident", "yes")], places)
    assert [each.id for each in done.incidents] == ["1", "2", "4"]


def test_an_incident_keeps_what_was_corrected_in_it_and_by_whom(places: Gazetteer) -> None:
    given = Correction("2", "killed", "1", was=None, by="Ann", note="the mayor says", made=date(2026, 11, 22))
    kept = apply(FOUR, [given], places).incidents[1]
    assert kept.corrected == (given,)
    assert formats.from_json(formats.to_json(kept)) == kept


def test_what_does_not_match_any_more_is_said_and_the_rest_goes_on(places: Gazetteer) -> None:
    given = [
        Correction("gone", "type", "riot"),
        Correction("2", "type", "no such type"),
        Correction("2", "stage", "perhaps"),
        Correction("2", "start", "yesterday"),
        Correction("2", "colour", "red"),
        Correction("2", "actor", "x" * 501),
        Correction("2", "same_as", "gone"),
        Correction("2", "killed", "2"),
    ]
    done = apply(FOUR, given, places)
    assert [each for each, _ in done.unmatched] == given[:-1]
    assert all(reason for _, reason in done.unmatched)
    assert done.incidents[1].killed == Count(2, 2, 2)


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        ("", "is not JSON"),
        ("[]", 'no list of "corrections"'),
        ('{"corrections": {}}', 'no list of "corrections"'),
        ("[" * 100_000, "is not JSON"),
    ],
)
def test_a_file_that_holds_no_corrections_is_refused_in_one_line(tmp_path: Path, content: str, cause: str) -> None:
    path = tmp_path / "corrections.json"
    path.write_text(content)
    with pytest.raises(InputError) as error:
        corrections.load(path)
    assert cause in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("row", "cause"),
    [
        (7, "a correction must be an object"),
        (None, "a correction must be an object"),
        ({"incident": "2", "field": "type"}, "value is missing"),
        ({"incident": 2, "field": "type", "value": "riot"}, "incident must be text"),
        ({"incident": "2", "field": "type", "value": "riot", "made": "today"}, "made must be a date"),
    ],
)
def test_a_bad_correction_is_named_and_the_others_are_taken(tmp_path: Path, row: object, cause: str) -> None:
    path = tmp_path / "corrections.json"
    good = {"incident": "2", "field": "type", "value": "riot"}
    path.write_text(json.dumps({"corrections": [good, row, good]}))
    found, (problem,) = corrections.load(path)
    assert [each.value for each in found] == ["riot", "riot"]
    assert str(problem).startswith(f"{path}: correction 2 is left out: {cause}")
    assert "\n" not in str(problem)


@pytest.mark.parametrize("bad", [7, {"incident": "gone", "field": "type", "value": "riot"}])
def test_bad_corrections_do_not_fail_the_run_and_only_some_are_spelled_out(tmp_path: Path, bad: object) -> None:
    found, path, out = (tmp_path / name for name in ("found.jsonl", "corrections.json", "out.jsonl"))
    found.write_text("".join(formats.jsonl([("doc", [incident(place=ODESA, id="2")])])))
    path.write_text(json.dumps({"corrections": [*[bad] * 30, {"incident": "2", "field": "killed", "value": "2"}]}))
    run = CliRunner().invoke(incidents.main, ["extract", str(found), "--corrections", str(path), "-o", str(out)])
    assert run.exit_code == 0, run.output
    assert run.stderr.count("is left out: ") == 20
    assert len(run.stderr.splitlines()) == 22
    assert "incidents: 10 more corrections " in run.stderr
    assert json.loads(out.read_text())["incidents"][0]["killed"] == {"low": 2, "best": 2, "high": 2}


def test_the_command_applies_corrections_and_says_what_no_longer_matches(tmp_path: Path) -> None:
    found = tmp_path / "found.jsonl"
    three = [incident(place=ODESA, id="2"), incident(place=ZHELEZNOGORSK, id="3"), incident(place=YEYSK, id="4")]
    found.write_text("".join(formats.jsonl([("doc", three)])))
    first = tmp_path / "ann.json"
    first.write_text(json.dumps({"corrections": [{"incident": "3", "field": "not_an_incident", "value": "yes"}]}))
    second = tmp_path / "bo.json"
    rows = [
        {"incident": "2", "field": "killed", "value": "2", "by": "Bo", "made": "2026-11-22"},
        {"incident": "\x1b[2Jgone", "field": "type", "value": "riot"},
    ]
    second.write_text(json.dumps({"corrections": rows}))
    out = tmp_path / "out.jsonl"
    run = CliRunner().invoke(
        incidents.main,
        ["extract", str(found), "--corrections", str(first), "--corrections", str(second), "-o", str(out)],
    )
    assert run.exit_code == 0, run.output
    assert "2 corrected, 1 no longer matching" in run.stderr
    assert "there is no such incident any more" in run.stderr
    assert "\x1b" not in run.stderr
    (written,) = [json.loads(line) for line in out.read_text().splitlines()]
    assert [(each["id"], each["killed"]) for each in written["incidents"]] == [
        ("2", {"low": 2, "best": 2, "high": 2}),
        ("4", None),
    ]


def test_a_file_of_corrections_that_is_none_ends_the_run_with_one_line(tmp_path: Path) -> None:
    found = tmp_path / "found.jsonl"
    found.write_text("".join(formats.jsonl([("doc", FOUR)])))
    out = tmp_path / "map.html"
    run = CliRunner().invoke(incidents.main, ["map", str(found), "--corrections", str(found), "-o", str(out)])
    assert run.exit_code == 2
    assert "has no list" in run.stderr
    assert not out.exists()
