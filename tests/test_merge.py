"""One incident, many tellings: within an article, and across articles."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from random import Random
from time import process_time
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import incidents
from gazetteer import Gazetteer, Place
from geo.article import Article
from geo.extracting import extract
from geo.gather import same_days, same_place
from geo.incident import Count, Evidence, Incident, Name, Report, When, Where
from geo.likeness import words_of
from geo.merge import merge
from geo.vocabulary import rows

if TYPE_CHECKING:
    from spacy.language import Language

MONDAY = date(2024, 3, 11)
LYON = Place(1, "Lyon", 45.75, 4.85, "PPLA", "FR", country_id=9)
LILLE = Place(2, "Lille", 50.63, 3.06, "PPLA", "FR", country_id=9)
FRANCE = Place(9, "France", 46.0, 2.0, "PCLI", "FR", country_id=9, radius_km=500)


def incident(doc_id: str = "a", place: Place | None = LYON, day: date | None = MONDAY, **changes: object) -> Incident:
    where = (
        Where(place.name, "at", place, place.lat, place.lon, 6 if place.is_area else 1, 5.0, 0.9) if place else Where()
    )
    report = Report(doc_id, None, None, None, MONDAY, (Evidence("type", 0, 5, "words"),))
    when = When(day, day, 1 if day else 0, "Monday", "expression" if day else "none")
    made = Incident(
        doc_id, "attack_on_civilians", "accomplished", when, where, None, None, None, None, None, None, None, None,
        0.8, (report,),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (incident("a"), incident("b")),
        (incident("a", killed=Count(3, 3, 3)), incident("b", killed=Count(4, 4, 4))),
        (incident("a", killed=Count(3, 3, 3)), incident("b")),
        (incident("a", weapon="two drones"), incident("b", weapon="drones")),
    ],
)
def test_incidents_of_two_articles_that_agree_become_one_with_both_reports(one: Incident, other: Incident) -> None:
    (merged,) = merge([one, other])
    assert [report.doc_id for report in merged.reports] == ["a", "b"]
    assert merged.id == one.id


@pytest.mark.parametrize(
    "other",
    [
        incident("b", LILLE),
        incident("b", None),
        incident("b", FRANCE),
        incident("b", day=date(2024, 3, 14)),
        incident("b", day=None),
        incident("b", type="protest"),
        incident("b", stage="threatened"),
        incident("b", killed=Count(30, 30, 30)),
        incident("a", id="another of the same article"),
    ],
)
def test_incidents_that_differ_or_cannot_be_compared_stay_apart(other: Incident) -> None:
    assert len(merge([incident("a", killed=Count(2, 2, 2)), other])) == 2


def told(made: Incident, *names: tuple[str, str], title: str | None = None) -> Incident:
    """The incident, told with these names."""
    (report,) = made.reports
    return replace(made, reports=(replace(report, names=tuple(Name(*each) for each in names), title=title),))


ANN, BEN, OAK = ("person", "Ann Abel"), ("person", "Ben Bold"), ("street", "Oak Street")
METROPOLIS = Place(3, "Metropolis", 40.0, 3.0, "PPL", "FR", population=4_000_000, country_id=9)
NEXT_WEEK = date(2024, 3, 18)
FIVE = Count(5, 5, 5)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (told(incident("a", METROPOLIS), ANN), told(incident("b", METROPOLIS), ANN), "both name Ann Abel"),
        (told(incident("a", METROPOLIS), OAK), told(incident("b", METROPOLIS), OAK), "both tell of Oak Street"),
        (incident("a", METROPOLIS, killed=FIVE), incident("b", METROPOLIS, killed=FIVE), "both give 5 killed"),
        (told(incident("a"), ANN, BEN), told(incident("b", None), ANN, BEN), "both name Ben Bold"),
        (told(incident("a"), ANN, BEN), told(incident("b", day=None), ANN, BEN), "both in Lyon"),
        (told(incident("a"), title="Bridge of barges sinks"), told(incident("b"), title="Barges, bridge sunk"), "same"),
    ],
)
def test_what_both_tell_joins_them_and_is_said(one: Incident, other: Incident, reason: str) -> None:
    (merged,) = merge([one, other])
    assert merged.reports[0].linked is None
    assert reason in str(merged.reports[1].linked)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # a large city, in which there is more than one shooting a day
        (incident("a", METROPOLIS), incident("b", METROPOLIS)),
        (told(incident("a", METROPOLIS), ("age", "30")), told(incident("b", METROPOLIS), ("age", "40"))),
        # one name is not enough for another town and day
        (told(incident("a"), ANN), told(incident("b", LILLE, NEXT_WEEK), ANN)),
        (told(incident("a"), ANN, BEN), told(incident("b", day=date(2024, 4, 18)), ANN, BEN)),
        (incident("a", weapon="drones", type="air_drone_strike"),
         incident("b", weapon="rockets", type="air_drone_strike", day=date(2024, 3, 12))),
        (incident("a", type="protest", actor="teachers"), incident("b", METROPOLIS, type="protest", actor="nurses")),
    ],
)  # fmt: skip
def test_what_is_common_joins_nothing(one: Incident, other: Incident) -> None:
    assert len(merge([one, other])) == 2


def quake(doc_id: str, quote: str) -> Incident:
    made = incident(doc_id, type="natural_hazard")
    (report,) = made.reports
    return replace(made, reports=(replace(report, evidence=(Evidence("type", 0, len(quote), quote),)),))


STRIKE: dict[str, Any] = {"type": "air_drone_strike"}
UNKNOWN = Where("school in Kuriga", "at")


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        # a people and its country, and words that stand for anyone, do not contradict
        (incident("a", actor="Israeli", **STRIKE), incident("b", actor="Israel", **STRIKE), True),
        (incident("a", actor="Gunmen", type="abduction"), incident("b", actor="bandits", type="abduction"), True),
        (incident("a", target="school", **STRIKE), incident("b", target="two teachers", **STRIKE), True),
        (incident("a", actor="Iran", day=NEXT_WEEK, **STRIKE),
         incident("b", actor="Israel", day=date(2024, 3, 19), **STRIKE), False),
        # so many dead are seldom in one place twice a day
        (incident("a", killed=Count(14, 14, 14)), incident("b", killed=Count(17, 17, 17)), True),
        (quake("a", "a magnitude 6.3 earthquake"), quake("b", "the 6.2-magnitude quake"), True),
        (quake("a", "a magnitude 6.3 earthquake"), quake("b", "a magnitude 4.9 aftershock"), False),
        # a village that the gazetteer lacks
        (incident("a", where=UNKNOWN), incident("b", where=replace(UNKNOWN, text="the town of Kuriga")), True),
        (incident("a", where=UNKNOWN), incident("b", where=replace(UNKNOWN, text="school in Bakuso")), False),
    ],
)  # fmt: skip
def test_what_agrees_in_other_words_joins_and_what_differs_does_not(
    one: Incident, other: Incident, joined: bool
) -> None:
    assert len(merge([one, other])) == (1 if joined else 2)


def test_a_name_of_many_incidents_joins_none() -> None:
    spoken = [told(incident(str(n), METROPOLIS, date(2024, n, 11)), ANN) for n in range(1, 9)]
    assert len(merge([*spoken, told(incident("x", METROPOLIS, date(2024, 3, 11)), ANN)])) == 9


def test_a_reader_puts_apart_and_together() -> None:
    one, other, far = incident("a"), incident("b"), incident("c", LILLE)
    assert len(merge([one, other], apart=[("a", "b")])) == 2
    (merged,) = merge([one, far], together=[("c", "a")])
    assert merged.reports[1].linked == "a reader says so"
    assert merged.parts == ("a", "c")
    assert len(merge([one, other], apart=[("a", "nobody")])) == 1


def test_an_incident_put_together_before_knows_its_parts_and_is_not_lost_when_read_again() -> None:
    (merged,) = merge([incident("a"), incident("b")])
    assert merged.parts == ("a", "b")
    assert merge([merged, merged]) == [merged]
    (again,) = merge([merged, incident("c")])
    assert again.parts == ("a", "b", "c")
    (all_,) = merge([merged, incident("e", LILLE)], together=[("b", "e")])
    assert all_.parts == ("a", "b", "e")


DAYS = st.sampled_from([date(2024, 3, 11), date(2024, 3, 12), NEXT_WEEK, None])
COUNTS = st.sampled_from([None, Count(1, 1, 1), Count(4, 4, 4), Count(20, 20, 20)])
NAMES = st.lists(st.sampled_from([ANN, BEN, OAK, ("age", "30")]), max_size=3)
TELLINGS = st.lists(
    st.tuples(st.sampled_from([LYON, LILLE, FRANCE, METROPOLIS, None]), DAYS, COUNTS, NAMES), max_size=7
)


@given(TELLINGS, st.randoms(use_true_random=False))
def test_the_order_of_articles_makes_no_difference(tellings: list[Any], random: Random) -> None:
    some = [
        told(incident(f"{n}", place, day, killed=killed), *names)
        for n, (place, day, killed, names) in enumerate(tellings)
    ]
    shuffled = random.sample(some, len(some))
    first, second = merge(some), merge(shuffled)
    assert sorted(first, key=lambda i: i.id) == sorted(second, key=lambda i: i.id)
    assert sorted(part for i in first for part in i.parts) == sorted(i.id for i in some)


def test_ten_thousand_incidents_take_seconds() -> None:
    some = [
        told(
            incident(str(n), Place(n % 900, f"Town {n % 900}", n % 60, n % 97, "PPL"), MONDAY + timedelta(n % 365)),
            ("person", f"Person {n % 5000}"),
        )
        for n in range(10_000)
    ]
    begun = process_time()
    merge(some)
    assert process_time() - begun < 20


def test_numbers_of_two_reports_span_both() -> None:
    (merged,) = merge([incident("a", killed=Count(3, 3, 3)), incident("b", killed=Count(4, 4, 4))])
    assert merged.killed == Count(3, 4, 4)


def test_merging_keeps_the_order_and_the_strangers() -> None:
    some = [incident("a"), incident("b", LILLE), incident("c")]
    assert [i.id for i in merge(some)] == ["a", "b"]
    assert merge([]) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (LYON, LYON, True),
        (LYON, FRANCE, True),
        (LYON, LILLE, False),
    ],
)
def test_places_can_be_one_by_containment(one: Place, other: Place, same: bool) -> None:
    first, second = incident(place=one).where, incident(place=other).where
    assert same_place(first, second) is same
    assert same_place(second, first) is same
    assert same_place(first, None)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (When(MONDAY, MONDAY), When(MONDAY, MONDAY), True),
        (When(MONDAY, MONDAY), When(), True),
        (When(date(2024, 3, 10), MONDAY), When(MONDAY, MONDAY), True),
        (When(MONDAY, MONDAY), When(date(2024, 3, 14), date(2024, 3, 14)), False),
        (When(MONDAY, MONDAY, text="overnight"), When(date(2024, 3, 10), date(2024, 3, 10)), True),
    ],
)
def test_days_can_be_one_if_they_overlap_or_are_unknown(one: When, other: When, same: bool) -> None:
    assert same_days(one, other) is same
    assert same_days(other, one) is same


@pytest.mark.parametrize(
    ("text", "places_found"),
    [
        (
            "A bomb exploded in Lahore on Monday, killing ten people. The explosion damaged two shops. "
            "Police said the attack in Lahore was the work of militants.",
            ["Lahore"],
        ),
        (
            "A bomb exploded in Lahore on Monday, killing ten people. A second bomb exploded in Karachi on Tuesday "
            "and killed three people.",
            ["Lahore", "Karachi"],
        ),
        ("Explosions shook Odesa and Kharkiv on Monday.", ["Odesa", "Kharkiv"]),
        ("Gunmen killed two farmers near Jos on Monday. Police arrested five men over the killing.", ["Jos"]),
        (
            "A fire killed six people in a factory in Dhaka on Monday. The blaze also destroyed two shops. It was the "
            "third fire in the district this year.",
            ["Dhaka"],
        ),
    ],
)
def test_an_article_tells_each_incident_once(
    text: str, places_found: list[str], places: Gazetteer, nlp: Language
) -> None:
    found = extract(Article("test", text, published=date(2024, 3, 14)), places, nlp)
    assert [i.where.place.name if i.where.place else None for i in found] == places_found


GROUPS: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "tellings.toml").read_text(encoding="utf-8"))[
    "group"
]


@pytest.mark.parametrize(
    "group",
    [
        pytest.param(
            each,
            id=each["name"],
            marks=[pytest.mark.xfail(strict=True, reason=each["fails"])] if "fails" in each else [],
        )
        for each in GROUPS
    ],
)
def test_tellings_of_one_incident_are_put_together_and_no_others(
    group: dict[str, Any], places: Gazetteer, nlp: Language
) -> None:
    articles = [Article(str(n), each["text"], published=each["date"]) for n, each in enumerate(group["articles"])]
    found = [i for article in articles for i in extract(article, places, nlp) if i.stage == "accomplished"]
    of = {str(n): each["of"] for n, each in enumerate(group["articles"])}
    ids = [sorted({report.doc_id for report in incident.reports}) for incident in merge(found)]
    joined = {pair for several in ids for pair in combinations(several, 2)}
    assert joined == {(a, b) for a, b in combinations(sorted(of), 2) if of[a] == of[b]}


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: str(group["name"]))
def test_no_two_incidents_are_made_one(group: dict[str, Any], places: Gazetteer, nlp: Language) -> None:
    articles = [Article(str(n), each["text"], published=each["date"]) for n, each in enumerate(group["articles"])]
    found = [i for article in articles for i in extract(article, places, nlp) if i.stage == "accomplished"]
    for incident in merge(found):
        assert len({group["articles"][int(report.doc_id)]["of"] for report in incident.reports}) == 1


# ------------------------------------------------------------------ the tables


@pytest.mark.parametrize("row", rows("likeness.tsv"), ids=lambda row: str(row[0]))
def test_a_row_of_likeness_has_points_of_the_right_sign_and_a_meaning(row: list[str]) -> None:
    finding, points, meaning = row
    assert meaning
    assert -5 < float(points) < 5
    if finding.startswith("same ") and finding not in {"same country", "same region", "same surroundings"}:
        assert float(points) > 0
    if finding.endswith(("shared", "killed", "injured")):
        assert float(points) > 0
    if finding.endswith(("differs", "differ", "contradict", "apart")) or finding in {"elsewhere", "far", "other day"}:
        assert float(points) < 0


@pytest.mark.parametrize("row", rows("incident_words.tsv"), ids=lambda row: str(row[0]))
def test_a_word_that_many_reports_share_joins_nothing(row: list[str]) -> None:
    (word,) = row
    assert word == word.casefold()
    quote = Evidence("type", 0, 5, f"{word} {word}s")
    telling = incident("a")
    assert word not in words_of(replace(telling, reports=(replace(telling.reports[0], evidence=(quote,)),)))


# ------------------------------------------------------------------ as commands

MARKET = (
    "A bomb exploded near the market of Lahore on Monday, killing 12 people. Ali Raza, a tailor, was among the dead."
)
TOLL = "At least 13 people died when a bomb went off at a market in Lahore on Monday. Ali Raza, 34, was one of them."


@pytest.fixture
def two_papers(tmp_path: Path) -> Path:
    """A folder with two articles on one bombing."""
    folder = tmp_path / "papers"
    folder.mkdir()
    for name, text in (("first", MARKET), ("second", TOLL)):
        (folder / f"{name}.txt").write_text(f"Date: 2024-03-14\n\n{text}\n", encoding="utf-8")
    return folder


def extracted(*arguments: str | Path) -> dict[str, list[dict[str, Any]]]:
    result = CliRunner().invoke(incidents.main, ["extract", *map(str, arguments)])
    assert result.exit_code == 0, result.stderr
    return {line["doc_id"]: line["incidents"] for line in map(json.loads, result.stdout.splitlines())}


def test_extract_gives_each_article_the_whole_incident(two_papers: Path) -> None:
    found = extracted(two_papers)
    assert found["first.txt"] == found["second.txt"]
    ((told,),) = {json.dumps(i): [i] for each in found.values() for i in each}.values()
    assert told["killed"] == {"low": 12, "best": 13, "high": None}
    assert [report["doc_id"] for report in told["reports"]] == ["first.txt", "second.txt"]
    assert "both name Ali Raza" in told["reports"][1]["linked"]


def test_no_merge_leaves_each_article_its_own(two_papers: Path) -> None:
    found = extracted(two_papers, "--no-merge")
    assert [len(i["reports"]) for each in found.values() for i in each] == [1, 1]


def test_a_correction_takes_a_report_out_again(two_papers: Path, tmp_path: Path) -> None:
    ((told,), _) = extracted(two_papers).values()
    one, other = (report["incident_id"] for report in told["reports"])
    saved = tmp_path / "corrections.json"
    saved.write_text(json.dumps({"corrections": [{"incident": one, "field": "not_same_as", "value": other}]}))
    found = extracted(two_papers, "--corrections", saved)
    assert [i["killed"]["best"] for each in found.values() for i in each] == [12, 13]


def test_a_file_of_incidents_read_again_gives_each_once(two_papers: Path, tmp_path: Path) -> None:
    file = tmp_path / "found.jsonl"
    assert CliRunner().invoke(incidents.main, ["extract", str(two_papers), "-o", str(file)]).exit_code == 0
    result = CliRunner().invoke(incidents.main, ["extract", str(file), "--format", "csv"])
    assert len(result.stdout.splitlines()) == 2
