"""Roles: who did it, to whom or what, with what, what was damaged and who says so, from the grammar of the trigger."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .dating import dateline
from .grammar import (
    ancestors,
    children,
    clause,
    complements,
    is_passive,
    is_verb,
    kinds,
    lemma,
    objects,
    phrase,
    subjects,
    text_of,
)
from .harmed import is_headline_passive, taken_for_speaker
from .mention import Claim, Words
from .vocabulary import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Doc, Span, Token

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
FILED = re.compile(r"(?:[,(][^\n.!?]{0,60}?)? ?(?:—|–|--| - )")
"""What stands after the town of a dateline."""
CALENDAR = frozenset("monday tuesday wednesday thursday friday saturday sunday today yesterday".split())
ACCUSING = frozenset({"accuse", "blame", "suspect", "charge", "convict"})
"""Verbs whose object is said to have done something."""
ENDURING = frozenset({"die", "perish", "drown", "succumb", "suffer", "sustain", "fall", "collapse"})
"""Verbs whose subject does nothing."""
CLAIMS = {
    "claim": "claimed",
    "take": "claimed",
    "assume": "claimed",
    "admit": "claimed",
    "accuse": "accused",
    "blame": "accused",
    "deny": "denied",
    "reject": "denied",
}
"""How someone speaks of an incident by the verb; by any other it is merely said."""
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
    while start < head.i and head.doc[start].lower_ in CALENDAR:  # "on Monday soldiers fired"
        start += 1
    span = head.doc[start : max(end, _named_to(head))]
    return Words(span.start_char, span.end_char, " ".join(span.text.split()))


def _named_to(head: Token) -> int:
    """The end of the name that follows a common noun: "the militant group JNIM", "a group called Black Star"."""
    for child in head.children:
        if child.dep_ == "appos" and child.i > head.i and child.left_edge.i == head.i + 1 and child.pos_ == "PROPN":
            return int(child.i) + 1
        if child.dep_ == "acl" and child.i == head.i + 1 and child.lower_ in {"called", "named"}:
            return max((int(name.i) + 1 for name in children(child, "oprd", "attr", "dobj")), default=0)
    return 0


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
    """
    Return who did it: a person, force, organization or country that the trigger makes its doer.

    The town of a dateline, which a parser may take for the subject, does nothing.
    """
    found = _doer(trigger, tokens, places)
    return None if found and (found.start < dateline(trigger.doc) or _files(found, trigger.doc)) else found


def _files(found: Words, doc: Doc) -> bool:
    """Whether words are the town of a dateline further down, as under a headline: "MANILA, Aug 15 2025 - "."""
    text = text_of(doc)
    opens = found.start == 0 or text[found.start - 1] == "\n"
    return opens and found.text.isupper() and FILED.match(text, found.end) is not None


def _doer(trigger: Token, tokens: Iterable[Token], places: frozenset[int]) -> Words | None:
    if (accused := _accused(trigger)) and _can_act(accused, places):
        return words(accused)
    if lemma(trigger) in ENDURING or is_headline_passive(trigger):
        return None
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


def _accused(trigger: Token) -> Token | None:
    """Who is accused of it or blamed for it, where the trigger stands under such a verb and names no doer itself."""
    for node, label, head in ancestors(trigger):
        if label in {"pcomp", "pobj"} and head.lower_ in {"of", "for", "with"} and lemma(head.head) in ACCUSING:
            verb = head.head
            found = children(verb, "nsubjpass") or children(verb, "dobj")
            return found[0] if found else None
        if node != trigger and is_verb(node):
            return None
    return None


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
        heads = subjects(trigger) if is_headline_passive(trigger) else objects(trigger)
        if not heads:
            heads = complements(trigger, "at", "on", "into", "against", "outside", "inside", "near", "under")
    else:
        heads = complements(trigger, "on", "against", "of", "at", "upon", "targeting")
    for head in heads:
        if lemma(trigger) in {"burst", "overflow"} and lemma(head) in {"bank", "dyke", "dike", "levee"}:
            continue
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
    # A plane that crashed was no weapon.
    above = [trigger, *(head for _, _, head in ancestors(trigger) if is_verb(head))]
    wrecks = [head for verb in above if lemma(verb) == "crash" for head in subjects(verb) if "aircraft" in kinds(head)]
    near = [head for head in near if head not in wrecks]
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


def claim_of(trigger: Token, sentence: Span) -> Claim | None:
    """
    Return who says so, and how: after "according to", who claims responsibility, the subject of the verb of speech
    above the trigger. Nobody's claim is none; nor is the denial of having had a hand in what happened.
    """
    letters = text_of(sentence.doc)[sentence.start_char : sentence.end_char].lower()
    for token in sentence if "according" in letters else ():
        if token.lower_ == "according":
            sources = [noun for to in children(token, "prep") for noun in children(to, "pobj")]
            if sources:
                return Claim(words(sources[0]), "said")
    for token in sentence if "responsibilit" in letters or "credit" in letters else ():
        verb = token.head
        if lemma(token) in {"responsibility", "credit"} and is_verb(verb) and CLAIMS.get(lemma(verb)) == "claimed":
            speakers = [head for head in subjects(verb) if _can_speak(head)]
            negated = any(child.dep_ == "neg" for child in verb.children)
            return Claim(words(speakers[0]), "claimed") if speakers and not negated else None
    verb = clause(trigger)
    for node in [verb, *(head for _, _, head in ancestors(verb))]:
        if not is_verb(node) or lemma(node) not in words_of("speech"):
            continue
        if node == trigger or lemma(node) in {"condemn", "denounce"}:
            continue
        if lemma(node) == "deny" and not _is_denied(trigger, node):
            return None
        says = children(node, "ccomp", "xcomp") or any(trigger in child.subtree for child in children(node, "dobj"))
        if node == verb and not says and CLAIMS.get(lemma(node)) != "accused":
            continue
        speakers = subjects(node) if is_passive(node) else children(node, "nsubj")
        if speakers and _can_speak(speakers[0]):
            own = any(child.lower_ == "behind" for child in node.subtree)
            return Claim(words(speakers[0]), "claimed" if own else CLAIMS.get(lemma(node), "said"))
    return None


def _can_speak(head: Token) -> bool:
    first = head.left_edge.i
    if first > 0 and taken_for_speaker(head.doc[first - 1]) == head:
        return False
    return head.lower_ not in VAGUE and not any(child.lower_ in {"no", "neither"} for child in head.children)


def _is_denied(trigger: Token, deny: Token) -> bool:
    """Whether it is the deed that is denied, not a part in it ("denied involvement in an attack that killed ten")."""
    for node, label, head in ancestors(trigger):
        if label in {"relcl", "acl", "prep"}:
            return False
        if head == deny:
            return label in {"ccomp", "xcomp", "dobj"} and node.lower_ not in {"involvement", "responsibility", "role"}
    return True
