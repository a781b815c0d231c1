"""
Standing: how a place of a sentence stands to a trigger, as evidence that it is where the thing happened.

The evidence is read off the grammar between the two words; ``data/scene.tsv`` holds what each piece weighs, fitted on
sentences in which people marked the place of an event word (``tests/bench/fit_scene.py``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from .dating import dateline
from .grammar import is_verb, kinds, lemma, objects, text_of
from .landmarks import kind_words
from .spots import Spot, precision_of
from .vocabulary import rows, words_of

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

TAKINGS = frozenset({"abduct", "kidnap", "snatch", "seize", "rescue", "free", "steal", "disappear"})
"""Verbs whose "from" is where it happened."""
ROLES = {
    "dobj": "object",
    "nsubj": "subject",
    "nsubjpass": "passive subject",
    "poss": "possessive",
    "appos": "apposition",
}
ARRESTS = frozenset("arrest detain charge jail convict apprehend search".split())
CAUSES = ("over", "for", "about", "after", "following", "with", "of")
"""Prepositions of what people are arrested for: "arrested over a robbery in Nice"."""
AFTERWARDS = frozenset("hospital clinic infirmary morgue mortuary court courthouse courtroom jail prison".split())
AFTER = frozenset(
    """
    die succumb take rush treat pronounce declare airlift fly transfer hospitalize hospitalise recover appear try
    sentence arraign indict convict charge jail detain hold extradite
    """.split()
)
"""What is done with the hurt and the accused at a hospital or a court, which is not where it happened."""
JOURNEYS = frozenset(
    """
    flee travel fly send head move return transport airlift take drive go bring come arrive leave escape deport
    extradite evacuate rush transfer depart visit deploy relocate withdraw hail commute sail march
    """.split()
)
"""Verbs that lead to or from a place, which is then an origin or a destination."""
BOUND = re.compile(
    r"\b(?:bound for|destined for|en route (?:to|for)|on (?:its|their|his|her) way to|head(?:ed|ing) (?:to|for))"
    r"(?: the)? $"
)
"""What stands before a place that nobody had reached."""
WAY_TO = re.compile(
    r"\b(?:roads?|highways?|routes?|motorways?|railways?|rails?|lines?|tracks?|ways?|trains?|bus|buses|flights?|bound) "
    r"(?:leading )?(?:to|towards?|for|into)(?: the)?(?: [A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?,?(?: and(?: the)?)?)? $"
)
"""What stands before where a road goes: "blocked the highways to Loreto and Puyo"."""
NAMING = frozenset({"compound", "nmod", "amod"})
CLAUSES = frozenset({"that", "who", "which", "where", "said", "says"})
"""Words that begin a clause or end one."""
ABROAD = frozenset({"person", "force", "aircraft"})
"""Classes of those who may be hit, or strike, in another country than their own."""
POLICE = frozenset("police policeman policewoman officer gendarme court judge prosecutor official".split())


def probability(spot: Spot, trigger: Token, others: Sequence[Spot], named: frozenset[int]) -> float:
    """Return how likely a spot is the place of a trigger; ``others`` are all spots of the sentence."""
    if spot.root.head.dep_ == "agent":
        return 0.0  # "launched by Russia"
    if spot.root.idx < dateline(spot.root.doc):
        return 0.0
    if _of_people(spot, trigger) or BOUND.search(_before(spot, 40)):
        return 0.0
    weights = _weights()
    score = sum(weights.get(name, 0.0) * value for name, value in describe(spot, trigger, others, named).items())
    return 1 / (1 + math.exp(-score))


def _of_people(spot: Spot, trigger: Token) -> bool:
    """
    Whether a country stands for who acted, or for whose people they are: "Russia struck a depot", "two US pilots".

    Police are at home: "Pakistan police killed three gunmen".
    """
    place, root = spot.name.place, spot.root
    if place is None or not place.feature.startswith("PCL"):
        return False
    if root.head == trigger and root.dep_ == "nsubj" and is_verb(trigger) and objects(trigger):
        return True
    theirs = bool(kinds(root.head) & ABROAD) or lemma(root.head) in {"position", "equipment", "armour", "armor"}
    return root.dep_ in {*NAMING, "poss"} and theirs and lemma(root.head) not in POLICE


@cache
def _weights() -> dict[str, float]:
    return {name: float(weight) for name, weight in rows("scene.tsv")}


def describe(spot: Spot, trigger: Token, others: Sequence[Spot], named: frozenset[int]) -> dict[str, float]:
    """Return the evidence: names as in ``data/scene.tsv``, with their values."""
    down, up, top = _ways(spot.root, trigger)
    found = {"constant": 1.0, **_held(down, top, trigger), **_around(spot, trigger, others)}
    clauses = [token for token in down if is_verb(token)]
    above = [token for token in up if is_verb(token)]
    found[f"clauses down {min(len(clauses), 3)}"] = 1.0
    found[f"clauses up {min(len(above), 3)}"] = 1.0
    found |= {f"within {token.dep_}": 1.0 for token in clauses}
    found |= {f"trigger within {token.dep_}": 1.0 for token in above}
    found["outmost " + (down[-1].dep_ if down else "itself")] = 1.0
    for token in down[1:]:
        if not is_verb(token) and token.pos_ in {"NOUN", "PROPN"}:
            found["through " + _kind(token, named)] = 1.0
    through = [lemma(token) for token in down[1:] if not is_verb(token)]
    found["where they were treated or tried"] = float(
        bool(AFTERWARDS & set(through)) and bool(AFTER & {lemma(trigger), lemma(top)})
    )
    found["what they were arrested for"] = float(
        lemma(trigger) in ARRESTS and "through a thing" in found and any(f"outmost {word}" in found for word in CAUSES)
    )
    found["under the trigger"] = float(top == trigger)
    found["where a road goes"] = float(bool(WAY_TO.search(_before(spot, 60))))
    speech = top != trigger and is_verb(top) and lemma(top) in words_of("speech")
    found["under speech"] = float(speech)
    # Where an attack is condemned is not where it was; where it is announced that someone was shot often is.
    found["spoken of"] = float(speech and not is_verb(trigger))
    return found


def opens(spot: Spot) -> bool:
    """Whether a place opens its sentence, after a day at most, before who did what: "On Monday in Oslo, ..."."""
    first = spot.root.sent.start
    before = spot.root.doc[first : spot.root.left_edge.i]
    if not before or len(before) > 14 or not any(token.lower_ in {"in", "at", "near", "around"} for token in before):
        return False
    return not any(is_verb(token) or token.dep_.startswith("nsubj") for token in before)


def _before(spot: Spot, letters: int) -> str:
    """The letters that stand before a place."""
    start = spot.chain[0].start
    return text_of(spot.root.doc)[max(0, start - letters) : start]


def _ways(place: Token, trigger: Token) -> tuple[list[Token], list[Token], Token]:
    """
    The tokens from the place and from the trigger up to where their ways meet, and that token.

    A noun ("carried out an attack in Oslo") shares the places of the verb that it is said with.
    """
    ups = _way(trigger)
    downs = _way(place)
    top = next((token for token in downs if token in ups), downs[-1])
    down = downs[: downs.index(top)]
    up = ups[: ups.index(top)] if top in ups else ups
    if top != trigger and up and not any(is_verb(token) for token in up) and is_verb(top):
        return down, [], top
    return down, up, top


def _way(token: Token) -> list[Token]:
    way = [token]
    while token.head != token:
        token = token.head
        way.append(token)
    return way


def _held(down: Sequence[Token], top: Token, trigger: Token) -> dict[str, float]:
    """What holds a name in its sentence: its preposition, or its role."""
    if not down:
        return {"held by nothing": 1.0}
    root = down[0]
    prepositions = [token.lower_ for token in down if token.dep_ in {"prep", "agent"}]
    if root.dep_ == "pobj" and prepositions:
        held = prepositions[0]
    elif root.dep_ in NAMING:
        held = "noun"
    else:
        held = ROLES.get(root.dep_, "other")
    found = {f"held by {held}": 1.0, "outmost " + (prepositions[-1] if prepositions else "no preposition"): 1.0}
    if top == trigger and not is_verb(trigger) and held in {"noun", "possessive"} and root.head == trigger:
        found["names the deed"] = 1.0
    if (
        held in {"to", "from", "toward", "towards", "for"}
        and is_verb(top)
        and lemma(top) in JOURNEYS - {lemma(trigger)}
    ):
        found["end of a journey"] = 1.0
    if "from" in prepositions and lemma(trigger) in TAKINGS:
        found["taken from"] = 1.0
    if held == "subject" and lemma(root.head) in words_of("suffering"):
        found["suffers"] = 1.0
    return found


def _kind(noun: Token, named: frozenset[int]) -> str:
    if lemma(noun) in kind_words() or noun.i in named:
        return "a place"
    return "people" if "person" in kinds(noun) else "a thing"


def _around(spot: Spot, trigger: Token, others: Sequence[Spot]) -> dict[str, float]:
    """Order and distance in the sentence, and what kind of place it is."""
    at = spot.root.i
    first, last = sorted((at, trigger.i))
    start, passed = _passed(trigger.sent)
    # A name may reach over the end of its sentence.
    begin, end = (max(0, min(n, len(passed[0]) - 1)) for n in (first - start + 1, max(last - start, first - start + 1)))
    commas, verbs, thats = (count[end] - count[begin] for count in passed)
    side = [each for each in others if (each.root.i < trigger.i) == (at < trigger.i)]
    place = spot.name.place
    precision = precision_of(place) if place else 0
    kind = "unknown" if place is None else "country" if precision == 6 else "area" if precision >= 3 else "point"
    return {
        "log of words between": math.log(1 + last - first),
        "before the trigger": float(at < trigger.i),
        "nearest": float(min(others, key=lambda each: abs(each.root.i - trigger.i)) is spot),
        "nearest on its side": float(min(side, key=lambda each: abs(each.root.i - trigger.i)) is spot),
        "the only place": float(all(each is spot or each.root in spot.root.conjuncts for each in others)),
        "opens the sentence": float(at - start < 6),
        "commas between": float(min(commas, 3)),
        "verb between": float(verbs > 0),
        "that between": float(thats > 0),
        f"is {kind}": 1.0,
        "with its container": float(len(spot.chain) > 1),
    }


def _passed(sentence: Span) -> tuple[int, list[list[int]]]:
    """
    The first word of a sentence, and how many commas, verbs and words like "that" stand before each of its words.

    Kept with the text: it is asked for each trigger and place of the sentence.
    """
    known: tuple[int, int, list[list[int]]] | None = sentence.doc.user_data.get("passed")
    if known is None or known[:2] != (sentence.start, sentence.end):
        words = [
            (token.text == ",", is_verb(token) and token.dep_ not in {"aux", "auxpass"}, token.lower_ in CLAUSES)
            for token in sentence
        ]
        counts = [[0, *accumulate(kind)] for kind in zip(*words, strict=True)]
        known = sentence.doc.user_data["passed"] = (sentence.start, sentence.end, counts)
    return known[0], known[2]
