"""The vocabulary of incidents: every row of its tables, at work on its own examples."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import gazetteer
from geo.article import Article
from geo.extracting import extract
from geo.incident import STAGES, TYPES
from geo.language import load, parse
from geo.stage import Reading, read_stage
from geo.triggers import Rule, Trigger, find_triggers, rules
from geo.vocabulary import rows, word_classes

if TYPE_CHECKING:
    from spacy.language import Language

HERE = Path(__file__).parent
CLASSES = {name for names in word_classes().values() for name in names}
PLACES = {"subject", "object", "with", "of", "on", "sentence", "text"}


@cache
def pipeline() -> Language:
    return load()


def read(text: str) -> list[tuple[Trigger, Reading]]:
    """The triggers of a text and their stages; what the model calls a place stands for the gazetteer."""
    doc = parse(pipeline(), text)
    named = frozenset(token.i for token in doc if token.ent_type_ in {"GPE", "LOC", "FAC"})
    return [(t, read_stage(t, s, named)) for s in doc.sents for t in find_triggers(s, named)]


def table(name: str) -> list[list[str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")][1:]


def told(text: str) -> list[str]:
    """The stages and types of the incidents in a text of 20 May 2023, the likeliest first."""
    found = extract(Article("", text, None, date(2023, 5, 20)), gazetteer.load(), pipeline())
    return [f"{i.stage} {i.type}" for i in sorted(found, key=lambda i: -i.confidence)]


def named(rule: Rule) -> str:
    return f"{' '.join(rule.words)}-{rule.pos}-{rule.type}"


@pytest.mark.parametrize("rule", rules(), ids=named)
def test_a_trigger_fires_in_its_example(rule: Rule) -> None:
    happened = [t.rule for t, reading in read(rule.example) if reading.stage == "accomplished"]
    assert rule in happened


@pytest.mark.parametrize("rule", rules(), ids=named)
def test_a_trigger_is_silent_in_its_counter_example(rule: Rule) -> None:
    happened = [t.rule.type for t, reading in read(rule.counter) if reading.stage == "accomplished"]
    assert rule.type not in happened


@pytest.mark.parametrize("rule", rules(), ids=named)
def test_a_row_of_triggers_is_well_formed(rule: Rule) -> None:
    assert rule.type in TYPES
    assert rule.pos in {"noun", "verb"}
    assert list(rule.words) == [word.lower() for word in rule.words]
    for need in rule.needs:
        assert need.where in PLACES
        assert need.classes <= CLASSES | {"place", "named", "score", "any"}, f"no such class: {need.classes - CLASSES}"


def test_no_two_rows_of_triggers_say_the_same() -> None:
    keys = [(rule.words, rule.pos, rule.type, rule.needs) for rule in rules()]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(("word", "stands", "reading", "example"), rows("governors.tsv"))
def test_a_governing_word_makes_of_its_example_what_it_says(word: str, stands: str, reading: str, example: str) -> None:
    assert stands in {"verb", "indefinite", "noun", "bare", "compound", "adjective"}
    assert reading in {"silent", *STAGES}
    stages = [r.stage for t, r in read(example) if not t.rule.echo]
    assert "accomplished" not in stages
    assert reading == "silent" or reading in stages


@pytest.mark.parametrize(("word", "name"), rows("word_classes.tsv"))
def test_a_row_of_word_classes_is_one_lower_case_word(word: str, name: str) -> None:
    assert word == word.lower().strip()
    assert " " not in word
    assert name.isalpha()


@pytest.mark.parametrize(
    "text",
    [
        "No attack took place in Kabul.",
        "There were no explosions in Kyiv on Monday.",
        "The mayor said that nothing had exploded.",
        "If rebels attacked the town, the army would strike back.",
        "The general may attack the city.",
        "Could gunmen attack the school?",
        "The union plans a protest in Lima.",
        "The villagers fear an attack by rebels.",
        "Fighting continues to rage in the south of the country.",
        "Strikes continue to target cities.",
        "The city has been repeatedly attacked by drones.",
        "Rebels often attack villages in the north.",
        "The army simulated an attack on the airport in a drill.",
        "In the film, a bomb explodes in Paris.",
        "The striker shot wide in the second half of the match.",
        "The town marked the anniversary of the massacre.",
        "The actor died of a heart attack.",
        "The minister's remarks were an attack on free speech.",
        "Prices exploded in Turkey.",
        "The firm fired its manager in London.",
        "The announcement was a bombshell in Berlin.",
        "There was an explosion of interest in the game.",
        "The party won by a landslide in the election.",
        "The minister came under fire from critics in Paris.",
        "The stock market rally ended on Friday.",
        "The talks collapsed in Geneva.",
        "The report is due in March.",
        "Meanwhile the fighting has not stopped.",
        "The murder rate in the city fell.",
        "He was sentenced for murder.",
    ],
)
def test_what_did_not_happen_is_no_incident(text: str) -> None:
    assert [t.token.text for t, reading in read(text) if reading.stage == "accomplished"] == []


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Rebels threatened to blow up a bridge near Cali.", "threatened"),
        ("The group vowed to attack the airport in Sanaa.", "threatened"),
        ("Police foiled a bombing in Paris.", "attempted"),
        ("Two men tried to kidnap a judge in Cali.", "attempted"),
        ("An attempted kidnapping was reported in Cali.", "attempted"),
        ("The army denied that it had shelled the village of Kora.", "denied"),
        ("Rebels attacked an army base near Mopti on Monday.", "accomplished"),
        ("The forces claimed to have shot down 90 drones.", "accomplished"),
        ("The man began to shoot at people in the square with a rifle.", "accomplished"),
        ("Workers gathered in Basra to demand jobs.", "accomplished"),
    ],
)
def test_a_trigger_has_the_stage_that_its_sentence_gives_it(text: str, stage: str) -> None:
    assert {reading.stage for _, reading in read(text)} == {stage}


@pytest.mark.parametrize(("about", "types", "text"), table("news_types.tsv"))
def test_a_reader_finds_these_types_of_incident_in_news(about: str, types: str, text: str) -> None:
    found = [kind.removeprefix("accomplished ") for kind in told(text) if kind.startswith("accomplished")]
    assert about in TYPES
    if types == "-":
        assert found == []
    else:
        assert found, "nothing found"
        assert set(found) <= set(types.split("|"))


def test_the_news_has_each_type_told_and_each_type_silent() -> None:
    rows_of = table("news_types.tsv")
    assert {about for about, types, _ in rows_of if types != "-"} == set(TYPES)
    assert {about for about, types, _ in rows_of if types == "-"} == set(TYPES)


@pytest.mark.parametrize(("stage", "why", "text"), table("news_stages.tsv"))
def test_news_tells_of_what_happened_and_of_what_did_not(stage: str, why: str, text: str) -> None:
    found = {kind.split()[0] for kind in told(text)}
    assert stage in {"silent", *STAGES}
    if stage == "silent":
        assert "accomplished" not in found, why
    else:
        assert found == {stage}, why
