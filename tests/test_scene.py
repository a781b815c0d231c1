"""The place of an incident: the words of the text for it, the place on Earth, and what is no place of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from gazetteer import Gazetteer
from geo.article import Article
from geo.extracting import extract
from geo.incident import Incident
from geo.landmarks import landmarks
from geo.vocabulary import rows

if TYPE_CHECKING:
    from spacy.language import Language

PUBLISHED = date(2024, 3, 14)


@pytest.fixture
def read(places: Gazetteer, nlp: Language):  # type: ignore[no-untyped-def]
    """Reads a text as an article of 14 March 2024."""

    def incidents(text: str) -> list[Incident]:
        return extract(Article("test", text, published=PUBLISHED), places, nlp)

    return incidents


@pytest.mark.parametrize(
    ("text", "written", "name", "relation"),
    [
        ("A truck bomb destroyed the police headquarters in Mogadishu on Tuesday.",
         "police headquarters in Mogadishu", "Mogadishu", "at"),
        ("A bomb exploded in front of the Hotel Continental in Dakar on Tuesday, wounding five people.",
         "Hotel Continental in Dakar", "Dakar", "at"),
        ("A bomb went off outside the embassy of Turkey in Baghdad on Tuesday.",
         "embassy of Turkey in Baghdad", "Baghdad", "at"),
        ("A fire broke out at Aleppo airport on Tuesday.", "Aleppo airport", "Aleppo", "at"),
        ("Israel bombed a refugee camp in Jabalia on Tuesday.", "refugee camp in Jabalia", "Jabalia", "at"),
        ("Two teenagers were shot in the 1200 block of Main Street in Houston on Tuesday.",
         "1200 block of Main Street in Houston", "Houston", "at"),
        ("Rockets struck a house in the suburbs of Damascus on Tuesday.", "suburbs of Damascus", "Damascus", "near"),
        ("A boat sank off the coast of Lampedusa on Tuesday, drowning at least 20 migrants.",
         "coast of Lampedusa", "Lampedusa", "near"),
        ("A landmine killed two farmers in a field outside Mykolaiv on Tuesday.",
         "field outside Mykolaiv", "Mykolaiv", "near"),
        ("Washington carried out air strikes in eastern Syria on Tuesday.", "eastern Syria", "Syria", "in"),
        ("Rebels captured the town of Bunagana on Tuesday.", "town of Bunagana", "Bunagana", "at"),
    ],
)  # fmt: skip
def test_the_place_is_written_as_the_text_has_it_and_lies_where_its_name_is(  # type: ignore[no-untyped-def]
    text: str, written: str, name: str, relation: str, read
) -> None:
    (found,) = read(text)
    assert (found.where.text, found.where.place.name, found.where.relation) == (written, name, relation)


@pytest.mark.parametrize(
    ("text", "written", "near", "precision"),
    [
        ("Troops entered the village of Kwakwa, near Bamenda, on Tuesday and burned 30 houses.",
         "village of Kwakwa", "Bamenda", 2),
        ("Gunmen attacked the village of Tchoma Bangou in western Niger on Tuesday, killing 50 people.",
         "village of Tchoma Bangou in western Niger", "Niger", 6),
        ("Bandits killed nine farmers in Wurrotsinde, a hamlet in Nigeria, on Tuesday.", "Wurrotsinde", "Nigeria", 6),
        ("Rebels attacked Kakumbu village (Bafuliro, Uvira) on Tuesday, killing 12 civilians.",
         "Kakumbu village", "Uvira", 2),
        ("Gunmen attacked the village of Mukokoro (Bukavu, South Kivu) on Tuesday.",
         "village of Mukokoro", "Bukavu", 2),
        ("Rebels shelled Tarhoun' town in Aleppo province on Tuesday.", "Tarhoun' town", "Aleppo", 4),
    ],
)  # fmt: skip
def test_what_the_gazetteer_lacks_keeps_its_name_and_is_no_more_exact_than_what_holds_it(  # type: ignore[no-untyped-def]
    text: str, written: str, near: str, precision: int, read
) -> None:
    (found,) = read(text)
    assert written in found.where.text
    assert (found.where.place.name, found.where.precision) == (near, precision)


@pytest.mark.parametrize(
    ("text", "lat", "lon", "least", "most"),
    [
        ("Gunmen ambushed a convoy 12 km north of Gao on Tuesday, killing three soldiers.", 16.38, -0.04, 3, 15),
        ("An earthquake of magnitude 6.2 struck 40 km south-west of Kathmandu on Tuesday.", 27.45, 85.03, 10, 30),
        ("Three miners died at a coal mine about 30 miles east of Johannesburg on Tuesday.", -26.2, 28.53, 10, 30),
        ("A minibus overturned on the road between Nakuru and Eldoret on Tuesday, killing 11 people.",
         0.11, 35.67, 50, 90),
        ("A tanker exploded on the highway from Karachi to Hyderabad on Tuesday, killing 11 people.",
         25.13, 67.69, 70, 130),
        ("Two soldiers were killed on the Kirkuk-Tikrit road on Tuesday.", 35.04, 44.04, 45, 90),
        ("Demonstrators blocked the highway linking Lyon and Marseille on Tuesday.", 44.52, 5.12, 120, 180),
    ],
)  # fmt: skip
def test_a_way_from_or_between_places_is_a_point_with_the_slack_of_the_words(  # type: ignore[no-untyped-def]
    text: str, lat: float, lon: float, least: float, most: float, read
) -> None:
    (found,) = read(text)
    assert found.where.lat == pytest.approx(lat, abs=0.05)
    assert found.where.lon == pytest.approx(lon, abs=0.05)
    assert least < found.where.radius_km < most


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Drones hit Odesa, Mykolaiv and Kherson on Tuesday night.", ["Odesa", "Mykolaiv", "Kherson"]),
        ("Tens of thousands protested in Paris, Lyon and Marseille on Tuesday.", ["Paris", "Lyon", "Marseille"]),
        ("Air raids hit Idlib and Hama provinces on Tuesday.", ["Idlib", "Hama"]),
        ("Explosions were also heard in Mykolaiv and Ternopil on Tuesday.", ["Mykolaiv", "Ternopil"]),
        ("A bomb exploded in Lahore, Pakistan, on Tuesday.", ["Lahore"]),
        ("Hundreds protested in Berlin and in the German town of Mainz on Tuesday.", ["Berlin", "Mainz"]),
        ("Flash floods killed 14 people across five regions of Somalia on Tuesday.", ["Somalia"]),
    ],
)
def test_several_places_are_several_incidents_and_a_place_with_its_country_is_one(  # type: ignore[no-untyped-def]
    text: str, names: list[str], read
) -> None:
    assert [found.where.place.name for found in read(text)] == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # Who speaks, and from where
        ("In Geneva, the UN said that an air strike had killed nine people in Taiz on Tuesday.", "Taiz"),
        ("President Zelensky said in Berlin that Russian shelling had killed two people in Sumy on Tuesday.", "Sumy"),
        ("Police in Lyon said that a man had been stabbed in Villeurbanne on Tuesday.", "Villeurbanne"),
        ("NAIROBI, Kenya (AP) - Gunmen killed six people in Garissa on Tuesday.", "Garissa"),
        ("BEIRUT - Airstrikes on southern Lebanon killed 92 people on Tuesday.", "Lebanon"),
        ("In Colta, Ecuador, farmers blocked a road in Palmira sector in a protest on Tuesday.", "Colta"),
        ("In Huancayo, relatives staged a protest outside the Public Ministry offices on Tuesday.", "Huancayo"),
        # A capital for its government, a citizenship
        ("Moscow said a Ukrainian drone had been shot down over Belgorod on Tuesday.", "Belgorod"),
        ("Paris condemned an attack that killed nine people in Bamako on Tuesday.", "Bamako"),
        ("A French tourist was stabbed to death in Bogota on Tuesday.", "Bogotá"),
        ("A Sydney man was killed by a shark near Ballina on Tuesday.", "Ballina"),
        # Where people or weapons came from or went
        ("Rockets were fired from Gaza at Ashkelon on Tuesday.", "Ashkelon"),
        ("A bomber that took off from Saratov struck a warehouse in Kharkiv on Tuesday.", "Kharkiv"),
        ("A plane from Lagos crashed on Tuesday in Abuja, killing 15 people.", "Abuja"),
        ("Refugees who fled to Chad said that militiamen killed 40 people in El Geneina on Tuesday.", "El Geneina"),
        ("Thousands fled to Uganda after rebels burned villages in Ituri on Tuesday.", "Ituri"),
        ("The body of a journalist killed in Veracruz on Tuesday was flown to Mexico City.", "Veracruz"),
        ("In Tena on Tuesday, farmers blocked the highways to Loreto and Puyo.", "Tena"),
        # Where the hurt were treated and the accused were tried
        ("A man shot in Compton on Tuesday died at a hospital in Los Angeles.", "Compton"),
        ("The wounded were taken to a hospital in Amman after a blast in Zarqa on Tuesday.", "Zarqa"),
        ("A court in The Hague heard that the accused killed 30 villagers in Ituri.", "Ituri"),
        ("Police in Marseille arrested five men on Tuesday over a fraud in Nice.", "Marseille"),
    ],
)
def test_other_places_of_the_sentence_are_no_scene(text: str, name: str, read) -> None:  # type: ignore[no-untyped-def]
    assert {found.where.place.name for found in read(text)} == {name}


@pytest.mark.parametrize(
    "text",
    [
        "Russia struck Ukrainian positions with missiles on Tuesday.",
        "Artillery strikes on Russia positions on Tuesday killed three soldiers.",
        "A Russian helicopter was shot down on Tuesday.",
        "Two US pilots were killed in a helicopter crash on Tuesday.",
        "Mortar fire by Ukraine's 53rd Brigade killed two Russian soldiers on Tuesday.",
    ],
)
def test_a_country_is_no_scene_for_its_forces_or_its_people(text: str, read) -> None:  # type: ignore[no-untyped-def]
    assert {found.where.place for found in read(text)} == {None}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Pakistan police killed three gunmen on Tuesday.", "Pakistan"),
        ("Ukraine's air defence shot down 90 drones on Tuesday.", "Ukraine"),
        ("An attack in Nigeria killed 20 people on Tuesday.", "Nigeria"),
    ],
)
def test_a_country_is_the_scene_for_those_at_home(text: str, name: str, read) -> None:  # type: ignore[no-untyped-def]
    assert {found.where.place.name for found in read(text)} == {name}


def test_the_end_of_a_journey_is_no_place_even_where_there_is_no_other(read) -> None:  # type: ignore[no-untyped-def]
    (found,) = read("Six survivors of a bus crash on Tuesday were flown to Nairobi.")
    assert found.where.place is None


@pytest.mark.parametrize(
    "text",
    [
        "Shells hit homes in Verkhnivka, Zhytomyr, on Tuesday, killing two people.",
        "Gunmen shot dead a man in La Quebradita (Sucre) on Tuesday.",
    ],
)
def test_an_unknown_village_is_in_the_province_not_near_the_capital_named_like_it(text: str, read) -> None:  # type: ignore[no-untyped-def]
    (found,) = read(text)
    assert found.where.is_area
    assert found.where.radius_km >= 90


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A man was shot dead in Celaya, Guanajuato, on Tuesday.", "Celaya"),
        ("Police arrested 63 people in Quezaltepeque, La Libertad, on Tuesday.", "Quezaltepeque"),
        ("Thousands protested in Lafia (Nasarawa) on Tuesday.", "Lafia"),
        ("A blast killed two people in Ukraine's Kharkiv on Tuesday.", "Kharkiv"),
        ("Soldiers shot a man in the West Bank city of Nablus on Tuesday.", "Nablus"),
    ],
)
def test_of_the_names_of_one_place_the_inmost_is_meant(text: str, name: str, read) -> None:  # type: ignore[no-untyped-def]
    (found,) = read(text)
    assert found.where.place.name == name


def test_the_sentences_after_speak_of_the_town_not_of_the_building_in_it(read) -> None:  # type: ignore[no-untyped-def]
    found = read(
        "A bomb exploded at a mosque in Herat on Tuesday, killing six people. "
        "Gunmen abducted two doctors an hour later."
    )
    assert [(i.type, i.where.text, i.where.place.name) for i in found] == [
        ("explosive_device", "mosque in Herat", "Herat"),
        ("abduction", "Herat", "Herat"),
    ]


def test_a_far_namesake_is_a_part_of_the_town_whose_police_answered(read) -> None:  # type: ignore[no-untyped-def]
    (found,) = read(
        "RICHMOND, Va. - A teenager was shot dead in Church Hill on Tuesday, Richmond police said. "
        "It happened in the 2900 block of Marshall Street."
    )
    assert (found.where.place.name, found.where.place.admin1) == ("Richmond", "Virginia")


def test_the_town_of_the_station_is_no_scene(read) -> None:  # type: ignore[no-untyped-def]
    (found,) = read(
        "Woman shot on Tuesday night - WXYZ.com - Columbus, GA News Weather & Sports\n\n"
        "Macon police said a woman was shot on Tuesday night at her home in Macon, Georgia."
    )
    assert found.where.place.name == "Macon"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Soldiers shelled the village of Al-Karmah and the Hajji Bek hill on Tuesday.", ["Al-Karmah", "Hajji Bek"]),
        ("Fighters stormed Kafr Batikh and Tal Mardu on Tuesday.", ["Kafr Batikh"]),
        ("A mortar hit the Ibn Rushd Hospital on Tuesday.", ["Ibn Rushd Hospital"]),
        ("Police questioned Peter Olufsen on Tuesday.", []),
        ("The Islamic State and the Fourth Division fought on Tuesday.", []),
        ("He joined the Workers Party in May.", []),
    ],
)
def test_names_that_the_words_beside_them_show_to_be_places(text: str, names: list[str], nlp: Language) -> None:
    sentence = next(nlp(text).sents)
    found = [each.text for each in landmarks(sentence, [])]
    assert found[: len(names)] == names
    assert len(names) > 0 or found == []


def test_the_table_of_evidence_is_sorted_and_weighs_each_piece_once() -> None:
    names = [name for name, _ in rows("scene.tsv")]
    assert names == sorted(set(names))
    assert all(-6 < float(weight) < 6 for _, weight in rows("scene.tsv"))


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [
        ("A quake was centered 27 kilometers east-northeast of the city of Jalalabad on Sunday.", 34.52, 70.72),
        ("A ship was attacked 51 nautical miles southwest of the Yemeni port of Hodeidah on Sunday.", 14.19, 42.34),
        ("A bomb exploded 20 km south-east of Kabul on Monday.", 34.40, 69.33),
    ],
)
def test_a_distance_and_a_bearing_give_the_point(
    text: str, lat: float, lon: float, places: Gazetteer, nlp: Language
) -> None:
    (found, *_) = extract(Article("", text), places, nlp)
    assert (found.where.lat, found.where.lon) == pytest.approx((lat, lon), abs=0.02)
    assert found.where.relation == "near"
