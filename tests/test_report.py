"""The report: what is marked in the articles, and how text and map show each other."""

from __future__ import annotations

import html as markup
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from made import ODESA, UKRAINE, YEYSK, incident

import incidents
import maps
from geo.incident import Evidence, Incident, Report
from geo.reading import read_through
from maps import PlaceName, Story, story

if TYPE_CHECKING:
    from conftest import Open, Visit
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab

TEXT = "Drones hit Odesa. Nobody was hurt.\n\nIn Yeysk, explosions were heard.\nLater it rained.\n"
"""Two paragraphs, an incident in each."""


def names(text: str, *places: str) -> tuple[PlaceName, ...]:
    found = {"Odesa": ODESA, "Yeysk": YEYSK, "Ukraine": UKRAINE}
    spans = [(name, text.index(name)) for name in places]
    return tuple(PlaceName(at, at + len(name), found[name], "it is the only one") for name, at in spans)


def told(text: str, *quotes: tuple[str, str], doc_id: str = "one", **fields: object) -> Incident:
    """An incident whose evidence are these words of a text, by field."""
    spans = [(field, quote, text.index(quote)) for field, quote in quotes]
    evidence = tuple(Evidence(field, at, at + len(quote), quote) for field, quote, at in spans)
    made = incident(**fields)  # type: ignore[arg-type]
    return replace(made, reports=(Report(doc_id, "A title", None, None, None, evidence),))


STORY = Story(
    "one", TEXT, "First", "The Daily", "https://news.example/1", date(2025, 3, 17), names(TEXT, "Odesa", "Yeysk")
)
HIT = told(TEXT, ("type", "Drones hit Odesa."), ("where", "Odesa"), ("weapon", "Drones"), place=ODESA, id="hit")
HEARD = told(TEXT, ("type", "In Yeysk, explosions were heard."), place=YEYSK, type="explosive_device", id="heard")
OTHER_TEXT = "Ukraine is at war. Shots were heard somewhere."
OTHER = Story("two", OTHER_TEXT, "Second", names=names(OTHER_TEXT, "Ukraine"))
SHOTS = told(OTHER_TEXT, ("type", "Shots were heard somewhere."), doc_id="two", type="armed_clash", id="shots")
ALL = ([STORY, OTHER], [HIT, HEARD, SHOTS])


def text_of(html: str) -> str:
    """The text of a piece of HTML, without the numbers of incidents."""
    return markup.unescape(re.sub(r"<[^>]*>", "", re.sub(r'<a class="badge".*?</a> ', "", html)))


# The text as HTML


def test_the_whole_text_is_there_and_nothing_else() -> None:
    made = story.article(1, STORY, [(0, HIT), (1, HEARD)], "en")
    paragraphs = re.findall(r"<p>(.*?)</p>", made, re.DOTALL)
    assert [text_of(each) for each in paragraphs] == [
        "Drones hit Odesa. Nobody was hurt.",
        "In Yeysk, explosions were heard.\nLater it rained.",
    ]


def test_sentences_details_and_names_are_marked_where_they_stand() -> None:
    made = story.article(1, STORY, [(0, HIT), (1, HEARD)], "en")
    sentences = re.findall(r'<mark class="told" data-incidents="([\d ]+)">(.*?)</mark>', made, re.DOTALL)
    assert [(indexes, text_of(words)) for indexes, words in sentences] == [
        ("0", "Drones hit Odesa."),
        ("1", "In Yeysk, explosions were heard."),
    ]
    assert '<span class="said" title="Weapon">Drones</span>' in made
    assert re.findall(r'<span class="toponym" data-name="(\d)">', made) == ["0", "1"]


def test_an_incident_told_again_is_marked_again_and_numbered_once() -> None:
    text = "Drones hit Odesa. It rained. Odesa was hit by drones."
    again = told(text, ("type", "Drones hit Odesa."), ("type", "Odesa was hit by drones."), place=ODESA)
    made = story.article(1, Story("one", text), [(0, again)], "en")
    assert made.count('<mark class="told" data-incidents="0">') == 2
    assert made.count('class="badge"') == 1


