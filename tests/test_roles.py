"""Who did it, to whom, with what, and who says so: read from sentences of many makes, or left unknown."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from gazetteer import Gazetteer
from geo import extract
from geo.article import Article
from geo.incident import Incident

if TYPE_CHECKING:
    from spacy.language import Language

THURSDAY = date(2024, 3, 14)


@pytest.fixture(scope="module")
def one(places: Gazetteer, nlp: Language):  # type: ignore[no-untyped-def]
    """The first incident of a text."""

    def reading(text: str) -> Incident:
        return extract(Article("roles", text, published=THURSDAY), places, nlp)[0]

    return reading


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Taliban fighters ambushed an Afghan army patrol in Kunduz on Tuesday.", "Taliban fighters"),
        ("A church in Maiduguri was set on fire by Boko Haram insurgents on Sunday.", "Boko Haram insurgents"),
        ("Woman, 34, shot dead by husband in Lyon", "husband"),
        ("An air strike by Israeli jets on a school in Gaza City killed 20 people on Saturday.", "Israeli"),
        ("The murder of a lawyer by two hitmen in Medellin on Monday shocked the city.", "two hitmen"),
        ("The drone that struck an apartment block in Sumy on Monday was launched by Russia.", "Russia"),
        ("Police in Cali are looking for two men who shot a shopkeeper on Monday.", "two men"),
        ("The killing of a priest in Guanajuato on Monday was blamed on a local cartel.", "local cartel"),
        ("A grenade attack on a bar in Bujumbura, attributed by police to rebels, wounded ten people.", "rebels"),
        ("Houthi rebels said they had fired a missile at a tanker off Hodeidah on Monday.", "Houthi rebels"),
        ("Clashes between herders and farmers in Moundou on Monday left eight dead.", "herders and farmers"),
        ("Fighting between the army and the M23 resumed near Sake on Monday.", "army and the M23"),
        ("Colombian troops and FARC dissidents exchanged fire in Argelia on Monday.",
         "Colombian troops and FARC dissidents"),
        ("The victim told police that her ex-boyfriend set her car on fire in Tacoma on Monday.", "ex-boyfriend"),
        ("Colonel Diaz was the mastermind of the murder of a priest in Cali on Monday.", "Colonel Diaz"),
        ("Two officers were implicated in the killing of a trader in Lagos on Monday.", "Two officers"),
        ("A knifeman wounded three commuters at a station in Hamburg on Monday.", "knifeman"),
        ("The Wagner Group was accused by villagers of killing 20 herders near Hombori.", "Wagner Group"),
        ("Hezbollah said it fired 40 rockets at a base near Safed on Monday.", "Hezbollah"),
        ("Rioting inmates killed seven prisoners in a jail in Esmeraldas on Monday.", "Rioting inmates"),
        ("Moscow blamed Kyiv for the car bomb that killed a general in Balashikha on Friday.", "Kyiv"),
        ("Prosecutors charged a 19-year-old student with the murder of his teacher in Nantes on Monday.",
         "19-year-old student"),
    ],
)  # fmt: skip
def test_the_doer_is_who_the_grammar_says(text: str, actor: str, one) -> None:  # type: ignore[no-untyped-def]
    assert one(text).actor == actor


@pytest.mark.parametrize(
    "text",
    [
        # the police, rescuers, speakers and the one who suffered did not do it
        "A boy was stabbed to death in Croydon on Friday. The Met Police have launched a murder investigation.",
        "Rescuers pulled 12 bodies from the rubble of a building that collapsed in Beirut on Monday.",
        "Police are hunting a suspect believed to have left a device that exploded in Lyon on Monday, wounding 13.",
        "Germany's interior minister visited Magdeburg, where a man drove into a market on Friday, killing five.",
        "The ministry said shells hit a school in Donetsk on Monday, killing two teachers.",
        "Amnesty International called for an inquiry into the killing of four protesters in Conakry on Monday.",
        "Minister Porth's murder in San Salvador on Monday shocked the city.",
        "The mayor of Uruapan was assassinated on Saturday night while attending a festival.",
        "A bomb planted under a car killed a journalist in Kyiv on Monday. Doctors fought for his life.",
        "Two boys were electrocuted in Karachi on Monday; residents blamed the power company.",
        # an adjective of the deed, or a word for nobody
        "A terrorist attack on a newspaper in western Bogota on Monday wounded ten people.",
        "Someone set fire to a mailbox on Pine Street in Salem on Sunday.",
        # nobody does an accident or a hazard
        "A bus carrying pilgrims overturned near Multan on Monday, killing 14, rescue officials said.",
        "A landslide buried a village in Enga on Friday; the army sent engineers to help dig.",
        "A woman's car caught fire near Utrecht on Monday. A passer-by pulled her out.",
        "- Kitchen fire at 14 Station Road, Leeds, on Monday.\n"
        "- A man was assaulted by two youths on Park Lane, Leeds, on Monday.",
    ],
)
def test_nobody_is_accused_whom_the_text_does_not_name(text: str, one) -> None:  # type: ignore[no-untyped-def]
    assert one(text).actor is None


@pytest.mark.parametrize(
    ("text", "target", "weapon"),
    [
        ("Houthi rebels said they had fired a missile at a tanker off Hodeidah on Monday.", "tanker", "missile"),
        ("Attackers threw a grenade at a checkpoint in Jalalabad on Monday.", "checkpoint", "grenade"),
        ("Protesters hurled petrol bombs at police in Athens on Monday.", "police", "petrol bombs"),
        ("Unknown assailants opened fire on a car carrying a judge in Tripoli on Monday.", "car", None),
        ("A man who drove a car into a crowd in Munich on Thursday injured 28 people.", "crowd", None),
        ("Arsonists set fire to two mosques in Mansfield on Monday night.", "two mosques", None),
        ("Students clashed with police in Santiago on Monday.", "police", None),
        ("UN peacekeepers came under attack in Bunia on Monday.", "UN peacekeepers", None),
        ("Turkey shot down a Russian fighter jet over Latakia on Monday.", "Russian fighter jet", None),
        ("The attack on a police post in Tillaberi on Monday killed six officers.", "police post", None),
        ("Villagers fled after militiamen attacked Mambasa on Monday.", None, None),
        ("Air defences shot down three drones over Tver on Monday.", None, "three drones"),
    ],
)
def test_who_was_hit_and_with_what(text: str, target: str | None, weapon: str | None, one) -> None:  # type: ignore[no-untyped-def]
    found = one(text)
    assert (found.target, found.weapon) == (target, weapon)


@pytest.mark.parametrize(
    ("text", "damage"),
    [
        ("Floods swept away a bridge and 200 houses in Sylhet on Monday.", "bridge and 200 houses"),
        ("Firefighters battled a blaze that destroyed a paper mill in Tampere on Monday.", "paper mill"),
        ("Masked men torched the ruling party office in Bamenda on Monday.", "ruling party office"),
        ("A fire broke out at a paper mill in Tampere on Monday.", None),
    ],
)
def test_what_was_damaged(text: str, damage: str | None, one) -> None:  # type: ignore[no-untyped-def]
    assert one(text).damage == damage


@pytest.mark.parametrize(
    ("text", "speaker", "how"),
    [
        ("Drones hit a power station in Merowe on Monday - state media", "state media", "said"),
        ("According to the Syrian Observatory for Human Rights, artillery shelled Sarmin on Monday.",
         "Syrian Observatory for Human Rights", "said"),
        ("The Red Cross said two of its workers were killed in an attack in South Kordofan on Monday.",
         "Red Cross", "said"),
        ("Nobody has claimed the attack on a train near Quetta on Monday that killed five passengers.", None, None),
        ("BREAKING: Explosion heard in downtown Kabul, smoke rising near a hotel. #Afghanistan", None, None),
        ("Officers responded to a shooting in Dayton on Sunday that wounded a man.", None, None),
        ("President Boluarte condemned the killing of 13 miners by a gang in Pataz on Sunday.", None, None),
    ],
)  # fmt: skip
def test_who_says_so(text: str, speaker: str | None, how: str | None, one) -> None:  # type: ignore[no-untyped-def]
    found = one(text)
    assert (found.claimed_by, found.claim) == (speaker, how)
