"""Roles: who did it, to whom or what, with what and what was damaged, from the grammar of the trigger."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .claims import accused
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
    subjects,
    text_of,
)
from .harmed import is_headline_passive
from .mention import Words
from .phrases import VAGUE, joined, words
from .vocabulary import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Doc, Span, Token

WEAPONS = frozenset({"drone", "missile", "explosive", "gun", "blade", "chemical", "incendiary", "aircraft"})
DAMAGING = frozenset(
    """
    damage destroy gut wreck level flatten shatter raze ruin demolish burn torch ransack loot ignite engulf submerge
    inundate
    """.split()
)
FILED = re.compile(r"(?:[,(][^\n.!?]{0,60}?)? ?(?:—|–|--| - )")
"""What stands after the town of a dateline."""
ENDURING = frozenset(
    """
    die perish drown succumb suffer sustain fall collapse pass disappear vanish survive suffocate choke starve bleed
    overturn capsize sink derail explode erupt
    """.split()
)
"""Verbs whose subject does nothing."""
DEEDS = frozenset(
    """
    attack strike bombing raid shelling shooting ambush assault explosion blast fire killing murder incident operation
    responsibility offensive barrage
    """.split()
)
ONESIDED = frozenset(
    """
    attack strike airstrike air-strike bombing raid shelling ambush assault offensive barrage bombardment incursion
    invasion operation advance crackdown
    """.split()
)
"""Deeds before which a people or country stands as the one that did them; a murder's is the one that suffered it."""
UNNAMED = frozenset({"terrorist", "terror", "extremist", "suicide", "group", "band", "member", "element"})
"""Words that alone tell of nobody: "a terrorist attack"."""
DOING = frozenset(
    """
    launch carry stage conduct mount commit perpetrate hold begin start make execute unleash wage orchestrate open throw
    hurl lob toss fire drop plant detonate set
    """.split()
)
"""Verbs that say no more than that a deed was done, or a weapon used."""
THROWN = frozenset("fire launch throw hurl lob detonate plant toss place shoot intercept send bring drop".split())
"""Verbs whose object is the weapon."""
FIGHTING = frozenset({"clash", "battle", "fight", "skirmish", "exchange", "clashes", "fighting", "gunfight"})
HAPPENING = frozenset({"occur", "happen", "take", "come"})
STRIKING = frozenset(
    "hit strike rock rip tear shake kill wound injure target damage destroy engulf gut sweep hurt level raze".split()
)
"""Verbs whose object suffers what their subject, a deed, tells of."""
RAMMING = frozenset({"drive", "ram", "plough", "plow", "crash", "smash", "slam", "steer"})
SEEKING = frozenset(
    """
    hunt search seek look investigate probe visit mourn identify name arrest detain rescue evacuate treat respond find
    recover
    """.split()
)
"""What others do about a deed: a participle under them is not theirs."""
AT = ("at", "on", "into", "against", "outside", "inside", "near", "under")


def actor_of(trigger: Token, tokens: Iterable[Token], places: frozenset[int]) -> Words | None:
    """
    Return who did it: a person, force, organization or country that the trigger makes its doer.

    The town of a dateline, which a parser may take for the subject, does nothing.
    """
    found = _doer(trigger, places)
    return None if found and (found.start < dateline(trigger.doc) or _files(found, trigger.doc)) else found


def _files(found: Words, doc: Doc) -> bool:
    """Whether words are the town of a dateline further down, as under a headline: "MANILA, Aug 15 2025 - "."""
    text = text_of(doc)
    opens = found.start == 0 or text[found.start - 1] == "\n"
    return opens and found.text.isupper() and FILED.match(text, found.end) is not None


def _doer(trigger: Token, places: frozenset[int]) -> Words | None:
    if (blamed := accused(trigger)) and _can_act(blamed, places):
        return words(blamed)
    if lemma(trigger) in ENDURING or _suffers(trigger):
        return None
    if lemma(trigger) in FIGHTING and (sides := _sides(trigger, places)):
        return sides
    if is_verb(trigger):
        return _named(_subjects(trigger), places)
    return _doer_of_deed(trigger, places)


def _suffers(verb: Token) -> bool:
    """Whether a headline leaves out the "was" of a passive that names no doer: "Man shot in park"."""
    return is_headline_passive(verb) and not is_passive(verb)


def _sides(fight: Token, places: frozenset[int]) -> Words | None:
    """The two sides of a fight, of which the text says nothing else: "fighting erupted between A and B"."""
    around = [fight, fight.head] if fight.dep_ == "nsubj" else [fight]
    sides = [side for word in around for side in complements(word, "between") if _can_act(side, places)]
    return joined(sides) if len(sides) > 1 else None


