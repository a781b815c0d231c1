"""Saying: what words make of a deed: an idea, a likeness, one deed that someone is accused of, what is refuted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .grammar import ancestors, children, complements, is_verb, kinds, lemma, objects

if TYPE_CHECKING:
    from spacy.tokens import Token

SOLID = frozenset({"person", "force", "structure", "vehicle", "settlement", "crowd", "place"})
"""What can be hit."""
EXPLODING = frozenset("explosive industry vehicle structure missile drone incendiary gun group".split())
"""What an explosion can be of, if it is no figure of speech."""
PARTS = frozenset("involvement responsibility role part hand link connection complicity knowledge".split())
"""What those deny who do not deny that it happened."""
SAYINGS = frozenset("allegation accusation claim report rumour rumor assertion suggestion".split())
REFUTING = frozenset("deny reject dismiss refute rubbish debunk disprove".split())
UNTRUE = frozenset("false untrue baseless groundless unfounded fake fabricated wrong nonsense".split())
GROWING = frozenset(
    "rent price cost crime number demand interest use sale debt population violence spending popularity travel".split()
)
"""What explodes in the news of business."""
CRITICS = frozenset(
    "party critic opposition rival lawmaker press media paper newspaper union senator ally record policy".split()
)
"""By whom or for what one comes under an attack of words."""
HUMAN_DEEDS = frozenset({"attack", "assault", "aggression"})


def is_concrete(token: Token, place_tokens: frozenset[int]) -> bool:
    """Whether an attack is on someone or something that can be hit, not "an attack on our values"."""
    if lemma(token) == "explosion":
        what = complements(token, "of")
        if any(lemma(word) in GROWING for word in complements(token, "in")):
            return False
        return not what or any(_explodes(word, place_tokens) for word in what)
    if lemma(token) not in HUMAN_DEEDS:
        return True
    if is_verb(token):
        return not any(child.lower_ in {"verbally", "harshly", "strongly", "sharply"} for child in token.children)
    critics = {lemma(word) for word in complements(token, "from", "by", "over", "for")}
    if token.head.lower_ == "under" and critics & CRITICS:
        return False
    hit = complements(token, "on", "against", "upon")
    if not hit:
        return True
    return any(kinds(head, place_tokens) & SOLID or head.ent_type_ or head.pos_ == "PROPN" for head in hit)


def _explodes(what: Token, place_tokens: frozenset[int]) -> bool:
    """Whether an explosion can be of this: a bomb, gas, one bus; not of buses, nor of interest."""
    if what.tag_ == "NNS" and not children(what, "det", "nummod", "amod"):
        return bool(kinds(what, place_tokens) & {"explosive", "missile", "industry"})
    return bool(kinds(what, place_tokens) & EXPLODING)


def is_compared(token: Token) -> bool:
    """Whether something was only like it: "it was like a bomb went off", "as if the house had exploded"."""
    for node, label, head in ancestors(token):
        marked = label in {"pobj", "pcomp", "nsubj", "ccomp", "advcl"} and any(
            child.lower_ in {"like", "though"} and (child.lower_ == "like" or child.nbor(-1).lower_ == "as")
            for child in children(node, "mark", "prep")
            if child.i < token.i and child.i > 0
        )
        like = label in {"pobj", "pcomp"} and head.lower_ == "like"
        if marked or like:
            return True
        if is_verb(node) and label not in {"pcomp", "ccomp", "advcl"}:
            break
    return False


def is_specific(deed: Token) -> bool:
    """Whether a deed has one victim or some that are counted: "accused of raping a 12-year-old girl"."""
    return deed.tag_ == "VBG" and any(
        child.lower_ in {"a", "an"} or child.dep_ == "nummod"
        for noun in children(deed, "dobj")
        for child in children(noun, "det", "nummod")
    )


def is_one(deed: Token) -> bool:
    """Whether a noun tells of one deed or of a number: "a bombing", "two attacks"."""
    return bool(children(deed, "nummod")) or any(child.lower_ in {"a", "an"} for child in children(deed, "det"))


def is_outright(deed: Token) -> bool:
    """Whether someone is accused of a deed at a place or on a day, not of a habit: "of shelling the town of Poipet"."""
    if not is_verb(deed):
        return is_one(deed) and bool(complements(deed, "on", "in", "at", "near", "against"))
    hit = objects(deed) + complements(deed, "at", "on", "into", "against")
    some = [word for word in hit if kinds(word) & SOLID and (word.pos_ == "PROPN" or children(word, "det", "nummod"))]
    counted = any(kinds(word) & {"group"} and word.tag_ == "NNS" for word in hit)
    return bool(some) or counted or any(word.ent_type_ == "DATE" for word in deed.subtree)


def is_refuted(saying: Token) -> bool:
    """Whether what is said is said to be false: "denied reports that ...", "the allegation is false"."""
    verb = saying.head
    if saying.dep_ in {"dobj", "nsubjpass"} and lemma(verb) in REFUTING:
        return True
    called = {word.lower_ for word in children(verb, "acomp", "attr", "oprd")}
    return saying.dep_ in {"nsubj", "dobj", "nsubjpass"} and bool(called & UNTRUE)
