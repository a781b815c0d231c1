"""The incidents as HTML that is readable without scripts: one line on all of them, and the list."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from geo.incident import Incident

from . import words
from .payload import clean
from .shapes import spot
from .strings import say

LISTED = 500
"""Incidents that the list holds at most; a page of many must not be all list."""


def summary(incidents: Sequence[Incident], lang: str = "en") -> str:
    """One line on all incidents: how many, how many without a place, from when to when, from how many articles."""
    if not incidents:
        return say(lang, "no_incident")
    parts = [say(lang, "n_incidents", n=len(incidents))]
    unplaced = sum(spot(incident) is None for incident in incidents)
    if unplaced:
        parts.append(say(lang, "n_unplaced", n=unplaced))
    days = [day for incident in incidents for day in (incident.when.start, incident.when.end) if day]
    if days:
        parts.append(words.span(min(days), max(days), lang))
    articles = {report.doc_id for incident in incidents for report in incident.reports}
    if articles:
        parts.append(say(lang, "from_articles", n=len(articles)))
    return " · ".join(parts)


def listing(incidents: Sequence[Incident], lang: str = "en") -> str:
    """The list of the incidents as HTML, readable without scripts: all of them, or the first `LISTED`."""
    if not incidents:
        return f'<p id="list" class="note">{escape(say(lang, "no_incident"))}</p>'
    items = "\n".join(_item(number, incident, lang) for number, incident in enumerate(incidents[:LISTED]))
    made = f'<ol id="list" tabindex="-1" aria-labelledby="list-heading">\n{items}\n</ol>'
    if len(incidents) <= LISTED:
        return made
    cut = escape(say(lang, "list_is_cut", shown=LISTED, n=len(incidents)))
    return f'{made}\n<noscript><p class="note">{cut}</p></noscript>'


def _item(number: int, incident: Incident, lang: str) -> str:
    """One incident of the list as HTML: every text of it escaped."""

    def text(tag: str, content: str, css: str) -> str:
        return f'<{tag} class="{css}" dir="auto">{escape(clean(content))}</{tag}>' if content else ""

    unknown = say(lang, "unknown")
    counted = [f"{label.lower()}: {n}" for label, n in words.counts(incident, lang) if n != unknown]
    stage = "" if incident.stage == "accomplished" else text("span", words.said(lang, "stage", incident.stage), "stage")
    reports = [
        text("blockquote", "".join(part for part, _ in quote), "quote")
        for report in incident.reports
        for quote in words.quotes(report)[:1]
    ] + [_source(report.title, report.source, report.url) for report in incident.reports]
    return (
        f'<li id="incident-{number + 1}">'
        f"<h3>{text('span', words.type_in_words(incident, lang), 'type')} {stage}</h3>"
        + text("p", words.place_in_words(incident.where, lang), "place")
        + text("p", " · ".join([words.date_in_words(incident.when, lang), *counted]), "date")
        + "".join(reports)
        + "</li>"
    )


def _source(title: str | None, source: str | None, url: str | None) -> str:
    """Whence a report comes, linked if its address is one of the web; any other address stands as text."""
    named = [part for part in (title, source) if part]
    if url and words.is_web_address(url):
        label = escape(clean(", ".join(named) or url))
        inner = f'<a href="{escape(clean(url))}" rel="noopener noreferrer" target="_blank">{label}</a>'
    else:
        inner = escape(clean(", ".join(named + ([url] if url else []))))
    return f'<p class="source" dir="auto">{inner}</p>' if inner else ""
