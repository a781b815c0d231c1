"""Toponyms: which stretches of a text name a place, and which place each means."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from gazetteer import Gazetteer
from geo.area_words import area_words, cue_beside
from geo.article import Article
from geo.context import trimmed
from geo.evidence import first_column
from geo.locating import locate, locate_spans
from geo.recognize import name_given
from geo.resolve import resolve
from geo.toponym import Toponym

if TYPE_CHECKING:
    from spacy.language import Language


def found(text: str, places: Gazetteer, nlp: Language) -> dict[str, Toponym]:
    return {toponym.text: toponym for toponym in locate(Article("test", text), places, nlp)}


def placed(text: str, name: str, places: Gazetteer, nlp: Language) -> str:
    """What the place is called that a name of the text was put at."""
    place = found(text, places, nlp)[name].place
    assert place is not None
    return place.name


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("A blast shook Zheleznogorsk in the Kursk region of Russia.", "Zheleznogorsk", 463343),
        ("A blast shook Zheleznogorsk in the Krasnoyarsk region of Russia.", "Zheleznogorsk", 1538635),
        ("Rescuers in London, Ontario, searched the river.", "London", 6058560),
        ("Rescuers in London searched the Thames.", "London", 2643743),
        ("The tornado hit Paris, Texas, on Monday.", "Paris", 4717560),
        ("Police in Paris fired tear gas near the Seine.", "Paris", 2988507),
        ("Bombs hit two mosques in Tripoli, northern Lebanon.", "Tripoli", 266826),
        ("Militias clashed in Tripoli, the Libyan capital.", "Tripoli", 2210247),
        ("Drones hit Odesa overnight.", "Odesa", 698740),
        ("Houthis fired at a tanker in the Red Sea.", "Red Sea", -745018295),
        ("Two ministers of Red Sea state in Sudan resigned.", "Red Sea", 408646),
        ("The ship sank in the Sea of Azov.", "Sea of Azov", -1809161531),
        ("Shelling went on in Donetsk oblast, Ukraine.", "Donetsk", 709716),
        ("Floods hit Springfield, Illinois.", "Springfield", 4250542),
        ("Floods hit Springfield, Missouri.", "Springfield", 4409896),
        ("The U.S. said nothing.", "U.S.", 6252001),
        ("A bus crashed near Charleston, W. Va., police said.", "Charleston", 4801859),
        ("Prices rose across Africa and Asia.", "Africa", 6255146),
        ("Thousands marched in Washington on Saturday.", "Washington", 4140963),
        ("Wildfires spread in Oregon, Washington and California.", "Washington", 5815135),
        ("Drones fell over the Kherson, Mykolaiv and Poltava regions.", "Kherson", 706442),
        ("Officials in Zheleznogorsk in the Kursk region said nothing.", "Kursk region", 538555),
        ("Smith shot a 67 at Augusta. Fans cheered in Kansas City.", "Augusta", 4180531),
        ("Gunmen attacked a village in northern Nigeria.", "Nigeria", 2328926),
        ("A fire broke out in Paris. Lamar County deputies came.", "Paris", 4717560),
        ("The bus left Athens. Limestone County was under water.", "Athens", 4830668),
        ("Russian forces shelled Donetsk on Monday.", "Donetsk", 709717),
        ("Crowds gathered in Sorong city on Monday.", "Sorong", 1626542),
        ("A Russian court in Donetsk in the Rostov region fined him.", "Donetsk", 565348),
    ],
)  # fmt: skip
def test_a_name_means_the_place_that_the_text_makes_likely(
    text: str, name: str, place: int, places: Gazetteer, nlp: Language
) -> None:
    toponyms = found(text, places, nlp)
    key = next((key for key in toponyms if key == name or key.startswith(name)), None)
    assert key, f"{name} not found among {list(toponyms)}"
    chosen = toponyms[key].place
    assert chosen is not None, f"{name} was not placed"
    assert chosen.id == place, f"{name} is {chosen.name}, {chosen.admin1}, {chosen.country}: {toponyms[key].why}"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Vladimir Putin and Jack London spoke on Tuesday.", "Vladimir"),
        ("Vladimir Putin and Jack London spoke on Tuesday.", "London"),
        ("Paris Hilton arrived. Hilton waved.", "Paris"),
        ("NATO and the EU met again.", "NATO"),
        ("He was reading a nice book in the mobile home.", "nice"),
        ("Of all the cases, this one was the worst.", "Of"),
        ("She told Mr. Lincoln to leave.", "Lincoln"),
        ("The deal was a split decision.", "deal"),
        ("Fighters of Boko Haram, from Maiduguri, fled. Boko Haram denied it.", "Boko"),
        ("The prime minister, Pedro Sánchez, who flew to Valencia, was booed.", "Pedro Sánchez"),
        ("A strong El Niño brings drought.", "El Niño"),
        ("Talks were held in Kabul (Nice idea).", "Nice"),
        ("The Banco de Arenas branch was robbed.", "Banco"),
        ("Fighting spread in Shan-South state.", "South"),
    ],
)
def test_what_is_no_place_is_left_alone(text: str, name: str, places: Gazetteer, nlp: Language) -> None:
    assert name not in found(text, places, nlp)


@pytest.mark.parametrize(
    ("text", "entity", "name"),
    [
        ("Two died in Perham near Otter Tail.", "Perham near Otter Tail", "Perham"),
        ("It burned on Star Lake - Highway 59.", "Star Lake - Highway 59", "Star Lake"),
        ("Police in the city of Norfolk waited.", "the city of Norfolk", "Norfolk"),
        ("A man of 2517 Memphis St. was held.", "Memphis St", "Memphis St."),
        ("They flew to Washington, D.C. on Friday.", "Washington, D.C", "Washington, D.C."),
        ("It was Nigeria's worst flood.", "Nigeria's", "Nigeria"),
        ("He left Lagos. Then it rained.", "Lagos.", "Lagos"),
        ("Snow fell on Isle of Wight roads.", "Isle of Wight", "Isle of Wight"),
    ],
)
def test_an_entity_is_cut_to_the_name_in_it(text: str, entity: str, name: str, nlp: Language) -> None:
    doc = nlp.make_doc(text)
    start = text.index(entity)
    span = doc.char_span(start, start + len(entity), label="GPE", alignment_mode="expand")
    assert span is not None
    begin, end = trimmed(span, text)
    assert text[begin:end] == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The Dublin City Council met on Monday.", "Dublin"),
        ("The Ohio State Highway Patrol closed the road.", "Ohio"),
        ("Prices rose in Kansas City on Monday.", "Kansas City"),
        ("Gunmen raided a market in Borno State on Monday.", "Borno State"),
        ("Georgia state troopers closed the road in Georgia.", "Georgia"),
    ],
)
def test_a_name_ends_where_the_organization_of_it_begins(
    text: str, name: str, places: Gazetteer, nlp: Language
) -> None:
    assert name in found(text, places, nlp)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Ukrainian forces pushed back.", "Ukrainian", "demonym"),
        ("West African leaders met.", "West African", "demonym"),
        ("Fargo Police arrested a man.", "Fargo", "embedded"),
        ("He was seen in Fargo yesterday.", "Fargo", "place"),
    ],
)
def test_demonyms_and_names_inside_organizations_are_flagged(
    text: str, name: str, kind: str, places: Gazetteer, nlp: Language
) -> None:
    assert found(text, places, nlp)[name].kind == kind


def test_a_name_that_the_gazetteer_lacks_is_taken_to_be_beside_the_place_named_there(places: Gazetteer) -> None:
    text = "Classes went on at Blankenship Memorial Elementary School in Dayton, Ohio."
    start = text.index("Blankenship")
    (toponym,) = locate_spans(Article("test", text), [(start, text.index(" in Dayton"))], places)
    assert toponym.place is None, "nothing is named beside it"
    spans = [(start, text.index(" in Dayton")), (text.index("Dayton"), text.index(", Ohio"))]
    school, dayton = locate_spans(Article("test", text), spans, places)
    assert (school.kind, school.place) == ("unlisted", dayton.place)
    assert school.confidence < dayton.confidence
    assert school.radius_km is not None
    assert school.radius_km >= 50
    assert "not in the gazetteer" in school.why


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Two brothers were abducted in Santarem, Brazil, in the Diamantino neighborhood.", "Diamantino"),
        ("Workers gathered at Ulus square in Altindag, Ankara.", "Ulus"),
        ("They protested at Buta migrant camp in Jammu.", "Buta"),
        ("Shells fell on the Barh axis and on Barh (Taiz) in Yemen.", "Barh"),
    ],
)
def test_a_part_of_a_town_is_no_far_namesake(text: str, name: str, places: Gazetteer, nlp: Language) -> None:
    named = [t for t in locate(Article("test", text), places, nlp) if t.text == name and t.kind == "place"]
    assert not named


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("She was found in Brixton market in London.", "Brixton"),
        ("He was shot near Besiktas square in Istanbul.", "Besiktas"),
        ("A tram hit a car at Alexanderplatz square, Berlin.", "Alexanderplatz"),
    ],
)
def test_a_part_of_the_town_itself_is_found(text: str, name: str, places: Gazetteer, nlp: Language) -> None:
    assert any(t.text == name and t.kind == "place" and t.place for t in locate(text, places, nlp))


def test_a_name_that_lies_elsewhere_than_the_text_says_is_not_placed_there(places: Gazetteer, nlp: Language) -> None:
    text = "Fires near Lytton, Ont., spread. Crews left Lytton on Monday."
    toponyms = locate(Article("test", text), places, nlp)
    lyttons = [toponym for toponym in toponyms if toponym.text == "Lytton"]
    assert len(lyttons) == 2
    assert {toponym.kind for toponym in lyttons} == {"unlisted"}
    assert all(toponym.place and toponym.place.country == "CA" for toponym in lyttons)


def test_the_kind_of_one_name_is_not_that_of_the_next() -> None:
    text = "A bus fell in Rajouri district of Kashmir, in the province of Jammu."
    assert cue_beside(text, text.index("Kashmir"), text.index("Kashmir") + 7) == ""
    assert cue_beside(text, text.index("Jammu"), text.index("Jammu") + 5) == "province"


def test_a_place_that_reads_like_a_person_is_found(places: Gazetteer, nlp: Language) -> None:
    assert "Khan Younis" in found("Israeli jets struck Khan Younis and Rafah overnight.", places, nlp)


@pytest.mark.parametrize("name", ["Izium", "Chuhuiv", "Sumy"])
def test_a_name_in_a_list_with_a_place_is_one(name: str, places: Gazetteer, nlp: Language) -> None:
    assert name in found("Russian drones hit Chuhuiv, Sumy and Izium overnight.", places, nlp)


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("Teachers marched in Rio Branco (Acre) on Monday.", "Acre", "Acre"),
        ("Teachers marched in Rio Branco (Acre) on Monday.", "Rio Branco", "Rio Branco"),
        ("Drivers blocked a road in Tarapoto (San Martin) on Monday.", "San Martin", "San Martín Department"),
        ("They burned a school in the village of Doaligou (Diapangou, Gourma).", "Gourma", "Province du Gourma"),
        ("Residents were told to leave Lokoja, Kogi, on Monday.", "Kogi", "Kogi State"),
    ],
)
def test_a_name_that_holds_the_one_before_it_is_a_division(
    text: str, name: str, place: str, places: Gazetteer, nlp: Language
) -> None:
    assert placed(text, name, places, nlp) == place


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("Fighters detained three men in Tal Tamer town in north-east Syria.", "Tal Tamer", "Tall Tamr"),
        ("Gunmen raided the town of Suwayra, Iraqi police said.", "Suwayra", "As Suwayrah"),
        ("Somalia's army retook villages in Lower Shabelle.", "Lower Shabelle", "Lower Shabeelle"),
        ("The rebel-held town of Abu Al-Dhuhour in Syria was shelled.", "Abu Al-Dhuhour", "Abu az Zuhur"),
    ],
)
def test_a_name_in_another_spelling_is_found_in_the_country_of_the_text(
    text: str, name: str, place: str, places: Gazetteer, nlp: Language
) -> None:
    assert placed(text, name, places, nlp) == place


@pytest.mark.parametrize(
    "text",
    [
        "Fighters detained three men in Tal Tamer town in northern France.",
        "Islamic State of Iraq fighters attacked the village of Al-Nasiriyah in the Al-Hasakah Governorate.",
    ],
)
def test_a_name_in_another_spelling_is_left_where_the_text_speaks_of_elsewhere(
    text: str, places: Gazetteer, nlp: Language
) -> None:
    assert not {"Tall Tamr", "Nasiriyah"} & {t.place.name for t in locate(text, places, nlp) if t.place}


@pytest.mark.parametrize("word", sorted(first_column("kinds_not_names.tsv")))
def test_a_common_noun_alone_names_no_place(word: str, places: Gazetteer, nlp: Language) -> None:
    assert word not in found(f"Two people died in the {word} on Tuesday, officials said.", places, nlp)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A fire in Republic, Missouri, killed two.", "Republic"),
        ("QOM, Iran (Reuters) - A bomb killed two people on Tuesday.", "QOM"),
        ("A bomb in the UAE killed two people.", "UAE"),
    ],
)
def test_what_holds_it_makes_a_common_noun_or_three_capitals_a_name(
    text: str, name: str, places: Gazetteer, nlp: Language
) -> None:
    assert name in found(text, places, nlp)


def test_three_capitals_are_no_town(places: Gazetteer, nlp: Language) -> None:
    assert "APC" not in found("Shelling of an APC in Donetsk Oblast killed two.", places, nlp)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Rebels seized Bunia airport in eastern Congo.", "Bunia airport"),
        ("Thousands demonstrated at Orly airport south of Paris.", "Orly"),
    ],
)
def test_a_site_is_found_by_its_own_name_or_its_towns(
    text: str, name: str, places: Gazetteer, nlp: Language
) -> None:
    assert any(key.startswith(name) and t.place for key, t in found(text, places, nlp).items())


def test_the_longest_name_wins(places: Gazetteer, nlp: Language) -> None:
    toponyms = found("Ships left the Sea of Azov for the Black Sea.", places, nlp)
    assert list(toponyms) == ["Sea of Azov", "Black Sea"]


def test_offsets_are_those_of_the_text(places: Gazetteer, nlp: Language) -> None:
    text = "\n\n  In Kyiv\u2019s suburbs and São Paulo — or İzmir — it rained.\n\nNew York, too."
    for toponym in locate(Article("test", text), places, nlp):
        assert text[toponym.start : toponym.end] == toponym.text


def test_toponyms_do_not_overlap_and_are_in_order(places: Gazetteer, nlp: Language) -> None:
    text = "San Diego County and New York City are far from West Virginia, the Gulf of Mexico and Lake Superior."
    toponyms = locate(Article("test", text), places, nlp)
    assert all(one.end <= other.start for one, other in pairwise(toponyms))


def test_the_reason_names_what_the_text_says(places: Gazetteer, nlp: Language) -> None:
    toponym = found("A blast shook Zheleznogorsk in the Kursk region.", places, nlp)["Zheleznogorsk"]
    assert "Kursk Oblast" in toponym.why


def test_a_town_comes_before_the_district_called_after_it(places: Gazetteer) -> None:
    text = "Girls were taken from Chibok in Borno State."
    spans = [(text.index(name), text.index(name) + len(name)) for name in ("Chibok", "Borno State")]
    chibok, _ = locate_spans(Article("test", text), spans, places)
    assert chibok.place is not None
    assert chibok.place.feature == "PPLA2"


def test_a_town_takes_in_its_outskirts_and_a_country_keeps_its_extent(places: Gazetteer, nlp: Language) -> None:
    toponyms = found("Floods hit Yeysk in Russia.", places, nlp)
    town, country = toponyms["Yeysk"], toponyms["Russia"]
    assert town.place is not None
    assert country.place is not None
    assert town.radius_km == max(8.0, town.place.radius_km)
    assert country.radius_km == country.place.radius_km


def test_a_long_text_takes_no_longer_per_name(places: Gazetteer) -> None:
    """Its names are settled beside those around them, not beside all of a book's."""
    towns = [places[identifier] for identifier in (703448, 698740, 2643743, 2988507, 4717560, 2210247, 524901)]
    sentences = [f"In {town.name} {i} people met. " for i in range(300) for town in towns]

    def seconds(text: str) -> float:
        names = [name_given(text, *match.span(1), places) for match in re.finditer(r"In (.+?) \d", text)]
        distinct = [replace(name, text=f"{name.text} {i}") for i, name in enumerate(names)]
        started = time.process_time()
        resolve(distinct, text)
        return time.process_time() - started

    assert seconds("".join(sentences)) < 10 * seconds("".join(sentences[:500])) + 0.5


