"""Counts: how many people a sentence says were killed, injured or otherwise affected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.counts import find_tolls
from geo.incident import Count
from geo.language import parse
from geo.numerals import number
from geo.victims import Person, Toll, persons, tally
from geo.vocabulary import rows, word_classes

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
        ("The strikes killed 492 people, the deadliest day since the 2006 war.", "killed", (492, 492, 492)),
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
        ("Three people suffered gunshot wounds.", "shot", (3, 3, 3)),
        ("Three people suffered serious injuries.", "injured", (3, 3, 3)),
        ("A 16-year-old was shot in the leg.", "shot", (1, 1, 1)),
        ("The boy accidentally shot himself.", "shot", (1, 1, 1)),
        ("Between 10 and 15 people were injured.", "injured", (10, OPEN, 15)),
        ("Ten to twelve people were killed.", "killed", (10, OPEN, 12)),
        ("The blast left two teenagers dead and more than a dozen people wounded.", "injured", (12, 12, OPEN)),
        ("Woman killed on birthday, four others shot in Lyon", "shot", (4, 4, 4)),
        ("Two people, including a child, were killed and nine others injured.", "injured", (9, 9, 9)),
        ("Dozens of people were killed and hundreds more injured.", "injured", (200, OPEN, OPEN)),
        ("The attack killed at least three and wounded a dozen.", "injured", (12, 12, 12)),
        ("Three people, a man and two women, were killed.", "killed", (3, 3, 3)),
        ("The strike killed a 6-year-old girl, Amina, and her father.", "killed", (2, 2, 2)),
        ("A suicide bomber killed himself and nine others.", "killed", (10, 10, 10)),
        ("One man died at the scene and two others died in hospital.", "killed", (3, 3, 3)),
        ("One person was badly wounded, and the three others are in stable condition.", "injured", (4, 4, 4)),
        ("A mother and her two sons were found shot dead.", "killed", (3, 3, 3)),
        ("Police found the bodies of two women.", "killed", (2, 2, 2)),
        ("A policeman and two civilians lost their lives.", "killed", (3, 3, 3)),
        ("The army lost two soldiers.", "killed", (2, 2, 2)),
        ("Two of the wounded later died.", "killed", (2, 2, 2)),
        ("One of the five people shot has died.", "killed", (1, 1, 1)),
        ("Four people were shot and two died.", "killed", (2, 2, 2)),
        ("Officials raised the death toll from 12 to 17.", "killed", (17, 17, 17)),
        ("She died of her injuries.", "killed", (1, 1, 1)),
        ("A woman is in critical condition after the stabbing.", "injured", (1, 1, 1)),
        ("Officer injured in overnight crash", "injured", (1, 1, 1)),
        ("The fire left two small boys, ages 4 and 6, wounded.", "injured", (2, 2, 2)),
        ("Five Shot, One Critically, in Lyon", "shot", (5, 5, 5)),
        ("Five people were shot, one man fatally, outside a bar.", "killed", (1, 1, 1)),
        ("Four found fatally shot in farmhouse", "killed", (4, 4, 4)),
        ("Six people were found shot to death in a farmhouse.", "killed", (6, 6, 6)),
        ("1 killed, 4 others wounded in market shooting", "killed", (1, 1, 1)),
        ("1 killed, 4 others wounded in market shooting", "injured", (4, 4, 4)),
        ("Teen killed, two others injured in bus crash", "killed", (1, 1, 1)),
        ("Man, 11-Year-Old Daughter Dead In Fire", "killed", (2, 2, 2)),
        ("A two year old who fell into the river has died.", "killed", (1, 1, 1)),
        ("Residents beat to death a suspected thief.", "killed", (1, 1, 1)),
        ("A trader was beaten to death by a crowd.", "killed", (1, 1, 1)),
        ("The couple died in an apparent murder-suicide.", "killed", (2, 2, OPEN)),
        ("A triple homicide was discovered on Monday.", "killed", (3, 3, 3)),
        ("Injured in the blast were a boy and his mother.", "injured", (2, 2, 2)),
        ("The gunman left the man, his former boss and a former coworker dead.", "killed", (3, 3, 3)),
        ("Man kills wife, two sons in Turin", "killed", (3, 3, 3)),
        ("He killed his wife and son before killing himself.", "killed", (3, 3, 3)),
        ("An officer shot a man and then himself.", "shot", (2, 2, 2)),
        ("A boy was wounded after accidentally shooting himself.", "injured", (1, 1, 1)),
        ("Two men, a woman and a child were killed.", "killed", (4, 4, 4)),
        ("The four victims - three women and one man - were shot.", "shot", (4, 4, 4)),
        ("Police found the body of a fisherman.", "killed", (1, 1, 1)),
        ("All three victims were airlifted to Geneva.", "shot", (3, 3, 3)),
        ("Shelling killed two civilians and wounded seven more, including a girl.", "injured", (7, 7, 7)),
        ("Nobody was hurt, but 40 families lost their homes.", "killed", (0, 0, 0)),
        ("Fifty men were killed or wounded.", "affected", (50, 50, 50)),
        ("3 dead, 2 injured in pub shooting", "killed", (3, 3, 3)),
        ("Eleven people were wounded.", "injured", (11, 11, 11)),
        ("Floods forced 50,000 people from their homes.", "affected", (50_000, 50_000, 50_000)),
        ("Armed men kidnapped 23 schoolgirls from a boarding school.", "affected", (23, 23, 23)),
        ("23 people were still unaccounted for.", "affected", (23, 23, 23)),
        ("Bandits killed a village head and four of his sons.", "killed", (5, 5, 5)),
        ("Five others, including a toddler, were treated and released.", "injured", (5, 5, 5)),
        ("The gunman then took his own life.", "killed", (1, 1, 1)),
        ("Death toll in Dar es Salaam building collapse now 13", "killed", (13, 13, 13)),
        ("The death toll passed 400 on Friday.", "killed", (400, 400, 400)),
        ("At least 10 ppl dead and 25 wounded in Mogadishu blast", "killed", (10, 10, OPEN)),
        ("The crash caused injuries to five others.", "injured", (5, 5, 5)),
        ("Four people were shot: two men, a mother and an adult daughter.", "shot", (4, 4, 4)),
        ("The dead were named as Maria Lopez, 34, and Jose Cruz, 28, of Leeds.", "killed", (2, 2, 2)),
        ("Gunmen killed one explosives expert.", "killed", (1, 1, 1)),
        ("Police found four male victims in the yard.", "victims", (4, 4, 4)),
        ("A bullet grazed him, striking the guard in the elbow.", "injured", (1, 1, 1)),
        ("A 9-year-old is recovering after being shot in Turin.", "shot", (1, 1, 1)),
        ("One man is dead and another is in hospital.", "injured", (1, 1, 1)),
        ("Eight people were treated for smoke inhalation.", "injured", (8, 8, 8)),
        ("The explosion killed one worker and left three others with burns.", "injured", (3, 3, 3)),
        ("Six shot, one fatally, at party", "shot", (6, 6, 6)),
        ("There were no reports of injuries.", "injured", (0, 0, 0)),
        ("At least 100 people are missing.", "affected", (100, 100, OPEN)),
        ("The shelling caused 23 casualties.", "affected", (23, 23, 23)),
        ("They detained a man and killed him.", "killed", (1, 1, 1)),
        ("Gunmen killed a member of the town council.", "killed", (1, 1, 1)),
        ("Two shopkeepers and a chemist were killed.", "killed", (3, 3, 3)),
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
        "One hundred people were shot in the first 41 days of 2017.",
        "Twelve people were shot in the city in about ten hours.",
        "Officers executed a search warrant.",
        "Two suspects fled the scene.",
        "Medics have treated 400 people for cholera.",
        "The man shot on Dec. 25 has died.",
        "In other attacks on Sunday, eight people were shot.",
        "There were no immediate reports of casualties.",
        "Scores were feared dead.",
        "Jamie Clayton, 22, was shot.",
        "The team lost two players.",
        "Two tigers were killed near the village.",
        "No officers were hurt.",
        "No one else was injured.",
    ],
)
def test_what_gives_no_number_of_people_is_not_counted(text: str, nlp: Language) -> None:
    counted = [t for s in parse(nlp, text).sents for t in find_tolls(s) if not t.single]
    assert counted == []


@pytest.mark.parametrize("row", rows("people.tsv"), ids=lambda row: row[0])
def test_who_is_counted(row: list[str]) -> None:
    word, person = row
    assert person in {"yes", "no"}
    assert person == "yes" or "person" not in word_classes().get(word, ()), "told both to be a person and not"


def toll(field: str, best: int, name: str = "") -> Toll:
    return Toll(field, Count(best, best, best), 0, 1, 0, (Person(last=name),) if name else (), single=bool(name))


VAGUELY = Toll("killed", Count(24, None, None), 0, 1, 0, (), single=False)
"""Dozens killed."""


@pytest.mark.parametrize(
    ("tolls", "field", "count"),
    [
        ([], "killed", None),
        ([toll("killed", 3), toll("killed", 5)], "killed", Count(5, 5, 5)),
        ([toll("killed", 19), VAGUELY], "killed", Count(19, 19, 19)),
        ([toll("killed", 3), VAGUELY], "killed", Count(24, None, None)),
        ([toll("killed", 1, "smith"), toll("killed", 1, "smith")], "killed", Count(1, 1, 1)),
        ([toll("killed", 1, "smith"), toll("killed", 1, "jones")], "killed", Count(2, 2, 2)),
        ([toll("shot", 4), toll("killed", 1)], "injured", Count(3, 3, 3)),
        ([toll("shot", 2), toll("injured", 5)], "injured", Count(5, 5, 5)),
        ([toll("killed", 2)], "injured", None),
        ([toll("killed", 0)], "killed", Count(0, 0, 0)),
        ([toll("killed", 1, "smith"), toll("shot", 1, "smith")], "injured", None),
        ([toll("killed", 1, "smith"), toll("injured", 1, "jones")], "injured", Count(1, 1, 1)),
        ([toll("shot", 1, "smith"), toll("shot", 1, "jones")], "injured", Count(2, 2, 2)),
    ],
)
def test_the_numbers_of_several_sentences_make_one_count(tolls: list[Toll], field: str, count: Count | None) -> None:
    assert tally(tolls, field) == count


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("A man was shot in Lyon. The victim was taken to a hospital, where he died.", 1, None),
        ("A 19-year-old man died. The other victim, a 22-year-old woman, was shot in the leg.", 1, 1),
        ("A boy of 15 was killed. Officers found the boy with a gunshot wound.", 1, None),
        ("Five people were shot, three fatally. A 24-year-old woman was pronounced dead.", 3, 2),
        ("A man was shot in the arm and a woman was shot in the leg.", None, 2),
        ("A man was wounded. The man is in stable condition.", None, 1),
        ("Three people were killed and one was wounded. Two men died on the stairs. A fourth was shot.", 3, 1),
        ("A 10-month-old boy was killed. A teen was shot. The teen is in serious condition.", 1, 1),
        ("A 4-year-old boy was shot by his 3-year-old brother. The toddler was taken to hospital.", None, 1),
        ("Four men were found with gunshot wounds. Two of the men died.", 2, 2),
        ("Two women and a girl were shot before the gunman killed himself.", 1, 3),
        ("A boy was killed when another boy accidentally shot him.", 1, None),
        ("Officers found four victims who had been shot. One man died, the others are recovering.", 1, 3),
        ("A man was shot dead. A third victim was shot in the arm.", 1, 2),
        ("One man was killed and two hurt. Police found four victims; one was shot in the foot.", 1, 2),
        ("Two people were killed in the crash. A third victim died in hospital.", 3, None),
        ("Two boys were injured in the crash. A third person died in hospital.", 1, 2),
        ("The ambush killed five soldiers. Two civilians also died.", 7, None),
        ("Seven people died. The ambush killed five soldiers. Two civilians also died.", 7, None),
        ("Officers say he shot another man. A man was hit in the chest. The victim died.", 1, None),
        ("One man was killed, another wounded. A second man was injured, police said.", 1, 1),
        ("Ann Abel, 30, was shot. Ann Abel died on Monday. Ben Bold, 40, was hit by a bullet.", 1, 1),
    ],
)
def test_who_is_shot_and_dies_is_counted_once(
    text: str, killed: int | None, injured: int | None, nlp: Language
) -> None:
    tolls = [toll for sentence in parse(nlp, text).sents for toll in find_tolls(sentence)]
    counts = [tally(tolls, name) for name in ("killed", "injured")]
    assert [count and count.best for count in counts] == [killed, injured]


PEOPLE = st.builds(
    Person,
    last=st.sampled_from([None, "smith", "jones"]),
    age=st.sampled_from([None, 15, 40]),
    male=st.sampled_from([None, True, False]),
    further=st.booleans(),
)


@given(st.lists(PEOPLE, max_size=8))
def test_people_are_never_more_than_their_tellings(tellings: list[Person]) -> None:
    once = persons(tellings)
    assert bool(once) == bool(tellings)
    assert len(once) <= len(tellings)
    assert len(persons([*tellings, *tellings])) <= 2 * len(once) + sum(each.further for each in tellings)
