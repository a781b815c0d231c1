"""The type of a trigger that leaves it open ("attack", "blast", "killed") from the weapon and the things around it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from .grammar import ancestors, children, clause, companions, complements, is_verb, kinds, lemma, objects, subjects
from .vocabulary import words_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

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
UNRESTFUL = frozenset({"protest", "arrest", "property_destruction"})
BLASTS = frozenset({"explosion", "blast", "explode", "go", "blow"})
FIGHTS = frozenset({"clash", "fighting", "combat", "ambush", "confrontation", "battle", "storm"})
REBELS = frozenset(
    "rebel militant guerrilla guerilla insurgent gunman bandit jihadist separatist kidnapper pirate".split()
)
MOBS = frozenset("protester protestor demonstrator mob crowd rioter inmate prisoner fan supporter hooligan".split())
PLUNDER = frozenset({"loot", "steal", "ransack", "rob", "seize", "rustle"})
RIOTOUS = frozenset("molotov vandalize vandalise torch loot rioter stone-throwing riot-police ransack".split())
BURNT = frozenset("tire tyre obstacle barricade debris ballot urn".split())
"""What crowds burn that do not keep the peace."""
BESIDES = frozenset("kill attack storm raid clash ambush shoot hack slaughter massacre assault overrun".split())
"""Beside these deeds burning and looting are a part, not an incident of their own."""
SHOOTOUTS = frozenset({"gunfight", "gunbattle", "shootout", "firefight", "encounter", "confrontation", "skirmish"})
CROWDS = frozenset(
    """
    protester protestor demonstrator rioter demonstration protest fan mob student youth riot worker villager supporter
    resident hooligan
    """.split()
)
UNRULY = frozenset({"protester", "protestor", "demonstrator", "protest", "demonstration", "fan", "rioter", "hooligan"})
ARMED = frozenset("rebel militant guerrilla guerilla insurgent gunman militia soldier troop army fighter".split())
GUARDED = ARMED - {"gunman", "militant", "insurgent"} | frozenset(
    """
    military police policeman patrol convoy base barrack barracks checkpoint outpost battalion garrison guard post
    militant terrorist insurgent gunman bandit officer personnel serviceman commander marine gendarme peacekeeper
    force unit combatant jihadist brigade regiment division corps headquarters commando
    """.split()
)
"""Who or what is hit in a fight, not in an attack on people."""
BYSTANDERS = frozenset({"civilian", "villager", "resident", "farmer", "bus", "journalist", "passenger", "family"})
CRASHES = frozenset(
    """
    crash collide collision accident derail derailment capsize overturn wreck sink collapse stampede crush drown leak
    wreckage pileup
    """.split()
)
CRASHED = frozenset({"crash", "crashland", "crash-land"})
LEAKS = frozenset("leak accident plant factory spill refinery pool cleaning tanker pipeline".split())
MINING = frozenset("coal miner colliery shaft pit gold copper zinc methane".split())
VIOLENCE = frozenset(
    """
    attack murder stab shoot shot shooting homicide assault beat knife gun gunfire gunshot clash bomb blast suspect
    """.split()
)
"""Words of texts in which who was killed need not be a victim of the weather."""
ARSON = frozenset({"forest", "wildfire", "brush", "acre", "hectare", "bushfire", "woodland", "vegetation"})
ACCIDENTAL = frozenset(
    "accident accidental accidentally leak short firecracker fire cook malfunction faulty overheat miner".split()
)
HOSTILE = frozenset(
    "suicide bomber terrorist bombing attack attacker terrorism assailant sabotage explosives booby rigged".split()
)
LAWFUL = frozenset("police officer policeman guard trooper constable force unit regiment squad fighter".split())
"""Who comes to any explosion: no sign of an attack."""
SEVERAL = frozenset({"twin", "two", "three", "series", "several", "simultaneous", "double", "second"})


def refine(trigger: Trigger, sentence: Span, place_tokens: frozenset[int]) -> tuple[str, bool]:
    """Return the type of a trigger, and whether it is still open to what other sentences say."""
    kind, token, rule = trigger.rule.type, trigger.token, trigger.rule
    if not (rule.generic or rule.weak or kind in VIOLENT or kind in UNRESTFUL):
        return kind, False
    words = {lemma(word) for word in sentence}
    if kind in {"air_drone_strike", "accident_fire"} and _of_crash(token):
        return "accident_fire", False
    if kind in UNRESTFUL:
        return _by_weapon(subjects(token) if is_verb(token) else []) or _unrest(trigger, words)
    if kind == "shelling_missile" and _from_the_air(trigger):
        return "air_drone_strike", False
    around = frozenset(name for word in sentence for name in kinds(word, place_tokens))
    if kind in VIOLENT and words & words_of("chemical") and not words & LEAKS and not rule.weak:
        return "chemical_weapon", False
    if kind == "attack_on_civilians" and is_verb(token) and words & SHOOTOUTS and not words & BYSTANDERS:
        return "armed_clash", True
    if kind == "attack_on_civilians" and is_verb(token) and _forces(_hit(token), subjects(token), place_tokens):
        return "armed_clash", True
    if not rule.generic and not (rule.weak and kind == "attack_on_civilians"):
        return kind, False
    means = _means(token) + [near for word in trigger.tokens[1:] for near in children(word, "compound", "amod", "nmod")]
    if kind in VIOLENT and any(map(_is_bomber, means)):
        return "explosive_device", False
    near = frozenset(name for word in means for name in kinds(word, place_tokens))
    fight = lemma(token) in BLASTS | FIGHTS
    if kind in VIOLENT:
        for weapon, refined in BY_WEAPON:
            # A plane that crashed was no weapon, nor is a bomber with a vest an aircraft.
            if weapon in near and not (weapon == "aircraft" and (fight or words & (CRASHES | {"suicide", "vest"}))):
                return ("explosive_device" if "unexploded" in words else refined), False
    if rule.weak and kind == "attack_on_civilians":
        return _harm(token, around, words, place_tokens)
    if lemma(token) in BLASTS:
        return _blast(words, around, sentence.doc)
    if kind == "armed_clash":
        return _clash(trigger, around, words)
    if kind == "attack_on_civilians":
        return _attack(trigger, place_tokens)
    if kind == "accident_fire":
        return _accident(token, words, around)
    return kind, kind != "accident_fire" or not words & words_of("hazard")


def _is_bomber(word: Token) -> bool:
    """Whether one carries a bomb: "a bomber", "suicide bombers"; not "bombers" or "a Tu-22 bomber", which fly."""
    if lemma(word) != "bomber":
        return False
    beside = {child.lower_ for child in children(word, "compound", "amod", "nmod")}
    return bool(beside & {"suicide", "truck", "car", "female"}) or (word.tag_ == "NN" and not beside)


def _by_weapon(doers: list[Token]) -> tuple[str, bool] | None:
    """The type of what weapons did by themselves: "drones set a depot ablaze"."""
    near = {name for word in doers for name in kinds(word)}
    return next(((refined, False) for weapon, refined in BY_WEAPON if weapon in near), None)


def _from_the_air(trigger: Trigger) -> bool:
    """Whether aircraft fired the missiles: to ACLED an air strike."""
    token = trigger.token
    doers = subjects(token) + complements(token, "from", "by") if is_verb(token) else complements(token, "from", "by")
    return any("aircraft" in kinds(word) and "drone" not in kinds(word) for word in doers)


def _of_crash(token: Token) -> bool:
    """Whether a verb tells what the crash of an aircraft did ("a helicopter crashed in bad weather, killing five")."""
    above = [head for _, _, head in ancestors(token) if is_verb(head)]
    crashes = [verb for verb in [token, *above] if lemma(verb) in CRASHED or _went_down(verb)]
    doers = {name for verb in crashes for word in subjects(verb) for name in kinds(word)}
    return "aircraft" in doers and "drone" not in doers


def _went_down(verb: Token) -> bool:
    return lemma(verb) in {"go", "come"} and any(child.lower_ == "down" for child in verb.children)


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


def _unrest(trigger: Trigger, words: set[str]) -> tuple[str, bool]:
    """What a crowd destroys is a riot; whom rebels detain, or who is not seen again, was abducted."""
    kind, token, rule = trigger.rule.type, trigger.token, trigger.rule
    doers = {lemma(word) for word in subjects(token)} if is_verb(token) else set()
    if kind == "protest":
        burning = words & BURNT and words & {"burn", "burning", "set", "fire"}
        return ("riot" if words & RIOTOUS or burning else "protest"), rule.generic
    if kind == "property_destruction":
        crowd = doers & MOBS or (not doers and words & UNRULY)
        return ("riot" if crowd and lemma(token) not in PLUNDER else kind), rule.generic or bool(words & BESIDES)
    gone = doers & REBELS or words & {"whereabouts", "incommunicado", "disappeared"}
    return ("abduction" if gone else "arrest"), False


def _harm(token: Token, around: frozenset[str], words: set[str], places: frozenset[int]) -> tuple[str, bool]:
    """What killed or hurt: a crash, a fire, the weather, a fight; else people."""
    armed = around & {"gun", "explosive", "missile", "drone", "aircraft", "blade"} or words & (ARMED | {"attack"})
    if not armed and words & (CRASHES | {"blaze"}):
        return "accident_fire", True
    if not armed and "fire" in words and not words & {"open", "police", "cease"}:
        return "accident_fire", True
    if not armed and "hazard" in around and not words & {"police", "suspect", "man", "storm"}:
        return "natural_hazard", True
    doers = subjects(token) if is_verb(token) else []
    if _forces(objects(token) if doers else [], doers, places):
        return "armed_clash", True
    if not armed and (cause := _cause(token.doc)):
        return cause, True
    moving = any("vehicle" in kinds(word, places) for word in doers)
    return ("accident_fire" if moving and not armed else "attack_on_civilians"), True


def _blast(words: set[str], around: frozenset[str], doc: Doc) -> tuple[str, bool]:
    """A device where the words say so; an accident where things explode by themselves; else what the text is about."""
    if around & {"drone"}:
        return "air_drone_strike", True
    if around & {"missile"}:
        return "shelling_missile", True
    mining = bool(words & MINING)
    devices = words & words_of("explosive") - ({"mine"} if mining else set())
    if devices or words & HOSTILE:
        return "explosive_device", False
    if mining or words & ACCIDENTAL or (words & words_of("industry") and not _under_fire(doc)):
        return "accident_fire", True
    if words & SEVERAL or _embattled(doc):
        return "explosive_device", True
    return "other", True


def _embattled(doc: Doc) -> bool:
    """Whether a text speaks of weapons or of armed people, so that what explodes in it was meant to."""
    known: bool | None = doc.user_data.get("embattled")
    if known is None:
        words = {lemma(token) for token in doc}
        known = doc.user_data["embattled"] = bool(words & _warlike())
    return known


def _under_fire(doc: Doc) -> bool:
    """Whether a text speaks of missiles or drones, so that a factory that blows up in it need not do so by itself."""
    known: bool | None = doc.user_data.get("under fire")
    if known is None:
        weapons = (words_of("missile") | words_of("drone")) - words_of("explosive")
        known = doc.user_data["under fire"] = any(lemma(token) in weapons for token in doc)
    return known


@cache
def _warlike() -> frozenset[str]:
    weapons = words_of("missile") | words_of("drone") | words_of("explosive") - {"mine", "charge", "device"}
    return (words_of("force") - LAWFUL) | weapons | HOSTILE | {"war", "military", "airstrike", "shelling"}


def _cause(doc: Doc) -> str | None:
    """What hurt people in a text that speaks of a hazard or a crash, and of no weapon, police or attack at all."""
    known: str | None = doc.user_data.get("cause", "")
    if known == "":
        words = [lemma(token) for token in doc]
        peaceful = not _embattled(doc) and not set(words) & VIOLENCE
        hazards = sum(word in words_of("hazard") for word in words)
        crashes = sum(word in CRASHES for word in words)
        known = None
        if peaceful and max(hazards, crashes) > 1:
            known = "natural_hazard" if hazards >= crashes else "accident_fire"
        doc.user_data["cause"] = known
    return known


def _clash(trigger: Trigger, around: frozenset[str], words: set[str]) -> tuple[str, bool]:
    crowd, armed = words & CROWDS, words & ARMED
    if lemma(trigger.token) in {"clash", "confrontation"} and crowd and not (armed and not crowd & UNRULY):
        return "riot", False
    if lemma(trigger.token) in {"ambush", "storm", "raid", "overrun"}:
        if ("force" in around or words & GUARDED) and not words & BYSTANDERS:
            return "armed_clash", True
        return "attack_on_civilians", True
    return "armed_clash", False


def _attack(trigger: Trigger, places: frozenset[int]) -> tuple[str, bool]:
    token = trigger.token
    doers = subjects(token) if is_verb(token) else complements(token, "by", "from")
    if token.dep_ == "dobj" and is_verb(token.head):
        doers = doers + subjects(token.head)
    hit = _hit(token) + [
        noun
        for word in trigger.tokens[1:]
        for noun in (children(word, "pobj") if word.dep_ == "prep" else complements(word, "on", "at", "upon"))
    ]
    return ("armed_clash" if _forces(hit, doers, places) else "attack_on_civilians"), True


def _hit(token: Token) -> list[Token]:
    """What an attack hits, or where those are who are hit ("attacked the army at a checkpoint")."""
    if is_verb(token):
        return objects(token) + complements(token, "at", "on", "against")
    return complements(token, "on", "against", "at", "upon")


def _forces(hit: list[Token], doers: list[Token], places: frozenset[int]) -> bool:
    """Whether armed people hit armed people or what is theirs."""
    hit = [word for word in hit if not _of_civilians(word)]
    hit = hit + [near for word in hit for near in children(word, "compound", "amod", "nmod")]
    armed = any("force" in kinds(word, places) or _is_armed(word) for word in doers)
    return armed and any(lemma(word) in GUARDED for word in hit)


def _of_civilians(hit: Token) -> bool:
    """Whether a convoy or camp is not one of armed people: "a convoy of displaced people", "an aid convoy"."""
    near = children(hit, "amod", "compound")
    if any(child.lower_ in {"aid", "humanitarian", "civilian", "relief"} for child in near):
        return True
    kept = {name for word in complements(hit, "of") for name in kinds(word)}
    return "person" in kept and "force" not in kept


def _is_armed(doer: Token) -> bool:
    return any(child.lower_ == "armed" for child in children(doer, "amod"))


def _accident(token: Token, words: set[str], around: frozenset[str]) -> tuple[str, bool]:
    if words & ARSON and words & {"fire", "blaze"}:
        return "natural_hazard", True
    # A train that derails on the day of a flood is no part of it, unless the sentence says so.
    plain = lemma(token) in CRASHES and not around & {"hazard", "explosive", "missile", "drone", "gun", "force"}
    return "accident_fire", not (plain and is_verb(token) and not children(token, "dobj"))