def test_a_doubtful_name_shows_its_rivals_and_less_confidence(places: Gazetteer, nlp: Language) -> None:
    doubtful = found("A fire broke out in Springfield.", places, nlp)["Springfield"]
    plain = found("A fire broke out in Ouagadougou.", places, nlp)["Ouagadougou"]
    assert len({rival.place.admin1 for rival in doubtful.alternatives}) >= 2
    assert doubtful.confidence < 0.6 < plain.confidence


def test_spans_that_are_given_are_placed_and_no_others(places: Gazetteer) -> None:
    text = "From Odesa to Kyiv by train."
    placed = locate_spans(Article("test", text), [(5, 10)], places)
    assert [(toponym.text, toponym.place and toponym.place.id) for toponym in placed] == [("Odesa", 698740)]


@pytest.mark.parametrize("span", [(-1, 3), (3, 3), (5, 2), (0, 99)])
def test_a_span_outside_the_text_is_refused(span: tuple[int, int], places: Gazetteer) -> None:
    with pytest.raises(ValueError, match=re.escape("is not within the text")):
        locate_spans(Article("test", "Odesa"), [span], places)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "...", "🙂🙂", "12345", "a" * 5000, "ОДЕСА", "北京发生爆炸"])
def test_odd_texts_are_no_error(text: str, places: Gazetteer, nlp: Language) -> None:
    locate(Article("test", text), places, nlp)


TABLES = [
    "area_words",
    "confidence",
    "kinds_not_names",
    "not_places",
    "ordinary_words",
    "organization_words",
    "person_titles",
    "place_company",
    "recognition",
]


@pytest.mark.parametrize("table", TABLES)
def test_a_table_has_a_header_and_no_row_twice(table: str) -> None:
    lines = (resources.files("geo") / "data" / f"{table}.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines[1:] if not line.startswith("#")]
    assert len({row[0] for row in rows}) == len(rows)
    assert {len(row) for row in rows} == {len(lines[0].split("\t"))}


@pytest.mark.parametrize("word", sorted(area_words()))
def test_an_area_word_admits_feature_codes(word: str) -> None:
    assert word == word.lower()
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]{1,4}\*?", code) for code in area_words()[word])
