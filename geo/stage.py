"""
Stage: whether a trigger tells of something that happened, was tried, threatened or denied, or of nothing at all.

Read off the words that govern the trigger: negation, modals, conditions, the verbs of fearing, planning and trying
(``data/governors.tsv``), habit, drills, films, sport and remembrance. MUC-4's stages, and silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from .genre import is_brief
from .grammar import MODIFIERS, ancestors, children, is_passive, is_verb, lemma
from .saying import PARTS, SAYINGS, is_compared, is_concrete, is_one, is_outright, is_refuted, is_specific
from .setting import long_before, setting_of, total_of
from .vocabulary import rows, words_of

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from .triggers import Trigger

MODALS = frozenset(
    {"would", "could", "might", "may", "will", "shall", "should", "must", "can", "'ll", "’ll", "wo", "ca"}
)
CONDITIONS = frozenset({"if", "unless", "whether", "lest"})
NEGATIONS = frozenset(
    {"no", "not", "n't", "n’t", "never", "nobody", "nothing", "none", "neither", "nor", "without", "cannot", "no-one"}
)
DEFINITE = frozenset({"the", "this", "that", "these", "those"})
OCCURRENCE = frozenset({"happen", "occur", "take", "be", "report", "see", "record", "confirm"})
ENDING = frozenset({"stop", "cease", "end", "abate", "subside", "ease", "calm"})
LASTING = frozenset({"continue", "rage", "go", "persist", "intensify", "remain"})
DOUBTS = frozenset(
    {
        "xcomp",
        "ccomp",
        "dobj",
        "attr",
        "pobj",
        "prep",
        "pcomp",
        "acl",
        "oprd",
        "nsubjpass",
        "conj",
        "dative",
        "compound",
        "amod",
        "nmod",
        "appos",
        "acomp",
    }
)
"""The dependencies along which doubt passes from a word to what it governs."""
ABOUT = frozenset({"for", "of", "from", "against", "about", "on", "out", "to", "in"})
"""The prepositions under which a trigger is what a governor is about."""
DONE_ALL_THE_SAME = frozenset(
    """
    gather use go continue begin start manage proceed return come take succeed help force storm join say claim report
    believe appear seem allege know find see hear have think suspect enter meet assemble hold first last second third
    latest be
    """.split()
)
"""Heads of an infinitive that speak of the deed as done ("began to shoot", "gathered to protest")."""
WRITTEN = frozenset({"issue", "send", "write", "deliver", "summon", "recall", "call", "phone", "lodge", "sign"})
UNCHANGED = frozenset(
    "hit cut set put shut burst hurt spread cast beat shed quit split thrust bust let rid overrun".split()
)
"""Verbs whose past looks like their present; the tagger often takes it for that."""
PERCEIVED = frozenset({"hear", "see"})
"""What can be heard or seen is there: "gunfire can be heard"."""
ANY = frozenset({"all", "any", "every", "such"})
"""Determiners under which a noun is of a kind, not one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The stage of a trigger, ``None`` for silence, and the word that decides."""

    stage: str | None
    why: str = ""


DONE = Reading("accomplished")


@cache
def _governors() -> dict[tuple[str, str], str]:
    return {(word, stands): reading for word, stands, reading, _ in rows("governors.tsv")}


def read_stage(trigger: Trigger, sentence: Span, place_tokens: frozenset[int] = frozenset()) -> Reading:
    """Return the stage of a trigger in its sentence."""
    token = trigger.token
    if not is_concrete(token, place_tokens):
        return Reading(None, "on an idea")
    if any(child.lower_ == "no" for word in trigger.tokens for child in children(word, "det")):
        return Reading(None, "negated")
    reading = _heading(token, sentence)
    if reading == DONE and (setting := setting_of(token, sentence)):
        return Reading(None, setting)
    if reading == DONE and is_compared(token):
        return Reading(None, "a comparison")
    for check in (_negated, _governed, _modal, _habitual):
        reading = check(token, sentence) if reading == DONE else reading
    if reading == DONE and (before := long_before(token)):
        return Reading(None, f"long before: {before}")
    if reading == DONE and (total := total_of(token, sentence)):
        return Reading(None, f"added up: {total}")
    return reading


def _heading(token: Token, sentence: Span) -> Reading:
    """A heading without a verb or a number names a topic ("Fighting and attacks"); a caption has nothing else."""
    if is_brief(sentence.doc) or len(sentence) > 12 or not _headline(sentence):
        return DONE
    if any(word.pos_ in {"VERB", "AUX", "NUM"} for word in sentence):
        return DONE
    if any(word.ent_type_ in {"GPE", "DATE", "TIME"} for word in sentence):
        return DONE
    return Reading(None, "a heading")


def _negated(token: Token, sentence: Span) -> Reading:
    if any(_negates(child) for child in children(token, "neg", "det")):
        return Reading(None, "negated")
    for _, label, head in ancestors(token):
        if label == "pobj" and head.lower_ == "without":
            return Reading(None, "without")
        negated = bool(children(head, "neg"))
        if negated and label in {"dobj", "attr", "xcomp", "pobj", "pcomp", "acomp"}:
            return Reading(None, f"negated: {head.text}")
        empty = label in {"attr", "nsubj", "nsubjpass"} and lemma(head) in OCCURRENCE
        if negated and empty:
            return Reading(None, f"negated: {head.text}")
        if any(_negates(child) for child in children(head, "det")) and label in {"pobj", "prep", "compound"}:
            return Reading(None, f"negated: {head.text}")
        if label not in {"pobj", "prep", "dobj", "attr", "xcomp", "pcomp", "conj", "compound"}:
            break
    if is_verb(token):
        for child in children(token, "nsubj", "nsubjpass", "dobj", "agent"):
            if _negates(child) or any(each.lower_ == "no" and _negates(each) for each in children(child, "det")):
                return Reading(None, f"negated: {child.text}")
    return DONE


def _negates(word: Token) -> bool:
    """Whether a word negates; "No. 6" and "no 6" do not."""
    if word.lower_ not in NEGATIONS:
        return False
    after = next((each for each in word.doc[word.i + 1 : word.i + 3] if each.text != "."), None)
    return not (word.lower_ == "no" and after is not None and after.text[0].isdigit())


def _definite(token: Token) -> bool:
    return any(child.lower_ in DEFINITE or child.dep_ == "poss" for child in token.children)


def _auxiliaries(verb: Token) -> list[Token]:
    """A verb's auxiliaries; a conjunct without its own and without a subject has those of the verb before it."""
    own = children(verb, "aux")
    if not own and verb.dep_ == "conj" and is_verb(verb.head) and not children(verb, "nsubj", "nsubjpass"):
        return _auxiliaries(verb.head)
    return own