def _doer_of_deed(deed: Token, places: frozenset[int]) -> Words | None:
    """Who did what a noun tells of: "raid by troops", "clashes between A and B", "troops carried out a raid"."""
    by = complements(deed, "by")
    # A parser often hangs the doer on the one who suffered: "the murder of a lawyer by two men".
    by += [doer for hit in complements(deed, "of", "on") for doer in complements(hit, "by")]
    if found := _named(by, places):
        return found
    for verb in _verbs_of(deed):
        if found := _named(_subjects(verb), places):
            return found
    return _owner(deed) if lemma(deed) in ONESIDED or kinds(deed) & WEAPONS else None


def _verbs_of(deed: Token) -> list[Token]:
    """The verbs that say that a deed was done: "carried out an attack", "a wave of strikes launched by"."""
    whole = deed
    while whole.dep_ in {"pobj", "conj"} and (whole.dep_ == "conj" or whole.head.lower_ == "of"):
        whole = whole.head if whole.dep_ == "conj" else whole.head.head
        if is_verb(whole):
            return []
    above = [whole.head] if whole.dep_ in {"dobj", "nsubjpass"} else []
    return [verb for verb in [*above, *children(deed, "acl")] if is_verb(verb) and lemma(verb) in DOING]


def _named(heads: list[Token], places: frozenset[int]) -> Words | None:
    """The first of these that can act, with those joined to it by "and"; else whose weapon it is."""
    doers = [head for head in heads if _can_act(head, places)]
    if doers:
        with_it = [head for head in doers if head == doers[0] or (head.dep_ == "conj" and head.head in doers)]
        return joined(with_it)
    return next((found for head in heads if kinds(head) & WEAPONS and (found := _owner(head))), None)


def _subjects(verb: Token) -> list[Token]:
    """
    The logical subjects of a verb; not those of a verb above that tells what others said or did about it.

    "They" and "it" of what someone said of themselves are the speaker: "the rebels said they had fired a missile".
    """
    heads = subjects(verb)
    if verb.dep_ in {"advcl", "conj", "pcomp", "xcomp"} and not children(verb, "nsubj", "nsubjpass", "agent", "csubj"):
        above = verb.head
        while above.dep_ == "prep":
            above = above.head
        if is_verb(above) and not is_passive(verb):
            between = [w for w in verb.doc[above.i + 1 : verb.i] if is_verb(w) and children(w, "nsubj", "nsubjpass")]
            if lemma(above) in words_of("speech"):
                return subjects(between[-1]) if between else []
            if lemma(above) in SEEKING and verb.dep_ != "conj":
                return []
            if between and verb.tag_ == "VBG":
                return []
    if len(heads) == 1 and heads[0].lower_ in {"they", "it"} and verb.dep_ == "ccomp":
        spoken = verb.head
        if is_verb(spoken) and lemma(spoken) in words_of("speech"):
            many = heads[0].lower_ == "they"
            return [s for s in children(spoken, "nsubj") if _is_body(s) or (many and s.tag_ in {"NNS", "NNPS"})]
    return heads


def _is_body(head: Token) -> bool:
    """Whether a noun names a force, organization or country, of which one says "it" or "they"."""
    return "force" in kinds(head) or head.ent_type_ in {"ORG", "GPE", "NORP"}


def _owner(head: Token) -> Words | None:
    """The people or country that stands as an adjective or genitive before a weapon or deed ("Russian drones")."""
    near = [
        *children(head, "amod", "compound", "nmod", "poss"),
        *[n for c in children(head, "compound", "nmod") for n in c.children],
    ]
    for child in near:
        owns = child.dep_ == "poss" and child.ent_type_ in {"GPE", "ORG", "NORP"}
        if lemma(child) in UNNAMED:
            continue
        if owns or (child.dep_ != "poss" and child.ent_type_ in {"NORP", "ORG"}) or "force" in kinds(child):
            return words(child) if child.dep_ == "poss" else Words(child.idx, child.idx + len(child), child.text)
    return None


def _can_act(head: Token, places: frozenset[int]) -> bool:
    if head.lower_ in VAGUE or lemma(head) in DEEDS or head.like_num:
        return False
    if lemma(head) in UNNAMED and not any(c.dep_ != "det" for c in head.children):
        return False
    named = head.ent_type_ in {"ORG", "NORP", "GPE", "PERSON"}
    if kinds(head) & (WEAPONS | {"hazard", "vehicle"}) and not kinds(head) & {"person", "force"}:
        return False
    return named or bool(kinds(head, places) & {"person", "force", "crowd", "place"})


def target_of(trigger: Token, tokens: Iterable[Token], places: frozenset[int]) -> Words | None:
    """Return what or who was hit: people, buildings, vehicles; a bare place name is where, not what."""
    for heads in _hit(trigger, places):
        for head in heads:
            if _can_suffer(head, trigger, places):
                return joined([each for each in [head, *children(head, "conj")] if each.i not in places])
    return None


