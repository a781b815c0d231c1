"""
The report: articles with their incidents and places marked in the text, beside the map, in one HTML file.

It is made like the page (`maps.page`) of the same scripts, but with no layers of folium's: nothing in it passes through
a template but our own.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from string import Template
from typing import Any

from geo.incident import Correction, Incident

from . import assets, basemap, words
from .drawing import sketch
from .listing import listing, summary
from .payload import PACKED, block, blocks, clean, payload
from .shapes import points, surroundings, window
from .story import Story, article
from .strings import borders_in_words, say, strings

SCRIPTS = (
    *assets.MAP,
    "search.js",
    "fragment.js",
    "takeaway.js",
    "frame.js",
    "map.js",
    "report.js",
)
"""What runs in a report, in order."""
STYLES = (
    "leaflet.css",
    "incidents.css",
    "corrections.css",
    "panel.css",
    "takeaway.css",
    "frame.css",
    "report.css",
)
MAP = "map_incidents"


def report(
    stories: Sequence[Story],
    incidents: Sequence[Incident],
    *,
    title: str | None = None,
    lang: str = "en",
    corrections: Sequence[tuple[Correction, str | None]] = (),
    worldview: str = "iso",
) -> str:
    """
    The HTML of a report of these articles and the incidents that they tell: the same text for the same input.

    An incident belongs to the articles that its reports name by ``doc_id``. Raises ValueError as `maps.render` does.
    """
    title = title or say(lang, "report_title")
    box = window(incidents)
    ground = basemap.clip(*surroundings(box), points(incidents), worldview)
    told = _told(stories, incidents)
    articles = [article(number, story, told[number - 1], lang) for number, story in enumerate(stories, 1)]
    head, rest = blocks(payload(incidents, MAP, box, lang, corrections), packed=len(incidents) > PACKED)
    return Template(assets.static("report.html")).substitute(
        {key: escape(said) for key, said in strings(lang).items()},
        leaflet_version=assets.leaflet_version(),
        leaflet_licence=assets.static("leaflet.LICENSE").strip(),
        policy=f'<meta http-equiv="Content-Security-Policy" content="{assets.policy(SCRIPTS, STYLES)}">',
        scripts=assets.elements("script", SCRIPTS),
        styles=assets.elements("style", STYLES),
        lang=lang,
        worldview=escape(borders_in_words(worldview, lang)),
        title=escape(clean(title)),
        summary=escape(clean(summary(incidents, lang))),
        map_id=MAP,
        sketch=sketch(incidents, box, ground, lang),
        contents=_contents(stories, told, lang),
        articles="\n".join(articles) or f'<p class="note">{escape(say(lang, "report_empty"))}</p>',
        list=listing(incidents, lang),
        payload=head,
        rest=rest,
        stories=block("report", [_story(story, each, lang) for story, each in zip(stories, told, strict=True)]),
        words=block("words", {"lang": lang, "strings": dict(strings(lang))}),
        basemap=block("basemap", basemap.written(ground)),
    )


Told = list[tuple[int, Incident]]
"""Incidents, each with its index in the page."""


def _told(stories: Sequence[Story], incidents: Sequence[Incident]) -> list[Told]:
    """The incidents of each story."""
    by_article: dict[str, Told] = {}
    for index, incident in enumerate(incidents):
        for doc_id in dict.fromkeys(report.doc_id for report in incident.reports):
            by_article.setdefault(doc_id, []).append((index, incident))
    return [by_article.get(story.doc_id, []) for story in stories]


def _contents(stories: Sequence[Story], told: Sequence[Told], lang: str) -> str:
    """The list of the articles, each with the number of its incidents and of the places that it names."""
    if len(stories) < 2:
        return ""
    items = []
    for number, (story, incidents) in enumerate(zip(stories, told, strict=True), 1):
        places = len({name.place.id for name in story.names if name.place})
        count = f"{say(lang, 'n_incidents', n=len(incidents))} · {say(lang, 'n_places', n=places)}"
        title = escape(clean(story.title or story.doc_id))
        items.append(
            f'<li><a href="#story-{number}"><span dir="auto">{title}</span> '
            f'<span class="many">{escape(count)}</span></a></li>'
        )
    heading = escape(say(lang, "n_articles", n=len(stories)))
    listed = "\n".join(items)
    return f'<nav id="stories" aria-label="{heading}">\n<h2>{heading}</h2>\n<ol>\n{listed}\n</ol>\n</nav>'


def _story(story: Story, told: Told, lang: str) -> dict[str, Any]:
    """What the script needs of a story beside its HTML: its incidents, and where its place names lie."""
    return {
        "incidents": [index for index, _ in told],
        "names": [
            name.place
            and {
                "at": [round(name.place.lat, 5), round(name.place.lon, 5)],
                "words": words.name_in_words(name.place, lang),
                "why": name.why,
            }
            for name in story.names
        ],
    }
