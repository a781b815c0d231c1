"""Incidents: what a text says happened, where, when, by whom, to whom; and what it leaves unsaid."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from gazetteer import Gazetteer
from geo.article import Article
from geo.extracting import extract
from geo.incident import STAGES, TYPES, WHEN_PRECISION, WHERE_PRECISION, Incident

if TYPE_CHECKING:
    from spacy.language import Language

PUBLISHED = date(2024, 3, 14)  # a Thursday


@pytest.fixture
def read(places: Gazetteer, nlp: Language):  # type: ignore[no-untyped-def]
    """Reads a text as an article of Thursday, 14 March 2024 (or of another day, or of none)."""

    def incidents(text: str, published: date | None = PUBLISHED) -> list[Incident]:
        return extract(Article("test", text, published=published), places, nlp)

    return incidents


# ------------------------------------------------------------------ what


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A drone attack on a refinery in Ryazan set two tanks on fire on Monday.", "air_drone_strike"),
        ("Russian missiles hit an apartment block in Dnipro on Monday, killing five people.", "shelling_missile"),
        ("A car bomb exploded outside a bank in Athens on Monday.", "explosive_device"),
        ("An explosion at a chemical factory in Houston injured four workers on Monday.", "accident_fire"),
        ("Rebels clashed with soldiers near Goma on Monday; nine fighters died.", "armed_clash"),
        ("A gunman opened fire in a mall in Omaha on Monday, killing two people.", "attack_on_civilians"),
        ("Gunmen kidnapped two engineers near Cali on Monday.", "abduction"),
        ("Thousands of people protested in Lima on Monday against the new law.", "protest"),
        ("Protesters clashed with police in Nairobi on Monday.", "riot"),
        ("Police arrested five men in Tunis on Monday.", "arrest"),
        ("A crowd looted shops in Durban on Monday.", "property_destruction"),
        ("Air defences shot down six drones over Riyadh on Monday.", "weapons_intercept"),
        ("Rebels captured the town of Goma on Monday.", "territory_change"),
        ("An earthquake of magnitude 6.1 shook Naples on Monday.", "natural_hazard"),
        ("A bus crashed near Oruro on Monday, killing 20 people.", "accident_fire"),
        ("A fire killed six people in a hotel in Manila on Monday.", "accident_fire"),
    ],
)
def test_an_incident_has_the_type_that_its_words_and_weapons_give_it(text: str, kind: str, read) -> None:  # type: ignore[no-untyped-def]
    assert [i.type for i in read(text)] == [kind]


# ------------------------------------------------------------------ where


@pytest.mark.parametrize(
    ("text", "name", "relation", "precision"),
    [
        ("A bomb exploded in Lahore on Monday.", "Lahore", "at", 1),
        ("A bomb exploded near Lahore on Monday.", "Lahore", "near", 2),
        ("A bomb exploded on the outskirts of Lahore on Monday.", "Lahore", "near", 2),
        ("A bomb exploded in Pakistan on Monday, killing two people.", "Pakistan", "in", 6),
        ("Drones hit Odesa on Monday.", "Odesa", "at", 1),
        ("The Boston bombing on Monday wounded 13 people.", "Boston", "at", 1),
        ("In Paris, the minister said that a bomb had killed ten people in Lahore on Monday.", "Lahore", "at", 1),
        ("PARIS - A bomb killed ten people in Lahore on Monday.", "Lahore", "at", 1),
        ("Moscow said that a drone had hit a depot in Belgorod on Monday.", "Belgorod", "at", 1),
        ("A man from Madrid was stabbed in Lisbon on Monday.", "Lisbon", "at", 1),
        ("A man stabbed in Lisbon on Monday was flown to Madrid.", "Lisbon", "at", 1),
        ("The president of France condemned the bombing in Lahore on Monday.", "Lahore", "at", 1),
    ],
)  # fmt: skip
def test_the_place_is_where_it_happened_not_where_it_was_told(  # type: ignore[no-untyped-def]
    text: str, name: str, relation: str, precision: int, read
) -> None:
    (found,) = read(text)
    assert found.where.place is not None
    assert (found.where.place.name, found.where.relation, found.where.precision) == (name, relation, precision)


def test_a_story_filed_elsewhere_is_not_from_there(read) -> None:  # type: ignore[no-untyped-def]
    told = read("KHARTOUM - At least 27 people died when artillery shells hit a market in El Fasher on Saturday.")
    assert [(i.type, i.where.place.name) for i in told] == [("shelling_missile", "El Fasher")]


def test_from_where_people_are_abducted_is_the_place(read) -> None:  # type: ignore[no-untyped-def]
    (told,) = read("Gunmen abducted 30 students from a college in Kaduna state, north-west Nigeria, on Monday.")
    assert (told.where.place.id, told.where.precision) == (2335722, 4)


def test_a_condemnation_is_no_claim(read) -> None:  # type: ignore[no-untyped-def]
    (told,) = read("A bomb exploded in Athens on Monday. In Washington, the White House condemned the attack.")
    assert told.claimed_by is None


def test_a_distance_and_a_bearing_move_the_point(read) -> None:  # type: ignore[no-untyped-def]
    (found,) = read("Gunmen attacked an army base 100 km north of Madrid on Monday.")
    assert found.where.relation == "near"
    assert found.where.lat == pytest.approx(41.3, abs=0.1)
    assert found.where.lon == pytest.approx(-3.7, abs=0.1)
    assert "100 km north" in found.where.why


def test_between_two_towns_is_halfway_with_half_the_way_as_radius(read) -> None:  # type: ignore[no-untyped-def]
    (found,) = read("A bus crashed on the road between Madrid and Toledo on Monday, killing three people.")
    assert found.where.relation == "between"
    assert found.where.precision == 5
    assert 39.9 < found.where.lat < 40.4
    assert found.where.radius_km > 30


def test_the_country_attacked_is_an_area_not_its_capital(read) -> None:  # type: ignore[no-untyped-def]
    (found,) = read("Ukraine's air defence shot down 90 of 174 drones launched by Russia overnight.")
    assert found.where.place.name == "Ukraine"
    assert found.where.is_area
    assert found.actor == "Russia"
    assert found.weapon == "174 drones"


def test_no_place_is_an_answer(read) -> None:  # type: ignore[no-untyped-def]
    (found,) = read("A gunman shot two men dead on Monday.")
    assert found.where.place is None
    assert found.where.lat is None


def test_a_place_is_carried_on_to_the_next_sentence(read) -> None:  # type: ignore[no-untyped-def]
    (found,) = read("Odesa has been repeatedly attacked. A recent attack damaged a school and two houses.")
    assert found.where.place.name == "Odesa"
    assert found.damage == "school and two houses"


# ------------------------------------------------------------------ when


@pytest.mark.parametrize(
    ("text", "start", "end", "basis"),
    [
        ("A bomb exploded in Lahore on Monday.", "2024-03-11", "2024-03-11", "expression"),
        ("A bomb exploded in Lahore on 3 March.", "2024-03-03", "2024-03-03", "expression"),
        ("A bomb that exploded in Lahore yesterday killed two people.", "2024-03-13", "2024-03-13", "expression"),
        ("Police said Wednesday that a bomb exploded in Lahore on Monday.", "2024-03-11", "2024-03-11", "expression"),
        ("A bomb exploded in Lahore, killing two people.", "2024-03-13", "2024-03-14", "publication"),
        ("A bomb exploded in Lahore last week. The blast on 5 March hit a bank.", "2024-03-05", "2024-03-05",
         "expression"),
        ("A man died on Tuesday after he was shot in Lyon on Sunday.", "2024-03-10", "2024-03-10", "expression"),
        ("A man was charged Wednesday over a stabbing in Lyon that killed two people Sunday.", "2024-03-10",
         "2024-03-10", "expression"),
        ("Gunmen killed five farmers near Jos in the early hours of 23 February.", "2024-02-23", "2024-02-23",
         "expression"),
        ("A gunman killed two people in Omaha early Tuesday local time.", "2024-03-12", "2024-03-12", "expression"),
        ("In January a landslide killed 12 people in Cali.", "2024-01-01", "2024-01-31", "expression"),
    ],
)  # fmt: skip
def test_the_day_is_the_incidents_not_the_reports(text: str, start: str, end: str, basis: str, read) -> None:  # type: ignore[no-untyped-def]
    (found,) = read(text)
    assert (str(found.when.start), str(found.when.end), found.when.basis) == (start, end, basis)


def test_without_a_day_of_publication_no_day_is_invented(read) -> None:  # type: ignore[no-untyped-def]
    (found,) = read("A bomb exploded in Lahore on Monday, killing two people.", None)
    assert (found.when.start, found.when.end, found.when.precision) == (None, None, 0)
    assert found.when.text == "Monday"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("A bomb exploded in Lahore on 3 March. The following day gunmen shot dead two men in Quetta.",
         ["2024-03-03", "2024-03-04"]),
        ("A bomb exploded in Lahore on 3 March. Two days later, a second bomb killed four people in Multan.",
         ["2024-03-03", "2024-03-05"]),
        ("On 23 February a bomb exploded in Lahore. The day before, gunmen had killed a judge in Multan.",
         ["2024-02-23", "2024-02-22"]),
        # the weekend of the first is not the second's: of that only the day of the report is known
        ("A bomb killed three people in Lahore over the weekend. Two men were shot dead in Karachi.",
         ["2024-03-09", "2024-03-13"]),
    ],
)  # fmt: skip
def test_each_incident_has_its_own_day(text: str, days: list[str], read) -> None:  # type: ignore[no-untyped-def]
    assert [str(i.when.start) for i in read(text)] == days


@pytest.mark.parametrize("words", ["overnight", "on Monday", "the following day", "last week", "yesterday"])
def test_words_that_nothing_settles_are_kept_as_words(words: str, read) -> None:  # type: ignore[no-untyped-def]
    (found,) = read(f"Drones hit Odesa {words}, killing two people.", None)
    assert (found.when.start, found.when.text, found.when.basis) == (None, words.removeprefix("on "), "expression")


def test_history_is_told_by_its_year(read) -> None:  # type: ignore[no-untyped-def]
    assert read("On 6 June 1944 soldiers landed in Normandy and killed many defenders.") == []


def test_history_is_background(read) -> None:  # type: ignore[no-untyped-def]
    text = "Soldiers landed in Normandy on 6 June 1944. Bombs fell on Caen and killed hundreds of people."
    assert read(text, date(2024, 6, 6)) == []


# ------------------------------------------------------------------ who, what, how many


@pytest.mark.parametrize(
    ("text", "field", "words"),
    [
        ("Gunmen attacked a police station in Mopti on Monday.", "actor", "Gunmen"),
        ("A police station in Mopti was attacked by gunmen on Monday.", "actor", "gunmen"),
        ("Gunmen attacked a police station in Mopti on Monday.", "target", "police station"),
        ("A police station in Mopti was attacked by gunmen on Monday.", "target", "police station"),
        ("Russian drones hit a depot in Odesa on Monday.", "actor", "Russian"),
        ("Russian drones hit a depot in Odesa on Monday.", "weapon", "Russian drones"),
        ("An attack on a mosque in Lahore killed ten people on Monday.", "target", "mosque"),
        ("A man attacked two people with a knife in Lyon on Monday.", "weapon", "knife"),
        ("The army said that rebels had attacked a base near Mopti on Monday.", "claimed_by", "army"),
        ("Rebels attacked a base near Mopti on Monday, according to the army.", "claimed_by", "army"),
        ("Drones hit Odesa on Monday and damaged a school, a house and a car.", "damage", "school, a house and a car"),
        ("Drones hit Odesa on Monday.", "actor", None),
        ("Drones hit Odesa on Monday.", "target", None),
        ("Drones hit Odesa on Monday.", "claimed_by", None),
        ("Drones hit Odesa on Monday.", "killed", None),
        ("Drones hit Odesa on Monday and caused civilian casualties.", "killed", None),
    ],
)
def test_a_role_is_given_where_the_sentence_gives_it(  # type: ignore[no-untyped-def]
    text: str, field: str, words: str | None, read
) -> None:
    (found,) = read(text)
    assert getattr(found, field) == words


@pytest.mark.parametrize(
    ("text", "speaker", "how"),
    [
        ("A bomb wounded two people in Athens on Monday. A group called Black Star claimed responsibility.",
         "group called Black Star", "claimed"),
        ("A bomb killed nine soldiers in Mopti on Monday. The militant group JNIM claimed the attack in a statement.",
         "militant group JNIM", "claimed"),
        ("Responsibility for Monday's bombing in Lahore, which killed three people, was claimed by the Taliban.",
         "Taliban", "claimed"),
        ("Israel blamed Hezbollah for a rocket attack that killed 12 people in Majdal Shams on Saturday.",
         "Israel", "accused"),
        ("Russia denied that its forces had shelled a hospital in Kherson on Monday.", "Russia", "denied"),
        ("Rebels attacked a base near Mopti on Monday, the army said.", "army", "said"),
        ("No group has claimed responsibility for the blast in Lahore on Monday that killed two men.", None, None),
        ("A drone attacked a depot in Belgorod on Monday. Kyiv has not claimed responsibility.", None, None),
    ],
)  # fmt: skip
def test_who_says_so_and_how_is_kept_apart_from_who_did_it(  # type: ignore[no-untyped-def]
    text: str, speaker: str | None, how: str | None, read
) -> None:
    (found,) = read(text)
    assert (found.claimed_by, found.claim) == (speaker, how)
    assert found.actor != found.claimed_by or found.actor is None


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Israel blamed Hezbollah for a rocket attack that killed 12 people in Majdal Shams on Saturday.", "Hezbollah"),
        ("At dawn on Monday soldiers shot dead three protesters in Khartoum.", "soldiers"),
        ("Teen shot dead in Naples on Monday", None),
        ("A man died in Lyon on Monday after he was shot.", None),
    ],
)
def test_who_did_it_is_not_who_suffered_or_told_it(text: str, actor: str | None, read) -> None:  # type: ignore[no-untyped-def]
    (found,) = read(text)
    assert found.actor == actor


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("Missiles hit Dnipro on Monday. Kyiv said 20 soldiers were killed. Moscow said it had killed 100 soldiers.",
         (20, None, 100)),
        ("Missiles hit Dnipro on Monday. Ukraine said five people were killed. Russia said no one was hurt.",
         (0, 5, 5)),
        ("Missiles hit Dnipro on Monday. Police said three people were killed. The mayor later said four were killed.",
         (4, 4, 4)),
    ],
)  # fmt: skip
def test_what_two_sides_say_stands_side_by_side(text: str, killed: tuple[int | None, ...], read) -> None:  # type: ignore[no-untyped-def]
    (found,) = read(text)
    assert (found.killed.low, found.killed.best, found.killed.high) == killed
    assert len([e for e in found.reports[0].evidence if e.field == "killed"]) == 2


def test_a_threat_is_no_accomplished_incident(read) -> None:  # type: ignore[no-untyped-def]
    found = read("Rebels threatened to blow up a bridge near Cali.")
    assert "accomplished" not in {i.stage for i in found}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The weather in Lyon was fine on Monday.",
        "The council met in London on Thursday to discuss the budget.",
        "Trade between Kenya and Uganda grew by five percent last year.",
        "The film, shot in Paris on Monday, tells of a bombing.",
        "Fighting continues to rage in the east of Ukraine.",
        "Attacks on journalists are a danger to democracy.",
        "British troops would be legitimate targets if they were deployed in Ukraine.",
        "The murder rate in the city fell by ten percent last year.",
        "The town marked the tenth anniversary of the earthquake on Monday.",
        "Smith shot a 67 at Augusta on Monday. Fans cheered in Kansas City.",
    ],
)
def test_silence_where_nothing_happened(text: str, read) -> None:  # type: ignore[no-untyped-def]
    assert [i.type for i in read(text) if i.stage == "accomplished"] == []


# ------------------------------------------------------------------ the record

NEWS = (
    "Two car bombs exploded outside a mosque in Lahore on Monday, killing at least 12 people and wounding 40, "
    "officials said. Militants of the area claimed responsibility.\n\n"
    "In Naples, an earthquake damaged a school on Tuesday.\n"
    "Hundreds of people marched in Lima on Wednesday to demand higher wages."
)


def test_every_piece_of_evidence_is_the_words_of_the_text(read) -> None:  # type: ignore[no-untyped-def]
    found = read(NEWS)
    assert len(found) == 3
    for incident in found:
        (report,) = incident.reports
        assert report.doc_id == "test"
        assert {"type"} <= {evidence.field for evidence in report.evidence}
        for evidence in report.evidence:
            assert NEWS[evidence.start : evidence.end] == evidence.quote
            assert evidence.quote.strip() == evidence.quote != ""


def test_what_is_filled_has_evidence(read) -> None:  # type: ignore[no-untyped-def]
    for incident in read(NEWS):
        fields = {evidence.field for evidence in incident.reports[0].evidence}
        filled = {
            f
            for f in ("actor", "target", "weapon", "damage", "claimed_by", "killed", "injured")
            if getattr(incident, f)
        }
        filled |= {"where"} if incident.where.place else set()
        filled |= {"when"} if incident.when.basis == "expression" else set()
        assert filled <= fields


def test_a_record_keeps_to_its_value_sets(read) -> None:  # type: ignore[no-untyped-def]
    for incident in read(NEWS):
        assert incident.type in TYPES
        assert incident.stage in STAGES
        assert incident.when.precision in WHEN_PRECISION
        assert incident.where.precision in WHERE_PRECISION
        assert incident.where.relation in {"at", "in", "near", "between"}
        assert 0 <= incident.confidence <= 1


def test_the_same_text_gives_the_same_record_and_id(read) -> None:  # type: ignore[no-untyped-def]
    assert read(NEWS) == read(NEWS)
    ids = [incident.id for incident in read(NEWS)]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    "text",
    [
        "{{7*7}} </script><script>alert(1)</script> A bomb exploded in Lahore on Monday.",
        "A" * 5000 + " bomb exploded in Lahore.",
        "bomb " * 2000,
        "killed " * 2000,
        "In the of the in the of the in the " * 300 + "a bomb exploded in Lahore.",
        "\x00\x01 взрыв в Киеве \ud7ff",
        "ATTACK!!! ATTACK??? ... ,,, 99999999999999999999 killed",
        "12 km km km north of of of " * 200,
    ],
)
def test_odd_text_is_read_without_harm(text: str, read) -> None:  # type: ignore[no-untyped-def]
    for incident in read(text):
        for evidence in incident.reports[0].evidence:
            assert text[evidence.start : evidence.end] == evidence.quote