def _modal(token: Token, sentence: Span) -> Reading:
    definite = _definite(token) and not is_verb(token)
    for word, label, head in [(token, "", token), *ancestors(token)]:
        if label == "conj" and word.tag_ == "VBD" and children(word, "nsubj", "nsubjpass"):
            # "Unions will strike again, and doctors walked out on Monday."
            break
        if any(child.lower_ in CONDITIONS for child in children(head, "mark")):
            return Reading(None, "a condition")
        if is_verb(head):
            modal = next((aux for aux in _auxiliaries(head) if aux.lower_ in MODALS), None)
            if modal and modal.lower_ == "can" and lemma(head) in PERCEIVED:
                modal = None
            if modal and not (definite and label in {"nsubj", "nsubjpass", "advcl", "pobj", "prep"}):
                return Reading(None, f"modal: {modal.text}")
        if head == token:
            continue
        if (
            label in {"acl", "relcl", "advcl"}
            or label not in DOUBTS | {"nsubj"}
            or (label == "ccomp" and is_verb(head))
        ):
            break
    return DONE


def _headline(sentence: Span) -> bool:
    """Whether the sentence lacks a full stop, as headlines do; their present tense is a past."""
    return not sentence.text.rstrip(" \"”’'\n)").endswith((".", "!", ":", ";", ","))


def _habitual(token: Token, sentence: Span) -> Reading:
    verb = token
    if not is_verb(token):
        if token.dep_ not in {"nsubj", "nsubjpass", "dobj", "ROOT", "conj", "attr"}:
            return _plural(token)
        while not is_verb(verb) and verb.head != verb:
            verb = verb.head
    if any(lemma(child) in words_of("general") for child in children(verb, "advmod")):
        return Reading(None, "again and again")
    if lemma(verb) in ENDING and children(verb, "neg"):
        return Reading(None, f"goes on: {verb.text}")
    present = verb.tag_ in {"VBZ", "VBP"} or (
        verb.tag_ in {"VB", "VBG"}
        and verb.dep_ in {"xcomp", "advcl"}
        and verb.head.tag_ in {"VBZ", "VBP"}
        and lemma(verb.head) in {"continue", "keep", "remain"}
    )
    telling = (
        lemma(verb) in {"be", "have"} | words_of("speech") or children(verb, "aux", "auxpass") or _headline(sentence)
    )
    doer = is_verb(token) or (token.dep_ != "dobj" and (not _definite(token) or lemma(verb) in LASTING))
    if verb.tag_ == "VBP" and verb.lower_ in UNCHANGED:
        present = False
    if present and is_verb(verb) and not telling and doer and not _shown(verb):
        return Reading(None, f"a habit: {verb.text}")
    if (
        token.dep_ == "attr"
        and lemma(verb) == "be"
        and not children(token, "prep", "relcl", "acl")
        and not _it_was(verb)
    ):
        return Reading(None, "a figure of speech")
    return DONE if is_verb(token) else _plural(token)


def _shown(verb: Token) -> bool:
    """Whether a caption tells in the present what happened at a place: "Drone bombs a truck in Kherson Oblast."."""
    if verb.dep_ != "ROOT" or lemma(verb) in LASTING or not is_brief(verb.doc):
        return False
    first = next(iter(children(verb, "nsubj")), None)
    opens = first is not None and first.left_edge.i == verb.sent.start
    return opens and any(word.ent_type_ == "GPE" for word in verb.sent)


