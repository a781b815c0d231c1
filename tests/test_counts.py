"""Counts: how many people a sentence says were killed, injured or otherwise affected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.counts import Toll, find_tolls, tally
from geo.incident import Count
from geo.language import parse
from geo.numerals import number

if TYPE_CHECKING:
    from spacy.language import Language

OPEN = None


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("three", 3),
        ("twenty-one", 21),
        ("two dozen", 24),
        ("a dozen", 12),
        ("1,200", 1200),
        ("three hundred and five", 305),
        ("2.5 million", 2_500_000),
        ("twelve thousand", 12_000),
        ("May", None),
        ("3-0", 3),
        ("", None),
    ],
)
def test_words_spell_a_number(words: str, value: int | None) -> None:
    assert number(words.split()) == value


@pytest.mark.parametrize(
    ("text", "field", "count"),
    [
        ("Three people were killed.", "killed", (3, 3, 3)),
        ("At least three people were killed.", "killed", (3, 3, OPEN)),
        ("More than 40 people were injured.", "injured", (40, 40, OPEN)),
        ("Up to 20 soldiers were killed.", "killed", (OPEN, OPEN, 20)),
        ("About 500 people were evacuated.", "affected", (OPEN, 500, OPEN)),
        ("Dozens of people were wounded.", "injured", (24, OPEN, OPEN)),
        ("Several people were hurt.", "injured", (3, OPEN, OPEN)),
        ("Two men and a woman were killed.", "killed", (3, 3, 3)),
        ("Four people, including a child, died.", "killed", (4, 4, 4)),
        ("A 25-year-old man was killed.", "killed", (1, 1, 1)),
        ("The blast killed four people and wounded ten.", "injured", (10, 10, 10)),
        ("The attack left five people dead.", "killed", (5, 5, 5)),
        ("3 dead, 5 injured in blast", "injured", (5, 5, 5)),
        ("The death toll rose to 42.", "killed", (42, 42, 42)),
        ("An earthquake claimed the lives of 300 people.", "killed", (300, 300, 300)),
        ("The murder of a priest shocked the village.", "killed", (1, 1, 1)),
        ("No casualties were reported.", "killed", (0, 0, 0)),
        ("No casualties were reported.", "injured", (0, 0, 0)),
        ("No one was injured.", "injured", (0, 0, 0)),
        ("Some 500 people were left without electricity.", "affected", (OPEN, 500, OPEN)),
        ("Two men were shot dead.", "killed", (2, 2, 2)),
        ("Police said four people were shot, one fatally.", "killed", (1, 1, 1)),
        ("Three people suffered gunshot wounds.", "injured", (3, 3, 3)),
        ("A 16-year-old was shot in the leg.", "shot", (1, 1, 1)),
        ("The boy accidentally shot himself.", "shot", (1, 1, 1)),
    ],
)
def test_a_sentence_counts_people(
    text: str, field: str, count: tuple[int | None, int | None, int | None], nlp: Language
) -> None:
    tolls = [t for s in parse(nlp, text).sents for t in find_tolls(s) if t.field == field]
    assert [(t.count.low, t.count.best, t.count.high) for t in tolls][:1] == [count]
    toll = tolls[0]
    assert 0 <= toll.start < toll.end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "The attack caused civilian casualties.",
        "More than 100 people have been killed since January.",
        "In the past year 4,000 people were killed.",
        "Every year 300 people drown.",
        "The forces shot down 90 drones.",
        "The senate killed three bills.",
        "Gunmen could kill ten people.",
        "They were killed.",
        "Civilians were killed.",
        "The shop opened in 2017.",
    ],
)
def test_what_gives_no_number_of_people_is_not_counted(text: str, nlp: Language) -> None:
    counted = [t for s in parse(nlp, text).sents for t in find_tolls(s) if not t.single]
    assert counted == []


def toll(field: str, best: int, name: str = "") -> Toll:
    return Toll(field, Count(best, best, best), 0, 1, 0, frozenset({name} if name else ()), single=bool(name))


@pytest.mark.parametrize(
    ("tolls", "field", "count"),
    [
        ([], "killed", None),
        ([toll("killed", 3), toll("killed", 5)], "killed", Count(5, 5, 5)),
        ([toll("killed", 1, "smith"), toll("killed", 1, "smith")], "killed", Count(1, 1, 1)),
        ([toll("killed", 1, "smith"), toll("killed", 1, "jones")], "killed", Count(2, 2, 2)),
        ([toll("shot", 4), toll("killed", 1)], "injured", Count(3, 3, 3)),
        ([toll("shot", 2), toll("injured", 5)], "injured", Count(5, 5, 5)),
        ([toll("killed", 2)], "injured", None),
        ([toll("killed", 0)], "killed", Count(0, 0, 0)),
    ],
)
def test_the_numbers_of_several_sentences_make_one_count(tolls: list[Toll], field: str, count: Count | None) -> None:
    assert tally(tolls, field) == count