def test_a_sentence_of_two_incidents_has_both_numbers() -> None:
    text = "Drones hit Odesa and Yeysk."
    both = [(index, told(text, ("type", text), place=place)) for index, place in enumerate((ODESA, YEYSK))]
    made = story.article(1, Story("one", text), both, "en")
    assert '<mark class="told" data-incidents="0 1">' in made
    assert re.findall(r'data-incident="(\d)"', made) == ["0", "1"]


@pytest.mark.parametrize(
    "evidence",
    [Evidence("type", 0, 5, "other"), Evidence("type", 500, 520, "beyond"), Evidence("type", 3, 3, "")],
)
def test_words_that_are_not_in_the_text_mark_nothing(evidence: Evidence) -> None:
    wrong = replace(HIT, reports=(Report("one", None, None, None, None, (evidence,)),))
    made = story.article(1, STORY, [(0, wrong)], "en")
    assert "told" not in made
    assert text_of(re.findall(r"<p>(.*?)</p>", made, re.DOTALL)[0]) == "Drones hit Odesa. Nobody was hurt."


def test_marks_that_cross_each_other_stay_well_formed() -> None:
    text = "In the city of New Odesa they fell."
    crossing = told(text, ("type", "In the city of New Od"), ("where", "of New Odesa they"), place=ODESA)
    spot = PlaceName(text.index("New"), text.index(" they"), ODESA, "")
    made = story.article(1, Story("one", text, names=(spot,)), [(0, crossing)], "en")
    open_: list[str] = []
    for closing, tag in re.findall(r"<(/?)(\w+)", made):
        if closing:
            assert open_.pop() == tag
        else:
            open_.append(tag)
    assert not open_
    assert text_of(re.findall(r"<p>(.*?)</p>", made)[0]) == text


@pytest.mark.parametrize("text", ["", "\n \n", "One.", "One.\n\n\n\nTwo.\n", "\n\nOne\r\n\r\nTwo", "a\nb"])
def test_paragraphs_hold_all_but_blank_lines(text: str) -> None:
    bounds = story.paragraphs(text)
    assert "".join("".join(text[start:end].split()) for start, end in bounds) == "".join(text.split())
    assert all(text[start:end] == text[start:end].strip("\r\n") for start, end in bounds)


def test_a_long_text_with_many_marks_takes_no_time() -> None:
    text = "Drones hit Odesa. " * 8000
    evidence = tuple(Evidence("type", at, at + 17, "Drones hit Odesa.") for at in range(0, len(text), 18))
    spots = tuple(PlaceName(at + 11, at + 16, ODESA, "") for at in range(0, len(text), 18))
    hit = replace(HIT, reports=(Report("one", None, None, None, None, evidence),))
    assert story.article(1, Story("one", text, names=spots), [(0, hit)], "en").count("<mark") == 8000


def test_the_same_articles_give_the_same_bytes() -> None:
    assert maps.report(*ALL) == maps.report(*ALL)


def test_no_article_is_a_report_too() -> None:
    assert "No article was read." in maps.report([], [])


def test_it_speaks_its_language() -> None:
    html = maps.report(*ALL, lang="uk")
    assert '<html lang="uk"' in html
    assert "2 статті" in html


def test_what_is_read_through_is_what_is_located_and_extracted(places: object, nlp: object) -> None:
    text = "Five people were killed when a bomb exploded in Aleppo on Tuesday. Aleppo is in Syria."
    reading = read_through(text, places, nlp)  # type: ignore[arg-type]
    assert [toponym.text for toponym in reading.toponyms] == ["Aleppo", "Aleppo", "Syria"]
    assert [each.type for each in reading.incidents] == ["explosive_device"]


# In a browser


def opened(open_page: Open, html: str) -> Visit:
    """A report whose scripts have begun."""
    visit = open_page(html)
    visit.tab.wait_for_selector("#stories a[aria-current=true]")
    return visit


def lit(tab: Tab) -> list[str]:
    """The words that are lit up in the text."""
    return [" ".join(words.split()) for words in tab.locator(".text .lit").all_inner_texts()]