def _it_was(verb: Token) -> bool:
    """Whether a sentence says "it was an attack", not "the party was a blast"."""
    return any(child.lower_ in {"it", "this", "that", "there", "what"} for child in children(verb, "nsubj", "expl"))


def _plural(token: Token) -> Reading:
    """A bare plural without a past verb speaks of the kind of thing, not of one."""
    if any(child.lower_ in ANY for child in children(token, "det")):
        return Reading(None, "of a kind, not of one")
    if token.tag_ not in {"NNS", "NNPS"} or children(token, "det", "nummod", "poss") or _captioned(token):
        return DONE
    if token.dep_ == "nsubj" and token.head.lower_ == "are" and children(token.head, "attr", "acomp"):
        return Reading(None, "of a kind, not of one")
    heads = [head for _, _, head in ancestors(token)]
    past = token.head.tag_ == "VBN" or any(
        each.tag_ == "VBD" for head in heads for each in [head, *children(head, "aux", "auxpass")]
    )
    return DONE if past else Reading(None, "of a kind, not of one")


def _captioned(token: Token) -> bool:
    """Whether a plural is the news of a caption without a verb: "Explosions in Kyiv", "Fires near Lyman"."""
    if not is_brief(token.doc) or any(word.tag_ in {"VBZ", "VBP", "VBD", "MD"} for word in token.sent):
        return False
    return any(
        word.ent_type_ in {"GPE", "LOC", "FAC"} or (word.tag_, word.dep_) == ("NNP", "pobj") for word in token.subtree
    )


def _governed(token: Token, sentence: Span) -> Reading:
    governors = _governors()
    for child in token.children:
        reading = governors.get((child.lower_, "adjective"))
        if reading and child.dep_ in MODIFIERS:
            return _as(reading, child)
    part = False
    for word, label, head in ancestors(token):
        part = part or lemma(word) in PARTS
        if lemma(head) in SAYINGS and label in {"acl", "ccomp", "prep"} and is_refuted(head):
            return Reading("denied", head.text)
        if label not in DOUBTS:
            # Whoever blocks a road "to protest" has protested; whoever buys a gun "to kill" has not killed.
            gathered = lemma(token) in {"protest", "demonstrate"} and lemma(head) not in WRITTEN
            purpose = label == "advcl" and _infinitive(word) and not gathered
            if purpose and lemma(head) not in DONE_ALL_THE_SAME:
                return Reading(None, f"a purpose: {head.text}")
            break
        found = next(
            (
                governors[key]
                for stands in _stands(word, label, head, token)
                if (key := (lemma(head), stands)) in governors
            ),
            None,
        )
        if found == "denied" and part:
            # Who had no part in it does not say that there was nothing: "denied involvement in a bombing in Lima".
            return DONE if _definite(token) or is_one(token) else Reading(None, "no part in it")
        if found and not (lemma(head) == "warn" and label == "ccomp" and not _future(word)):
            return _as(found, head)
        planned = lemma(head) in words_of("plan") or (label == "acl" and lemma(head) not in DONE_ALL_THE_SAME)
        if planned and label in {"xcomp", "acl", "ccomp"} and _infinitive(word):
            return _foiled(head) or Reading(None, f"a plan: {head.text}")
        if label == "ccomp" or (label in {"nsubjpass", "conj"} and is_verb(word) and not _chained(word)):
            break
    return DONE


def _stands(word: Token, label: str, head: Token, token: Token) -> tuple[str, ...]:
    """How a governor may stand to what is under it, as the table's column says."""
    if is_verb(head):
        if label in {"dobj", "xcomp", "ccomp", "nsubjpass", "attr", "oprd"} or (
            label == "prep" and (word.lower_ in ABOUT or (word.lower_ == "with" and lemma(head) == "charge"))
        ):
            told = is_specific(token) if is_verb(token) else _definite(token)
            told = told or (lemma(head) == "accuse" and not is_passive(head) and is_outright(token))
            return ("verb",) if told else ("verb", "indefinite")
        return ()
    if label in {"compound", "nmod", "amod"}:
        return ("compound",)
    if label in {"prep", "pobj", "acl", "pcomp"}:
        bare = not is_verb(token) and not children(token, "det", "poss", "nummod", "amod")
        return ("noun", "bare") if bare else ("noun",)
    return ()


def _chained(verb: Token) -> bool:
    """Whether a verb goes on an infinitive before it: "orders to capture or shoot them"."""
    return verb.dep_ == "conj" and verb.tag_ == "VB" and not children(verb, "nsubj", "nsubjpass", "aux")


def _foiled(plan: Token) -> Reading | None:
    """The reading of a plot that was foiled: the deed was tried."""
    verb = plan.head
    tried = plan.dep_ in {"dobj", "nsubjpass"} and _governors().get((lemma(verb), "verb")) == "attempted"
    return Reading("attempted", verb.text) if tried else None


def _future(verb: Token) -> bool:
    return any(aux.lower_ in MODALS for aux in _auxiliaries(verb))


def _infinitive(verb: Token) -> bool:
    return any(child.lower_ == "to" for child in children(verb, "aux"))


def _as(reading: str, word: Token) -> Reading:
    return Reading(None if reading == "silent" else reading, word.text)
