"""
Stage: whether a trigger tells of something that happened, was tried, threatened or denied, or of nothing at all.

Read off the words that govern the trigger: negation, modals, conditions, the verbs of fearing, planning and trying
(``data/governors.tsv``), habit, drills, films, sport and remembrance. MUC-4's stages, and silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from .grammar import MODIFIERS, ancestors, children, is_verb, lemma
from .vocabulary import rows, words_of

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from .triggers import Trigger

MODALS = frozenset({"would", "could", "might", "may", "will", "shall", "should", "must", "can", "'ll", "’ll", "wo", "ca"})
CONDITIONS = frozenset({"if", "unless", "whether", "lest"})
NEGATIONS = frozenset({"no", "not", "n't", "n’t", "never", "nobody", "none", "neither", "nor", "without", "cannot", "no-one"})
OCCURRENCE = frozenset({"happen", "occur", "place", "be", "report", "see", "take", "record", "confirm"})
UP = frozenset({"xcomp", "ccomp", "dobj", "attr", "pobj", "prep", "pcomp", "acl", "oprd", "nsubjpass", "conj", "dative",
                "compound", "amod", "nmod", "appos", "acomp"})
"""The dependencies along which doubt passes from a word to what it governs."""
MERE_PURPOSE = frozenset({"gather", "use", "go", "continue", "begin", "start", "manage", "proceed", "return", "come",
                          "take", "succeed", "help", "force", "storm", "join", "say", "claim", "report", "believe",
                          "appear", "seem", "allege", "know", "find", "see", "hear", "have", "think", "suspect",
                          "enter", "meet", "assemble", "hold", "first", "last", "second", "third", "latest"})
"""Heads of an infinitive that speak of the deed as done ("began to shoot", "gathered to protest")."""


LASTING = frozenset({"continue", "rage", "go", "persist", "intensify", "remain"})


@dataclass(frozen=True, slots=True)
class Reading:
    """The stage of a trigger, ``None`` for silence, and the word that decides."""

    stage: str | None
    why: str = ""


DONE = Reading("accomplished")


@cache
def _governors() -> dict[str, str]:
    return {word: reading for word, reading, _ in rows("governors.tsv")}


def read_stage(trigger: Trigger, sentence: Span) -> Reading:
    """Return the stage of a trigger in its sentence."""
    token = trigger.token
    for check in (_heading, _setting, _negated, _modal, _habitual, _governed):
        reading = check(token, sentence)
        if reading != DONE:
            return reading
    return DONE


def _heading(token: Token, sentence: Span) -> Reading:
    """A heading without a verb or a number names a topic ("Fighting and attacks")."""
    if any(word.pos_ in {"VERB", "AUX", "NUM"} for word in sentence) or len(sentence) > 12 or not _headline(sentence):
        return DONE
    if any(word.ent_type_ in {"GPE", "DATE", "TIME"} for word in sentence):
        return DONE
    return Reading(None, "a heading")


def _setting(token: Token, sentence: Span) -> Reading:
    words = {lemma(each) for each in sentence}
    if sentence.text.rstrip(" \"”’'\n").endswith("?"):
        return Reading(None, "a question")
    for name, least in (("fiction", 1), ("drill", 1), ("sport", 2)):
        found = words & words_of(name)
        if len(found) >= least and not (name == "drill" and words & {"kill", "injure", "die"}):
            return Reading(None, f"{name}: {', '.join(sorted(found))}")
    found = words & words_of("commemoration")
    if found and not words & {"protest", "march", "rally", "demonstration", "vigil"}:
        return Reading(None, f"remembrance: {', '.join(sorted(found))}")
    return DONE


def _negated(token: Token, sentence: Span) -> Reading:
    for word, label, head in [(token, "", token), *ancestors(token)]:
        if word == token and any(child.lower_ in NEGATIONS for child in token.children if child.dep_ in {"neg", "det"}):
            return Reading(None, "negated")
        if label in {"", None}:
            continue
        if label == "pobj" and head.lower_ == "without":
            return Reading(None, "without")
        negated = any(child.dep_ == "neg" for child in head.children)
        if negated and label in {"dobj", "attr", "xcomp", "pobj", "pcomp", "acomp"}:
            return Reading(None, f"negated: {head.text}")
        if negated and label in {"nsubj", "nsubjpass"} and lemma(head) in OCCURRENCE:
            return Reading(None, f"negated: {head.text}")
        if label not in {"pobj", "prep", "dobj", "attr", "xcomp", "pcomp", "conj"}:
            break
    if is_verb(token):
        for child in token.children:
            empty = child.lower_ in NEGATIONS or any(each.lower_ == "no" for each in children(child, "det"))
            if child.dep_ in {"nsubj", "nsubjpass", "dobj", "agent"} and empty:
                return Reading(None, f"negated: {child.text}")
    return DONE


def _auxiliaries(verb: Token) -> list[Token]:
    """A verb's auxiliaries; a conjunct without its own and without a subject has those of the verb before it."""
    own = children(verb, "aux")
    if not own and verb.dep_ == "conj" and is_verb(verb.head) and not children(verb, "nsubj", "nsubjpass"):
        return _auxiliaries(verb.head)
    return own


