"""Claims: who says that it happened, and who is said to have done it, kept apart from who did it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .grammar import ancestors, children, clause, complements, is_passive, is_verb, kinds, lemma, subjects, text_of
from .harmed import taken_for_speaker
from .mention import Claim, Words
from .phrases import VAGUE, words
from .vocabulary import words_of

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

ACCUSING = frozenset({"accuse", "blame", "suspect", "charge", "convict", "implicate"})
"""Verbs whose object is said to have done something."""
AUTHORS = frozenset({"perpetrator", "author", "mastermind", "culprit", "architect", "organizer", "organiser"})
"""Who is one of a deed did it: "he was the mastermind of the attack"."""
LAYING = frozenset({"blame", "attribute", "pin", "ascribe"})
"""Verbs whose object is laid to someone: "blamed on", "attributed to"."""
CLAIMS = {
    "claim": "claimed",
    "take": "claimed",
    "assume": "claimed",
    "admit": "claimed",
    "accuse": "accused",
    "blame": "accused",
    "attribute": "accused",
    "deny": "denied",
    "reject": "denied",
}
"""How someone speaks of an incident by the verb; by any other it is merely said."""

MUTE = frozenset(
    "explosion blast fire smoke shot gunshot gunfire siren attack strike noise bang incident crash".split()
)
"""What is heard or reported, and reports nothing: "Explosion reported in Kabul"."""
UNSAYING = frozenset({"condemn", "denounce", "respond"})
"""Verbs of speech that do not tell what happened."""
TAIL = re.compile(r"(?<=[\w.\"”'’]) (?:-|–|—|--) (?P<who>(?:[A-Z\d]?[\w.'’]+ ){0,3}[\w.'’]+)[.\s]*$")
"""Who says so at the end of a headline or post: "Rebels seize town - army"."""
TELLERS = frozenset(
    """
    police army military ministry official officials governor mayor media ministers minister radio tv agency sources
    source report witnesses residents medics doctors monitor monitors un spokesman spokesperson president prosecutors
    prosecutor authorities sheriff coastguard navy reuters afp ap bbc
    """.split()
)


def accused(trigger: Token) -> Token | None:
    """Return who is accused of it or blamed for it, where the trigger stands under such a verb and names no doer."""
    for laid in children(trigger, "acl"):
        if lemma(laid) in LAYING and is_passive(laid):
            return next(iter(complements(laid, "on", "to")), None)
    for node, label, head in ancestors(trigger):
        if label in {"dobj", "nsubjpass"} and lemma(head) in LAYING and (onto := complements(head, "on", "to")):
            return onto[0]
        if head.lower_ == "of" and lemma(head.head) in AUTHORS and head.head.dep_ == "attr":
            return next(iter(subjects(head.head.head)), None)
        if label in {"pcomp", "pobj"} and head.lower_ in {"of", "for", "with", "in"}:
            verb = head.head.head.head if head.head.head.dep_ == "agent" else head.head  # "accused by many of killing"
            if lemma(verb) not in ACCUSING:
                continue
            found = children(verb, "nsubjpass") or children(verb, "dobj")
            return found[0] if found else None
        if node != trigger and is_verb(node):
            return None
    return None


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
    if (tail := TAIL.search(text_of(sentence.doc)[sentence.start_char : sentence.end_char])) and (
        tail["who"].split()[-1].strip(".").lower() in TELLERS
    ):
        start = sentence.start_char + tail.start("who")
        return Claim(Words(start, start + len(tail["who"]), tail["who"]), "said")
    verb = clause(trigger)
    for node in [verb, *(head for _, _, head in ancestors(verb))]:
        if not is_verb(node) or lemma(node) not in words_of("speech"):
            continue
        if node == trigger or lemma(node) in UNSAYING:
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
    if kinds(head) & {"hazard", "explosive", "missile", "drone"} or lemma(head) in MUTE:
        return False
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