@pytest.mark.slow
def test_a_click_in_the_text_shows_the_incident_on_the_map(open_page: Open) -> None:
    visit = opened(open_page, maps.report(*ALL))
    tab = visit.tab
    tab.locator(".story:not([hidden]) .told").nth(1).click(position={"x": 120, "y": 8})
    assert "Yeysk, Krasnodar Krai, Russia" in tab.locator(".leaflet-popup .card").inner_text()
    assert lit(tab) == ["2 In Yeysk, explosions were heard."]
    assert visit.complaints == []
    assert len(visit.requests) == 1


@pytest.mark.slow
def test_a_mark_on_the_map_shows_the_words_in_the_text(open_page: Open) -> None:
    tab = opened(open_page, maps.report(*ALL)).tab
    tab.locator("#stories a").nth(1).click()
    tab.locator("#stories a").nth(0).click()
    tab.get_by_role("button", name="Bombing: Yeysk").click()
    assert lit(tab) == ["2 In Yeysk, explosions were heard."]


@pytest.mark.slow
def test_an_incident_of_another_article_turns_to_it(open_page: Open) -> None:
    tab = opened(open_page, maps.report(*ALL)).tab
    tab.locator("#stories a").nth(1).click()
    assert tab.locator(".story:not([hidden]) h2").inner_text() == "Second"
    tab.evaluate("State.select(0, 'map')")
    assert tab.locator(".story:not([hidden]) h2").inner_text() == "First"
    assert lit(tab) == ["1 Drones hit Odesa."]
    assert tab.locator("#stories a").nth(0).get_attribute("aria-current") == "true"


@pytest.mark.slow
def test_an_incident_without_a_place_is_told_in_the_text(open_page: Open) -> None:
    tab = opened(open_page, maps.report(*ALL)).tab
    tab.locator("#stories a").nth(1).click()
    tab.locator(".story:not([hidden]) .badge").click()
    assert "no place given" in tab.locator(".aside").inner_text()
    assert tab.locator(".leaflet-popup").count() == 0


@pytest.mark.slow
def test_a_place_name_shows_its_place_and_a_dot_its_names(open_page: Open) -> None:
    tab = opened(open_page, maps.report(*ALL)).tab
    tab.locator("#stories a").nth(1).click()
    tab.locator(".story:not([hidden]) .toponym").click()
    popup = tab.locator(".leaflet-popup")
    assert "Ukraine" in popup.inner_text()
    assert "it is the only one" in popup.inner_text()
    tab.keyboard.press("Escape")
    tab.locator(".dot").focus()
    tab.keyboard.press("Enter")
    assert lit(tab) == ["Ukraine"]


@pytest.mark.slow
def test_all_of_it_is_reached_with_the_keyboard(open_page: Open) -> None:
    tab = opened(open_page, maps.report(*ALL)).tab
    tab.locator(".story:not([hidden]) .badge").first.focus()
    tab.keyboard.press("Enter")
    assert tab.locator(".leaflet-popup").evaluate("popup => popup.contains(document.activeElement)")
    tab.keyboard.press("Escape")
    assert tab.evaluate("document.activeElement.textContent") == "1"
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Odesa"
    tab.keyboard.press("Enter")
    assert tab.locator(".leaflet-popup").get_attribute("aria-label") == "Odesa, Odesa Oblast, Ukraine"


@pytest.mark.slow
def test_an_address_leads_to_an_article_or_an_incident(open_page: Open) -> None:
    tab = opened(open_page, maps.report(*ALL)).tab
    tab.goto(f"{tab.url.split('#')[0]}#story-2")
    assert tab.locator(".story:not([hidden]) h2").inner_text() == "Second"
    tab.goto(f"{tab.url.split('#')[0]}#incident=heard")
    assert lit(tab) == ["2 In Yeysk, explosions were heard."]


