"""The type of a generic trigger ("attack", "explosion", "strike") from the weapon and the things around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .grammar import children, clause, companions, complements, is_verb, kinds, lemma, objects, subjects
from .vocabulary import words_of

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from .triggers import Trigger

BY_WEAPON = (
    ("chemical", "chemical_weapon"),
    ("drone", "air_drone_strike"),
    ("missile", "shelling_missile"),
    ("aircraft", "air_drone_strike"),
    ("explosive", "explosive_device"),
)
"""The first weapon that stands with the trigger decides."""
VIOLENT = frozenset({"attack_on_civilians", "armed_clash", "air_drone_strike", "shelling_missile", "explosive_device"})
BLASTS = frozenset({"explosion", "blast", "explode", "go"})


def refine(trigger: Trigger, sentence: Span, place_tokens: frozenset[int]) -> tuple[str, bool]:
    """Return the type of a trigger, and whether it is still open to what other sentences say."""
    kind, token = trigger.rule.type, trigger.token
    if not trigger.rule.generic:
        return kind, False
    near = frozenset(name for word in _means(token) for name in kinds(word, place_tokens))
    words = {lemma(word) for word in sentence}
    around = frozenset(name for word in sentence for name in kinds(word, place_tokens))
    if kind in VIOLENT:
        for weapon, refined in BY_WEAPON:
            if weapon in near and not (weapon == "aircraft" and lemma(token) not in {"strike", "attack", "raid"}):
                return refined, False
    if lemma(token) in BLASTS:
        return _blast(words, around)
    if kind == "armed_clash":
        return _clash(trigger, near, around, words)
    if kind == "attack_on_civilians":
        return _attack(trigger, around, words, place_tokens)
    if kind == "accident_fire":
        return _accident(around, words)
    return kind, kind != "accident_fire" or not words & words_of("hazard")


def _means(token: Token) -> list[Token]:
    """What stands with a trigger as its means: modifiers, "with"-complements, subjects, and those of its verb."""
    found = companions(token)
    if not is_verb(token):
        verb = clause(token)
        found = [
            word
            for word in found
            if word.dep_ not in {"pobj"} or word.head.lower_ in {"by", "with", "from", "of", "using", "in"}
        ]
        found += [word for word in complements(verb, "with", "using") if verb != token]
    found += [deep for word in list(found) for deep in children(word, "compound", "conj")]
    return found


def _blast(words: set[str], around: frozenset[str]) -> tuple[str, bool]:
    if around & {"drone"}:
        return "air_drone_strike", True
    if around & {"missile"}:
        return "shelling_missile", True
    if "explosive" in around or words & {"suicide", "bomber", "terrorist", "bombing"}:
        return "explosive_device", False
    if words & words_of("industry") or words & {
        "accident",
        "accidental",
        "leak",
        "short",
        "firecracker",
        "fire",
        "cook",
    }:
        return "accident_fire", True
    return "explosive_device", True


def _clash(trigger: Trigger, near: frozenset[str], around: frozenset[str], words: set[str]) -> tuple[str, bool]:
    crowd = words & {
        "protester",
        "protestor",
        "demonstrator",
        "rioter",
        "demonstration",
        "protest",
        "fan",
        "mob",
        "student",
        "youth",
        "riot",
        "worker",
    }
    armed = words & {
        "rebel",
        "militant",
        "guerrilla",
        "guerilla",
        "insurgent",
        "gunman",
        "militia",
        "soldier",
        "troop",
        "army",
        "fighter",
    }
    if (
        lemma(trigger.token) == "clash"
        and crowd
        and not (armed and not crowd & {"protester", "demonstrator", "protest", "demonstration", "fan"})
    ):
        return "riot", False
    if lemma(trigger.token) in {"ambush", "storm", "raid", "overrun"}:
        if "force" in around and not words & {"civilian", "villager", "resident", "farmer", "bus", "journalist"}:
            return "armed_clash", True
        return "attack_on_civilians", True
    return "armed_clash", False


def _attack(trigger: Trigger, around: frozenset[str], words: set[str], places: frozenset[int]) -> tuple[str, bool]:
    token = trigger.token
    if is_verb(token):
        hit, doers = objects(token), subjects(token)
    else:
        hit, doers = complements(token, "on", "against", "at", "upon"), complements(token, "by", "from")
    armed = {
        "soldier",
        "troop",
        "army",
        "military",
        "police",
        "policeman",
        "patrol",
        "convoy",
        "base",
        "barrack",
        "barracks",
        "checkpoint",
        "outpost",
        "battalion",
        "garrison",
        "guard",
        "post",
        "militia",
        "fighter",
        "guerrilla",
        "rebel",
    }
    if hit and any(lemma(word) in armed for word in hit) and any("force" in kinds(word, places) for word in doers):
        return "armed_clash", True
    return "attack_on_civilians", True


def _accident(around: frozenset[str], words: set[str]) -> tuple[str, bool]:
    if words & {"forest", "wildfire", "brush", "acre", "hectare", "bushfire"} and words & {"fire", "blaze"}:
        return "natural_hazard", True
    return "accident_fire", True
