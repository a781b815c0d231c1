"""From an article to its incidents: triggers, stage, place, date, roles and counts, then one record for each incident."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from .article import Article
from .counts import Toll, find_tolls
from .dating import assumed, date_of, is_history
from .grammar import is_verb
from .incident import Evidence, Incident, Report, When, Where
from .mention import Mention, Site, Words
from .merge import Cluster, gather, tally
from .refine import refine
from .roles import actor_of, claimed_by, damage_in, target_of, weapon_of
from .scene import sites, victims_country
from .stage import read_stage
from .toponym import Toponym
from .triggers import Trigger, find_triggers
from .when import find_dates

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span, Token

    from gazetteer import Gazetteer

ANOTHER = frozenset({"another", "second", "third", "other", "separate", "similar", "earlier", "previous", "fourth"})
POINTING = frozenset({"the", "this", "that", "these", "those"})
INDEFINITE = frozenset({"a", "an"})


def extract(article: Article, places: Gazetteer, nlp: Language) -> list[Incident]:
    """Return the incidents that an article reports, in the order of the text."""
    from .language import parse
    from .locate import locate_doc

    doc = parse(nlp, article.text)
    return extract_doc(article, doc, locate_doc(doc, places), places)


def extract_doc(article: Article, doc: Doc, toponyms: Sequence[Toponym], places: Gazetteer) -> list[Incident]:
    """Return the incidents of a parsed article whose toponyms are known: ``doc.text`` is ``article.text``."""
    place_tokens = _place_tokens(doc, toponyms)
    mentions: list[Mention] = []
    loose: list[tuple[int, Toll]] = []
    focus: Site | None = None
    for order, sentence in enumerate(doc.sents):
        triggers = find_triggers(sentence, place_tokens)
        scenes = {t.token.i: sites(t.token, sentence, toponyms, place_tokens) for t in triggers}
        tolls = find_tolls(sentence, place_tokens)
        found = _mentions(article, sentence, order, triggers, scenes, tolls, toponyms, place_tokens)
        mentions += [_placed(mention, focus) for mention in found]
        if not found:
            loose += [(order, toll) for toll in tolls]
        spoken = [site for own in scenes.values() for site in own] or sites(sentence.root, sentence, toponyms, place_tokens)
        focus = next((replace(site, rank=2) for site in spoken if site.where.place), focus)
    clusters = gather(mentions)
    return [_incident(article, cluster, _own_loose(cluster, clusters, loose)) for cluster in clusters]


def _place_tokens(doc: Doc, toponyms: Sequence[Toponym]) -> frozenset[int]:
    found: set[int] = set()
    for toponym in toponyms:
        if toponym.kind == "place":
            span = doc.char_span(toponym.start, toponym.end, alignment_mode="expand")
            found |= {token.i for token in span} if span is not None else set()
    return frozenset(found)


def _mentions(
    article: Article,
    sentence: Span,
    order: int,
    triggers: Sequence[Trigger],
    scenes: dict[int, list[Site]],
    tolls: Sequence[Toll],
    toponyms: Sequence[Toponym],
    place_tokens: frozenset[int],
) -> list[Mention]:
    """The mentions of one sentence: one for each trigger that tells of something, or of each of its places."""
    dates = find_dates(sentence, article.published) if triggers else []
    quoted = Words(sentence.start_char, sentence.end_char, " ".join(sentence.text.split()))
    found: list[Mention] = []
    for trigger in triggers:
        token, rule = trigger.token, trigger.rule
        reading = read_stage(trigger, sentence, place_tokens)
        when, dated = date_of(token, sentence, dates)
        if reading.stage is None or is_history(when, article.published):
            continue
        kind, generic = refine(trigger, sentence, place_tokens)
        own = scenes[token.i] or victims_country(token, kind, sentence, toponyms)
        for site in own or [None]:
            found.append(
                Mention(
                    type=kind,
                    generic=generic,
                    weak=rule.weak,
                    after=rule.after,
                    echo=rule.echo,
                    stage=reading.stage,
                    trigger=_words(trigger),
                    sentence=quoted,
                    order=order,
                    anaphoric=_has(token, POINTING),
                    indefinite=_has(token, INDEFINITE),
                    another=_has(token, ANOTHER),
                    also=any(child.lower_ == "also" for child in token.children),
                    site=site,
                    when=when,
                    dated=dated,
                    actor=actor_of(token, trigger.tokens, place_tokens),
                    target=target_of(token, trigger.tokens, place_tokens),
                    weapon=weapon_of(token, trigger.tokens, sentence),
                    damage=damage_in(sentence) if reading.stage == "accomplished" else (),
                    claimed_by=claimed_by(token, sentence),
                    tolls=tuple(tolls) if len(own) < 2 else (),
                )
            )
    return found


def _words(trigger: Trigger) -> Words:
    first, last = trigger.tokens[0], trigger.tokens[-1]
    text = " ".join(token.text for token in trigger.tokens)
    return Words(first.idx, last.idx + len(last), text)


def _has(token: Token, words: frozenset[str]) -> bool:
    """Whether one of these words stands by a noun."""
    return not is_verb(token) and any(child.lower_ in words for child in token.children)


def _placed(mention: Mention, focus: Site | None) -> Mention:
    """Give a mention without a place of its own the one that the text before spoke of."""
    return mention if mention.site or focus is None or mention.echo else replace(mention, site=focus)


def _own_loose(cluster: Cluster, clusters: list[Cluster], loose: list[tuple[int, Toll]]) -> list[Toll]:
    """The numbers of sentences without a trigger, which go to the incident last spoken of."""
    mine = []
    for order, toll in loose:
        before = [(m.order, c) for c in clusters for m in c.mentions if m.order < order and m.stage == "accomplished"]
        if before:
            last, owner = max(before, key=lambda item: item[0])
            if owner is cluster and order - last <= 8:
                mine.append(toll)
    return mine


def _incident(article: Article, cluster: Cluster, loose: list[Toll]) -> Incident:
    mentions = cluster.mentions
    tolls = [toll for mention in mentions for toll in mention.tolls] + loose
    site = _site(cluster)
    when, dated = _when(cluster, article.published)
    roles = {name: next((words for m in mentions if (words := getattr(m, name))), None)
             for name in ("actor", "target", "weapon", "claimed_by")}
    damage = next((m.damage for m in mentions if m.damage), ())
    evidence = _evidence(article.text, mentions, site, dated, roles, damage, tolls)
    where = site.where if site else Where()
    report = Report(article.doc_id, article.title, article.source, article.url, article.published, evidence)
    texts = {name: words.text if words else None for name, words in roles.items()}
    kind = cluster.type
    return Incident(
        _identifier(article, kind, mentions[0]), kind, mentions[0].stage, when, where, texts["actor"], texts["target"],
        texts["weapon"], "; ".join(words.text for words in damage) or None, texts["claimed_by"],
        tally(tolls, "killed"), tally(tolls, "injured"), tally(tolls, "affected"), _confidence(cluster, site, when), (report,),
    )


def _identifier(article: Article, kind: str, mention: Mention) -> str:
    """The same article, text and trigger give the same id, on every machine."""
    key = f"{article.doc_id}\n{article.text}\n{kind}\n{mention.trigger.start}"
    if mention.site:
        key += f"\n{mention.site.words.start}"
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def _site(cluster: Cluster) -> Site | None:
    """The most exact of the best grounded places."""
    placed = [m.site for m in cluster.mentions if m.site]
    if not placed:
        return None
    return min(placed, key=lambda s: (s.where.place is None, s.rank, s.where.precision or 9, s.words.start))


def _when(cluster: Cluster, published: date | None) -> tuple[When, Words | None]:
    dated = [(m.when, m.dated) for m in cluster.mentions if m.dated]
    known = [pair for pair in dated if pair[0].start or pair[0].end]
    if known:
        return min(known, key=lambda pair: pair[0].precision or 9)
    if cluster.mentions[0].stage == "threatened":
        return When(), None
    if dated:
        when, words = dated[0]
        if published is None or when.start is None:
            return when, words
    return assumed(published), None


def _evidence(
    text: str,
    mentions: list[Mention],
    site: Site | None,
    dated: Words | None,
    roles: dict[str, Words | None],
    damage: Sequence[Words],
    tolls: Sequence[Toll],
) -> tuple[Evidence, ...]:
    pieces = [("type", m.sentence.start, m.sentence.end) for m in mentions]
    if site:
        pieces.append(("where", site.words.start, site.words.end))
    if dated:
        pieces.append(("when", dated.start, dated.end))
    pieces += [(name, words.start, words.end) for name, words in roles.items() if words]
    pieces += [("damage", words.start, words.end) for words in damage]
    pieces += [("injured" if t.field == "shot" else t.field, t.start, t.end) for t in tolls]
    return tuple(Evidence(name, start, end, text[start:end]) for name, start, end in dict.fromkeys(pieces))


def _confidence(cluster: Cluster, site: Site | None, when: When) -> float:
    score = 0.45
    if any(not (m.weak or m.echo) for m in cluster.mentions):
        score += 0.2
    if site and site.where.place:
        score += 0.15 if site.rank <= 1 else 0.05
    if when.basis == "expression":
        score += 0.1
    if len({m.order for m in cluster.mentions}) > 1:
        score += 0.08
    return round(min(score, 0.97), 2)
