"""Roles: who did it, to whom or what, with what, what was damaged and who says so, from the grammar of the trigger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .grammar import (
    ancestors,
    children,
    clause,
    complements,
    expand,
    is_passive,
    is_verb,
    kinds,
    lemma,
    objects,
    phrase,
    subjects,
    text_of,
)
from .mention import Words
from .vocabulary import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Span, Token

WEAPONS = ("drone", "missile", "explosive", "gun", "blade", "chemical", "incendiary", "aircraft")
DAMAGING = frozenset(
    {
        "damage",
        "destroy",
        "gut",
        "wreck",
        "level",
        "flatten",
        "shatter",
        "raze",
        "ruin",
        "demolish",
        "burn",
        "torch",
        "ransack",
        "loot",
        "ignite",
    }
)
VAGUE = frozenset(
    {
        "it",
        "they",
        "them",
        "he",
        "she",
        "this",
        "that",
        "which",
        "who",
        "i",
        "we",
        "us",
        "you",
        "him",
        "her",
        "these",
        "those",
        "what",
        "one",
        "there",
        "himself",
        "herself",
    }
)
DEEDS = frozenset(
    {
        "attack",
        "strike",
        "bombing",
        "raid",
        "shelling",
        "shooting",
        "ambush",
        "assault",
        "explosion",
        "blast",
        "fire",
        "killing",
        "murder",
        "incident",
        "operation",
        "responsibility",
        "offensive",
        "barrage",
    }
)


def words(head: Token) -> Words:
    """Return the noun phrase of a head, as it stands in the text."""
    start, end = phrase(head)
    while end - start > 2 and head.doc[start].pos_ == "NUM" and head.doc[start + 1].lower_ == "of":
        start += 3 if head.doc[start + 2].pos_ == "DET" else 2
    span = head.doc[start:end]
    return Words(span.start_char, span.end_char, " ".join(span.text.split()))


def joined(heads: list[Token]) -> Words | None:
    """Return the stretch from the first phrase to the last, where they stand together; else the first."""
    if not heads:
        return None
    parts = [words(head) for head in heads]
    start, end = min(part.start for part in parts), max(part.end for part in parts)
    text = text_of(heads[0].doc)[start:end]
    if len(text) > 160:
        return parts[0]
    return Words(start, end, " ".join(text.split()))


def actor_of(trigger: Token, tokens: Iterable[Token], places: frozenset[int]) -> Words | None:
    """Return who did it: a person, force, organization or country that the trigger makes its doer."""
    if is_verb(trigger):
        doers = [head for head in subjects(trigger) if _can_act(head, places)]
        if doers:
            return words(doers[0])
        means = [head for head in subjects(trigger) if kinds(head) & set(WEAPONS)]
        return next((found for head in means if (found := _owner(head))), None)
    by = [head for head in complements(trigger, "by") if _can_act(head, places)]
    if by:
        return words(by[0])
    for verb in (head for _, label, head in ancestors(trigger) if label == "dobj" and is_verb(head)):
        if lemma(verb) in {
            "launch",
            "carry",
            "stage",
            "conduct",
            "mount",
            "commit",
            "perpetrate",
            "hold",
            "begin",
            "start",
            "make",
            "execute",
        }:
            doers = [head for head in subjects(verb) if _can_act(head, places)]
            if doers:
                return words(doers[0])
    return _owner(trigger)


def _owner(head: Token) -> Words | None:
    """The people or country that stands as an adjective or genitive before a weapon or deed ("Russian drones")."""
    near = [
        *children(head, "amod", "compound", "nmod", "poss"),
        *[n for c in children(head, "compound", "nmod") for n in c.children],
    ]
    for child in near:
        if (
            child.ent_type_ in {"NORP", "ORG"}
            or (child.dep_ == "poss" and child.ent_type_ == "GPE")
            or "force" in kinds(child)
        ):
            return words(child) if child.dep_ == "poss" else Words(child.idx, child.idx + len(child), child.text)
    return None


def _can_act(head: Token, places: frozenset[int]) -> bool:
    if head.lower_ in VAGUE or lemma(head) in DEEDS:
        return False
    named = head.ent_type_ in {"ORG", "NORP", "GPE", "PERSON"}
    if kinds(head) & (set(WEAPONS) | {"hazard", "vehicle"}) and not kinds(head) & {"person", "force"}:
        return False
    return named or bool(kinds(head, places) & {"person", "force", "crowd", "place"})


def target_of(trigger: Token, tokens: Iterable[Token], places: frozenset[int]) -> Words | None:
    """Return what or who was hit: people, buildings, vehicles; a bare place name is where, not what."""
    if is_verb(trigger):
        heads = objects(trigger)
        if not heads:
            heads = complements(trigger, "at", "on", "into", "against", "outside", "inside", "near", "under")
    else:
        heads = complements(trigger, "on", "against", "of", "at", "upon", "targeting")
    for head in heads:
        if head.i in places or head.lower_ in VAGUE or head.pos_ in {"NUM", "PRON", "DET"} or head.tag_ == "CD":
            continue
        classes = kinds(head, places)
        if lemma(head) in {"road", "highway", "street", "avenue"} and not objects(trigger):
            continue
        if classes & (set(WEAPONS) - {"aircraft"}) and not classes & {"person", "structure", "vehicle"}:
            continue
        if classes & {"person", "force", "structure", "vehicle", "crowd"} or head.ent_type_ in {"PERSON", "ORG", "FAC"}:
            return joined([each for each in [head, *children(head, "conj")] if each.i not in places])
    return None


def weapon_of(trigger: Token, tokens: Iterable[Token], sentence: Span) -> Words | None:
    """Return the weapon that goes with the trigger, with its number."""
    near: list[Token] = []
    if is_verb(trigger):
        near += subjects(trigger) + complements(trigger, "with", "using", "by", "from") + objects(trigger)
        if lemma(trigger) not in {
            "fire",
            "launch",
            "throw",
            "hurl",
            "lob",
            "detonate",
            "plant",
            "toss",
            "place",
            "shoot",
            "intercept",
            "down",
            "send",
            "bring",
        }:
            near = [head for head in near if head not in objects(trigger)]
    else:
        near += children(trigger, "compound", "amod", "nmod") + complements(
            trigger, "with", "by", "from", "of", "using", "involving"
        )
        near += [
            deep
            for child in children(trigger, "compound", "amod", "nmod")
            for deep in children(child, "conj", "compound", "nmod")
        ]
        near += complements(clause(trigger), "with", "using")
    near += list(tokens)
    for head in near:
        if kinds(head) & set(WEAPONS) and not kinds(head) & {"force"} and lemma(head) not in {"weapon-free", "shot"}:
            if is_verb(head):
                return None
            if head != trigger and head.dep_ in {"compound", "amod", "nmod"} and head not in tokens:
                return Words(head.idx, head.idx + len(head), head.text)
            return words(head)
    return None


def damage_in(sentence: Span) -> tuple[Words, ...]:
    """Return the things that a sentence says were damaged or destroyed."""
    found = []
    for token in sentence:
        if not is_verb(token) or lemma(token) not in DAMAGING:
            continue
        heads = [
            head
            for head in objects(token)
            if kinds(head) & {"structure", "vehicle", "settlement"}
            or lemma(head) in {"part", "infrastructure", "crop", "field", "acre", "hectare"}
        ]
        if heads:
            stretch = joined(heads)
            if stretch and stretch not in found:
                found.append(stretch)
    return tuple(found)


def claimed_by(trigger: Token, sentence: Span) -> Words | None:
    """Return who says so: the subject of the verb of speech above the trigger, or after "according to"."""
    for token in sentence:
        if token.lower_ == "according":
            sources = [noun for to in children(token, "prep") for noun in children(to, "pobj")]
            if sources:
                return words(sources[0])
    for token in sentence:
        if (
            lemma(token) in {"responsibility"}
            and is_verb(token.head)
            and lemma(token.head) in {"claim", "take", "assume"}
        ):
            speakers = [head for head in expand(children(token.head, "nsubj")) if head.lower_ not in VAGUE]
            if speakers:
                return words(speakers[0])
    verb = clause(trigger)
    seen = [verb, *(head for _, _, head in ancestors(verb))]
    for node in seen:
        if not is_verb(node) or lemma(node) not in words_of("speech"):
            continue
        if node == trigger or lemma(node) in {"condemn", "denounce"}:
            continue
        says = children(node, "ccomp", "xcomp") or any(trigger in child.subtree for child in children(node, "dobj"))
        if node == verb and not says:
            continue
        speakers = [
            head
            for head in (subjects(node) if is_passive(node) else children(node, "nsubj"))
            if head.lower_ not in VAGUE
        ]
        if speakers:
            return words(speakers[0])
    return None