def _modal(token: Token, sentence: Span) -> Reading:
    definite = any(child.lower_ in {"the", "this", "that", "these", "those"} for child in token.children)
    for word, label, head in [(token, "", token), *ancestors(token)]:
        if is_verb(head):
            if any(child.dep_ == "mark" and child.lower_ in CONDITIONS for child in head.children):
                return Reading(None, "a condition")
            modal = next((aux for aux in _auxiliaries(head) if aux.lower_ in MODALS), None)
            subject = label in {"nsubj", "nsubjpass"}
            if modal and not (subject and definite) and not (label in {"advcl", "pobj", "prep"} and definite):
                if modal.lower_ in {"would", "will", "’ll", "'ll"} and _governed(token, sentence).stage == "threatened":
                    return Reading("threatened", modal.text)
                return Reading(None, f"modal: {modal.text}")
        if head == token:
            continue
        if label not in UP and label not in {"nsubj", "nsubjpass"}:
            break
        if label in {"acl", "relcl", "advcl"} or (label == "ccomp" and is_verb(head)):
            break
    return DONE


def _headline(sentence: Span) -> bool:
    """Whether the sentence lacks a full stop, as headlines do; their present tense is a past."""
    return not sentence.text.rstrip(" \"”’'\n)").endswith((".", "!", ":", ";", ","))


def _habitual(token: Token, sentence: Span) -> Reading:
    verb = token
    if not is_verb(token):
        if token.dep_ not in {"nsubj", "nsubjpass", "dobj", "ROOT", "conj"}:
            return _plural(token, sentence)
        verb = token.head
        while not is_verb(verb) and verb.head != verb:
            verb = verb.head
    if any(lemma(child) in words_of("general") for child in verb.children if child.dep_ == "advmod"):
        return Reading(None, "again and again")
    present = verb.tag_ in {"VBZ", "VBP"} or (
        verb.tag_ in {"VB", "VBG"} and verb.dep_ in {"xcomp", "advcl"} and verb.head.tag_ in {"VBZ", "VBP"}
        and lemma(verb.head) in {"continue", "keep", "remain"}
    )
    if present and lemma(verb) not in {"be", "have"} and not children(verb, "aux", "auxpass") and not _headline(sentence):
        if is_verb(token) or token.dep_ != "dobj":
            definite = not is_verb(token) and any(child.lower_ in {"the", "this", "that"} for child in token.children)
            if (not definite or lemma(verb) in LASTING) and lemma(verb) not in words_of("speech"):
                return Reading(None, f"a habit: {verb.text}")
    if not is_verb(token):
        return _plural(token, sentence)
    return DONE


def _plural(token: Token, sentence: Span) -> Reading:
    """A bare plural far from any past event verb, day or place speaks of the kind of thing, not of one."""
    if token.tag_ not in {"NNS", "NNPS"} or any(child.dep_ in {"det", "nummod", "poss"} for child in token.children):
        return DONE
    past = any(head.tag_ in {"VBD"} for _, _, head in ancestors(token)) or token.head.tag_ == "VBN"
    return DONE if past else Reading(None, "of a kind, not of one")


def _governed(token: Token, sentence: Span) -> Reading:
    governors = _governors()
    for child in token.children:
        if child.dep_ in MODIFIERS and child.lower_ in governors and child.tag_ not in {"NNP", "NN"}:
            return _as(governors[child.lower_], child)
    for word, label, head in ancestors(token):
        if label not in UP:
            if label == "advcl" and _infinitive(word) and lemma(head) not in MERE_PURPOSE:
                return Reading(None, f"a purpose: {head.text}")
            break
        reading = governors.get(lemma(head))
        if reading and not _past_it(word, label, head, token):
            return _as(reading, head)
        if label in {"xcomp", "acl", "ccomp"} and _infinitive(word):
            if lemma(head) in words_of("plan") or (label == "acl" and lemma(head) not in MERE_PURPOSE):
                return Reading(None, f"a plan: {head.text}")
        if label == "ccomp" and reading is None:
            break
        if label in {"nsubjpass", "conj"} and is_verb(word):
            break
    return DONE


def _past_it(word: Token, label: str, head: Token, token: Token) -> bool:
    """Whether a governor stands in a relation that leaves the trigger a fact ("the attack was expected" stays doubtful)."""
    definite = any(child.lower_ in {"the", "this", "that"} for child in token.children)
    compound = label == "compound"
    if is_verb(head):
        if label in {"conj", "prep"} and not (label == "prep" and word.lower_ in {"for", "of", "from", "against", "out"}):
            return True
        if lemma(head) in {"face", "order", "call", "need", "discuss", "rule", "reject", "oppose", "watch", "star",
                           "consider", "plan"}:
            return definite or label not in {"dobj", "pobj", "prep", "nsubjpass", "xcomp"}
        if lemma(head) == "warn" and label == "ccomp":
            return not any(aux.lower_ in MODALS for aux in _auxiliaries(word))
        return False
    nominal = {"alert", "drill", "exercise", "warning", "watch", "insurance", "season", "prevention", "safety", "risk",
               "spokesman", "department", "station", "chief", "truck", "hydrant", "alarm", "brigade", "marshal",
               "service", "crew", "engine", "escape", "rescue", "official", "memorial", "hazard"}
    if lemma(head) in nominal:
        return not compound
    if lemma(head) in {"anniversary", "threat", "attempt", "plan"}:
        return compound or label not in {"prep", "pobj", "acl"}
    return label in {"appos", "conj"}


def _infinitive(verb: Token) -> bool:
    return any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)


def _as(reading: str, word: Token) -> Reading:
    return Reading(None if reading == "silent" else reading, word.text)