@pytest.mark.slow
def test_more_incidents_than_are_written_plainly(open_page: Open) -> None:
    many = [replace(SHOTS, id=str(number)) for number in range(1200)]
    visit = opened(open_page, maps.report([STORY, OTHER], [HIT, *many]))
    visit.tab.locator(".story:not([hidden]) .told").first.click(position={"x": 120, "y": 8})
    assert "Odesa, Odesa Oblast, Ukraine" in visit.tab.locator(".leaflet-popup .card").inner_text()
    assert visit.complaints == []


@pytest.mark.slow
def test_without_scripts_all_articles_and_a_picture_are_there(open_page: Open) -> None:
    tab = open_page(maps.report(*ALL), java_script_enabled=False).tab
    assert tab.locator(".story").filter(visible=True).count() == 2
    assert tab.locator("#map-box svg").is_visible()
    assert tab.locator("#list > li").count() == 3


@pytest.mark.slow
@pytest.mark.parametrize("look", [{}, {"color_scheme": "dark"}, {"viewport": {"width": 390, "height": 844}}], ids=str)
def test_axe_finds_nothing(look: dict[str, object], chromium: Browser, tmp_path: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = tmp_path / "report.html"
    page.write_text(maps.report(*ALL), encoding="utf-8")
    context = chromium.new_context(bypass_csp=True, **look)  # type: ignore[arg-type]
    tab = context.new_page()
    tab.goto(page.as_uri())
    tab.wait_for_selector("#stories a[aria-current=true]")
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = axe.Axe().run(tab, options={"runOnly": rules}).response["violations"]
    context.close()
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []


HOSTILE = [
    "<script>window.hit = 1</script>",
    "<img src=x onerror='window.hit = 1'>",
    "</p></article><script>window.hit = 1</script>",
    "{{ 6 * 7 }} ${window.hit = 1} $title $payload",
    '" onmouseover="window.hit = 1',
    "</script></noscript><svg onload='window.hit = 1'>",
]


@pytest.mark.slow
def test_a_hostile_article_stays_text(open_page: Open) -> None:
    stories, found = [], []
    for number, text in enumerate(HOSTILE):
        place = replace(ODESA, name=text)
        sentence = f"{text} hit Odesa."
        named = (PlaceName(0, len(text), place, text),)
        stories.append(Story(f"{text}{number}", sentence, text, text, f"javascript:{text}", names=named))
        quotes = ("type", sentence), ("weapon", text)
        found.append(told(sentence, *quotes, doc_id=f"{text}{number}", place=place, id=text))
    visit = opened(open_page, maps.report(stories, found, title=HOSTILE[0]))
    tab = visit.tab
    for number, text in enumerate(HOSTILE):
        tab.locator("#stories a").nth(number).click()
        shown = tab.locator(".story:not([hidden])")
        assert " ".join(text.split()) in " ".join((shown.locator(".text").text_content() or "").split())
        assert shown.locator("h2").text_content() == text
        shown.locator(".toponym").click(force=True)
        shown.locator(".badge").click(force=True)
    assert tab.locator(".story a[href^='javascript']").count() == 0
    assert tab.evaluate("window.hit") is None
    assert visit.complaints == []


# The command


def test_the_command_writes_the_articles_with_their_incidents(tmp_path: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    (news / "a.txt").write_text("Title: Blast\nDate: 2024-03-13\n\nA bomb exploded in Aleppo and killed five people.\n")
    (news / "b.txt").write_text("Title: Quiet\n\nThe committee met in Paris to talk.\n")
    target = news / "report.html"
    for _ in range(2):  # the second time, the report of the first is no article
        result = CliRunner().invoke(incidents.main, ["report", str(news), "-o", str(target)])
        assert result.exit_code == 0, result.output
        html = target.read_text(encoding="utf-8")
        assert html.count('<article class="story"') == 2
        assert "1 incident · 1 place" in html
    assert "report.html" in result.output


def test_files_of_incidents_hold_no_article(tmp_path: Path) -> None:
    source = tmp_path / "incidents.jsonl"
    source.write_text('{"doc_id": "x", "incidents": []}\n')
    result = CliRunner().invoke(incidents.main, ["report", str(source), "-o", str(tmp_path / "report.html")])
    assert result.exit_code == 3
    assert "without their articles" in result.output
    assert not (tmp_path / "report.html").exists()