def _hit(trigger: Token, places: frozenset[int]) -> list[list[Token]]:
    """What may have been hit, the surest first."""
    if not is_verb(trigger):
        return _hit_by_deed(trigger)
    if _suffers(trigger):
        return [subjects(trigger)]
    if lemma(trigger) in RAMMING and (into := complements(trigger, "into")):
        return [into]
    heads = objects(trigger)
    with_whom = complements(trigger, "with") if lemma(trigger) in FIGHTING else []
    if not heads or all(kinds(head, places) & WEAPONS or lemma(head) in DEEDS for head in heads):
        hit = [head for head in heads if lemma(trigger) not in THROWN or "aircraft" in kinds(head)]
        return [hit, complements(trigger, *AT, *(["to"] if lemma(trigger) == "set" else [])), with_whom]
    return [heads]


def _hit_by_deed(deed: Token) -> list[list[Token]]:
    own = complements(deed, "on", "against", "of", "at", "upon", "targeting")
    into, verb = deed.head, clause(deed)
    if deed.dep_ == "pobj" and into.lower_ == "under" and lemma(into.head) == "come":  # "came under attack"
        return [subjects(into.head)]
    if deed.dep_ == "dobj" and lemma(verb) in THROWN | {"open"}:
        return [own, complements(verb, *AT)]
    if deed.dep_ == "nsubj" and lemma(verb) in STRIKING and verb == into:
        return [own, objects(verb)]
    if deed.dep_ == "nsubj" and lemma(verb) in HAPPENING and verb == into:
        return [own, complements(verb, "at", "outside", "inside")]
    return [own]


def _can_suffer(head: Token, trigger: Token, places: frozenset[int]) -> bool:
    if lemma(trigger) in {"burst", "overflow"} and lemma(head) in {"bank", "dyke", "dike", "levee"}:
        return False
    if head.i in places or head.lower_ in VAGUE or head.pos_ in {"NUM", "PRON", "DET"} or head.tag_ == "CD":
        return False
    classes = kinds(head, places)
    if lemma(head) in {"road", "highway", "street", "avenue"} and not objects(trigger):
        return False
    if classes & (WEAPONS - {"aircraft"}) and not classes & {"person", "structure", "vehicle"}:
        return False
    if "aircraft" in classes and "drone" not in classes and head in objects(trigger):  # shot down, hijacked
        return True
    suffering = {"person", "force", "structure", "vehicle", "crowd"}
    return bool(classes & suffering) or head.ent_type_ in {"PERSON", "ORG", "FAC"}


def weapon_of(trigger: Token, tokens: Iterable[Token], sentence: Span) -> Words | None:
    """Return the weapon that goes with the trigger, with its number."""
    near: list[Token] = []
    if is_verb(trigger):
        near += subjects(trigger) + complements(trigger, "with", "using", "by", "from") + objects(trigger)
        # What is shot down, or hit, is no weapon; a drone or missile shot down was one.
        hit = objects(trigger) if lemma(trigger) not in THROWN | {"down"} else []
        hit += [head for head in objects(trigger) if "aircraft" in kinds(head) and "drone" not in kinds(head)]
        near = [head for head in near if head not in hit]
    else:
        modifiers = children(trigger, "compound", "amod", "nmod")
        near += modifiers + complements(trigger, "with", "by", "from", "of", "using", "involving")
        near += [deep for child in modifiers for deep in children(child, "conj", "compound", "nmod")]
        near += complements(clause(trigger), "with", "using")
    near += list(tokens)
    # A plane that crashed was no weapon.
    above = [trigger, *(head for _, _, head in ancestors(trigger) if is_verb(head))]
    wrecks = [head for verb in above if lemma(verb) == "crash" for head in subjects(verb) if "aircraft" in kinds(head)]
    near = [head for head in near if head not in wrecks]
    for head in near:
        if kinds(head) & WEAPONS and not kinds(head) & {"force"} and lemma(head) not in {"weapon-free", "shot"}:
            if is_verb(head):
                return None
            while head.dep_ == "compound" and kinds(head.head) & WEAPONS and not is_verb(head.head):
                head = head.head  # "petrol bombs"
            if head != trigger and head.dep_ in {"compound", "amod", "nmod"} and head not in tokens:
                return Words(head.idx, head.idx + len(head), head.text)
            return words(head)
    return None


def damage_in(sentence: Span) -> tuple[Words, ...]:
    """Return the things that a sentence says were damaged or destroyed."""
    found = []
    for token in sentence:
        if not is_verb(token) or not (lemma(token) in DAMAGING or _swept(token)):
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


def _swept(verb: Token) -> bool:
    return lemma(verb) in {"sweep", "wash", "carry", "blow"} and any(
        child.lower_ in {"away", "off"} for child in verb.children
    )
