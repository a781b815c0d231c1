"""Filters, search, the count and the address: whatever is chosen, they and the map and the list agree."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from conftest import at_rest, becomes
from made import NOWHERE_KNOWN, ODESA, UKRAINE, YEYSK, ZHELEZNOGORSK, at, incident

from geo.incident import Count, Incident, Report, When

if TYPE_CHECKING:
    from conftest import Open
    from playwright.sync_api import Page as Tab

pytestmark = pytest.mark.slow


def count(number: int) -> Count:
    return Count(number, number, number)


def day(number: int) -> When:
    return When(date(2025, 3, number), date(2025, 3, number), 1, None, "expression")


def told(made: Incident, *sources: str | None) -> Incident:
    """The incident with one report of each source."""
    (report,) = made.reports
    return replace(made, reports=tuple(replace(report, source=source) for source in sources))


NEWS = [
    told(incident("Drones hit a port.", place=ODESA, when=day(1), killed=count(2), id="a"), "Wire", "Daily"),
    told(incident("A kindergarten was hit.", place=ODESA, when=day(2), injured=count(1), id="b"), "Wire"),
    told(incident("A depot burned.", place=YEYSK, type="accident_fire", when=day(3), killed=count(0), id="c"), None),
    told(incident("A rally in Zheleznogorsk.", place=ZHELEZNOGORSK, type="protest", when=day(4), id="d"), "Daily"),
    told(incident("A strike is feared.", place=UKRAINE, stage="threatened", when=day(5), id="e"), "Wire"),
    told(incident("Somewhere a shed burned.", type="accident_fire", id="f"), "Local"),
]
NEWS[1] = replace(NEWS[1], confidence=0.55)
NEWS[4] = replace(NEWS[4], confidence=0.35)


def shown(tab: Tab) -> str:
    """The ids of what the state says is shown."""
    found: list[str] = tab.evaluate("State.incidents.filter(({index}) => State.shown[index]).map(({id}) => id)")
    return "".join(sorted(found))


def ids(tab: Tab) -> str:
    """The ids of what the page shows, in the order of its list, the same on the map, in the count and in the state."""
    listed: list[str] = tab.evaluate(
        "[...document.querySelectorAll('#list > li')].map(item => State.incidents[item.dataset.index].id)"
    )
    shown: list[str] = tab.evaluate("State.incidents.filter(({index}) => State.shown[index]).map(({id}) => id)")
    assert sorted(listed) == sorted(shown)
    said = tab.locator("#count").inner_text()
    many = len(tab.evaluate("State.incidents"))
    unplaced = tab.evaluate("State.incidents.filter(({index, at}) => State.shown[index] && !at).length")
    whole = f"Showing all {many} incidents" if len(shown) == many else f"Showing {len(shown)} of {many} incidents"
    assert said == whole + (f", {unplaced} without a place" if unplaced else "")
    assert marked(tab) == len(shown) - unplaced
    return "".join(listed)


def marked(tab: Tab) -> int:
    """How many incidents the marks on the map stand for."""
    total: int = tab.evaluate(
        """() => [...document.querySelectorAll('.mark')].reduce((sum, mark) => {
            const tally = mark.querySelector('.tally'), many = /\\((\\d+)\\)/.exec(mark.textContent);
            return sum + (tally ? Number(tally.textContent) : many ? Number(many[1]) : 1);
        }, 0)"""
    )
    return total


def many(tab: Tab, facet: str) -> dict[str, str]:
    """The values of a filter and their counts."""
    rows = tab.locator(f"fieldset:has(legend:text-is('{facet}')) .value").all()
    return {(row.locator(".words").text_content() or ""): row.locator(".many").inner_text() for row in rows}


def unfold(tab: Tab) -> None:
    tab.evaluate("document.querySelectorAll('#legend details').forEach(one => { one.open = true; })")


def test_every_filter_counts_what_the_others_leave(open_page: Open) -> None:
    tab = open_page(NEWS).tab
    unfold(tab)
    assert ids(tab) == "abcdef"
    assert many(tab, "What happened") == {"Air or drone strike": "3", "Accident or fire": "2", "Protest": "1"}
    assert many(tab, "Country") == {"Ukraine": "3", "Russia": "2", "no country": "1"}
    assert many(tab, "Source") == {"Wire": "3", "Daily": "2", "no source": "1", "Local": "1"}
    tab.get_by_role("checkbox", name="Wire 3").uncheck()
    assert ids(tab) == "acdf"
    assert many(tab, "What happened") == {"Air or drone strike": "1", "Accident or fire": "2", "Protest": "1"}
    assert many(tab, "Source")["Wire"] == "3"
    tab.get_by_role("checkbox", name="Daily 2").uncheck()
    assert ids(tab) == "cf"
    tab.get_by_role("checkbox", name="Air or drone strike 0").uncheck()
    assert ids(tab) == "cf"
    assert many(tab, "Source")["Wire"] == "0"
    tab.get_by_role("button", name="Reset filters").click()
    assert ids(tab) == "abcdef"
    assert tab.get_by_role("button", name="Reset filters").count() == 0


def test_all_none_and_only_of_a_filter(open_page: Open) -> None:
    tab = open_page(NEWS).tab
    tab.get_by_role("button", name="What happened: none").click()
    assert ids(tab) == ""
    assert tab.get_by_text("No incident passes the filters.").is_visible()
    tab.get_by_role("checkbox", name="Protest").check()
    assert ids(tab) == "d"
    tab.get_by_role("button", name="What happened: all").click()
    assert ids(tab) == "abcdef"
    tab.get_by_text("Accident or fire", exact=True).first.hover()
    tab.get_by_role("button", name="Only Accident or fire").click()
    assert ids(tab) == "cf"


def test_harm_and_confidence(open_page: Open) -> None:
    tab = open_page(NEWS).tab
    unfold(tab)
    assert many(tab, "People harmed") == {
        "all incidents": "6", "people killed": "1", "people injured": "1", "people affected otherwise": "0",
    }  # fmt: skip
    tab.get_by_role("radio", name="people injured").check()
    assert ids(tab) == "b"
    tab.get_by_role("radio", name="all incidents").check()
    slider = tab.get_by_role("slider", name="How sure, at least")
    slider.fill("50")
    assert becomes(lambda: shown(tab) == "abcdf")
    assert ids(tab) == "abcdf"
    assert slider.get_attribute("aria-valuetext") == "50%"
    slider.fill("60")
    assert becomes(lambda: shown(tab) == "acdf")
    assert ids(tab) == "acdf"


def test_many_values_fold_and_can_be_looked_for(open_page: Open) -> None:
    sources = [f"Paper {n:02}" for n in range(30)] + ["Новини Рівного"]
    tab = open_page([told(incident(place=ODESA, id=source), source) for source in sources]).tab
    unfold(tab)
    values = tab.locator("fieldset:has(legend:text-is('Source')) .value:visible")
    assert values.count() == 8
    tab.get_by_role("button", name="23 more").click()
    assert values.count() == 31
    tab.get_by_role("searchbox", name="Find in Source").fill("рівн")
    assert values.all_inner_texts()[0].startswith("Новини Рівного")
    assert values.count() == 1


FOUND = {
    "kindergarten": "b", "KINDER": "b", "garten": "", "drones port": "a", "port drones": "a", '"hit a port"': "a",
    '"a hit port"': "", "odesa": "ab", "daily": "ad", "Uber über": "g", "São sao SAO": "g", "lodz": "g", "ДНІПРО": "h",
    "дніпр": "h", "slovyansk": "h", "Slov'yansk": "h", "東京": "i", '"2 March 2025"': "b", "nothing like it": "",
    "  ": "abcdefghi", "!?": "abcdefghi", '"': "abcdefghi",
}  # fmt: skip


def test_words_are_found_whatever_their_case_and_accents(open_page: Open) -> None:
    more = [
        incident("Über São Paulo und Łódź.", place=YEYSK, source="Other", id="g"),
        incident("Вибух у місті Дніпро, а ще у Слов’янську (Slov’yansk).", place=YEYSK, source="Other", id="h"),
        incident("昨日、東京で火災があった。", place=YEYSK, source="Other", id="i"),
    ]
    tab = open_page([*NEWS, *more]).tab
    for words, found in FOUND.items():
        tab.get_by_role("searchbox", name="Search incidents and places").fill(words)
        tab.keyboard.press("Enter")
        assert ids(tab) == found, words


def test_the_search_waits_for_the_end_of_the_word_and_can_be_cleared(open_page: Open) -> None:
    tab = open_page(NEWS).tab
    box = tab.get_by_role("searchbox", name="Search incidents and places")
    tab.evaluate("window.changes = 0; State.on('change', () => { changes++; })")
    box.press_sequentially("drones", delay=10)
    tab.get_by_text("Showing 1 of 6 incidents").wait_for()
    assert tab.evaluate("changes") == 1
    assert ids(tab) == "a"
    tab.get_by_role("button", name="Reset filters").click()
    assert box.input_value() == ""
    assert ids(tab) == "abcdef"


def test_a_place_that_is_searched_takes_the_map_there(open_page: Open) -> None:
    tab = open_page(NEWS).tab
    tab.get_by_role("searchbox", name="Search incidents and places").fill("zhelez")
    place = tab.get_by_role("button", name="Go to Zheleznogorsk, Kursk Oblast, Russia, 1 incident")
    place.click()
    at = tab.evaluate("State.map.getCenter()")
    assert (at["lat"], at["lng"]) == pytest.approx((ZHELEZNOGORSK.lat, ZHELEZNOGORSK.lon), abs=0.1)
    assert tab.evaluate("State.map.getZoom()") >= 7


def test_on_a_phone_the_filters_are_folded_until_wanted(open_page: Open) -> None:
    tab = open_page(
        [*NEWS, *(incident(type=type_, place=YEYSK) for type_ in ("riot", "arrest", "abduction"))],
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True,
    ).tab  # fmt: skip
    assert not tab.get_by_role("checkbox", name="Protest").is_visible()
    tab.get_by_text("Legend and filters").tap()
    tab.get_by_role("checkbox", name="Protest").tap()
    assert "Showing 8 of 9" in tab.locator("#count").inner_text()
    assert tab.get_by_role("button", name="Only Riot").is_visible()
    assert tab.evaluate("document.documentElement.scrollWidth") == 390


# The address.


def settled(tab: Tab) -> str:
    """The fragment once it is written, which on a busy machine takes its time."""
    tab.wait_for_timeout(400)
    assert becomes(lambda: tab.evaluate("location.hash.slice(1) === State.link()"))
    fragment: str = tab.evaluate("location.hash")
    return fragment


def test_a_page_that_nobody_touched_leaves_its_address_alone(open_page: Open) -> None:
    assert settled(open_page(NEWS).tab) == ""


def test_the_address_holds_the_state_and_gives_it_back(open_page: Open) -> None:
    tab = open_page(NEWS).tab
    unfold(tab)
    tab.get_by_role("checkbox", name="Protest").uncheck()
    tab.get_by_role("checkbox", name="Local 1").uncheck()
    tab.get_by_role("radio", name="people killed").check()
    tab.get_by_role("searchbox", name="Search incidents and places").fill("odesa, drones & port")
    tab.keyboard.press("Enter")
    tab.get_by_label("Order").select_option("newest first")
    tab.get_by_role("button", name="Zoom in").click()
    fragment, before = settled(tab), tab.evaluate("[State.map.getZoom(), State.map.getCenter()]")
    assert ids(tab) == "a"
    other = open_page(NEWS).tab
    other.goto(other.url.split("#")[0] + fragment)
    other.reload()
    other.locator("#takeaway:not([hidden])").wait_for()  # the last that the page makes
    assert ids(other) == "a"
    zoom, centre = other.evaluate("[State.map.getZoom(), State.map.getCenter()]")
    assert zoom == before[0]
    assert (centre["lat"], centre["lng"]) == pytest.approx((before[1]["lat"], before[1]["lng"]), abs=0.03)
    assert other.evaluate("State.link()").split("&map=")[0] == fragment[1:].split("&map=")[0]
    assert other.get_by_role("searchbox", name="Search incidents and places").input_value() == "odesa, drones & port"
    assert other.get_by_label("Order").input_value() == "-date"
    unfold(other)
    assert not other.get_by_role("checkbox", name="Protest").is_checked()
    assert other.get_by_role("radio", name="people killed").is_checked()


def test_back_and_forward_undo_and_redo(open_page: Open) -> None:
    tab = open_page(NEWS).tab
    tab.get_by_role("checkbox", name="Protest").uncheck()
    settled(tab)
    tab.get_by_role("checkbox", name="Accident or fire").uncheck()
    settled(tab)
    assert ids(tab) == "abe"
    tab.go_back()
    assert ids(tab) == "abcef"
    tab.go_back()
    assert ids(tab) == "abcdef"
    tab.go_forward()
    tab.go_forward()
    assert ids(tab) == "abe"
    assert not tab.get_by_role("checkbox", name="Protest").is_checked()


def test_a_link_opens_one_incident(open_page: Open) -> None:
    tab = open_page(NEWS).tab
    for made in (NEWS[0], NEWS[4]):
        address = tab.evaluate("id => State.linkTo(id)", made.id)
        tab.goto("about:blank")
        tab.goto(address)
        assert made.reports[0].evidence[0].quote in tab.locator(".leaflet-popup").inner_text()
        assert settled(tab).endswith(f"incident={made.id}")
    tab.keyboard.press("Escape")
    assert "incident" not in settled(tab)


def test_the_card_gives_the_link_to_its_incident(open_page: Open) -> None:
    visit = open_page(NEWS)
    tab = visit.tab
    tab.goto(tab.url + "#incident=c")
    button = tab.get_by_role("button", name="Copy link to this incident")
    button.wait_for()
    at_rest(tab)
    button.click()
    shown = tab.get_by_role("textbox", name="Link to this incident").or_(tab.get_by_text("Link copied"))
    shown.wait_for()
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.reload()
    button.wait_for()
    at_rest(tab)
    button.click()
    tab.get_by_text("Link copied").wait_for()
    assert tab.evaluate("navigator.clipboard.readText()") == tab.evaluate("State.linkTo('c')")
    assert tab.evaluate("State.linkTo('c')").endswith(".html#incident=c")
    assert visit.complaints == []


def test_a_link_to_an_incident_without_a_place_opens_it_in_the_list(open_page: Open) -> None:
    tab = open_page(NEWS).tab
    tab.goto(tab.url + "#incident=f")
    assert "What the report says" in tab.locator("#incident-6 .unfolded").inner_text()
    assert tab.locator(".leaflet-popup").count() == 0


def test_an_id_may_be_anything(open_page: Open) -> None:
    odd = "a&b=c#d/é ü+%%20,\U0001f525<b>"
    tab = open_page([*NEWS, incident("The odd one.", place=YEYSK, id=odd)]).tab
    tab.goto(tab.evaluate("id => State.linkTo(id)", odd))
    assert "The odd one." in tab.locator(".leaflet-popup").inner_text()


STRIKE = "<img src=x onerror='window.hit=1'>"
NONSENSE = [
    "#", "##", "#&&&", "#=", "#=x", "#list", "#type", "#type=", "#type=nonsense", "#type=!nonsense",
    "#type=!", "#type=~", "#type=__proto__,constructor", "#__proto__=1&constructor=2", "#confidence=NaN",
    "#confidence=1e9", "#confidence=-1", "#confidence=0.5.5", "#harm=toString", "#harm=", "#from=9999-99-99",
    "#from=2025-02-30", "#from=20250301", "#to=x", "#from=2025-03-02T00:00", "#undated=maybe", "#map=",
    "#map=1/2", "#map=99/999/999", "#map=NaN/NaN/NaN", "#map=2/10/10/10", "#map=-3/0/0", "#sort=__proto__",
    "#sort=-", "#sort=toString", "#panel=<script>", "#incident=", "#incident=%E0%A4%A", "#incident=__proto__",
    "#q=%", "#q=%00%FF", "#country=%F0%9F", "#source=%", f"#type={quote(STRIKE)}", f"#incident={STRIKE}",
    "#" + "a=" * 50_000, "#" + "&".join(f"k{n}=v" for n in range(5000)), "#javascript:window.hit=1",
    "#type=toString&type=protest",
]  # fmt: skip


def test_a_fragment_that_means_nothing_changes_nothing(open_page: Open) -> None:
    visit = open_page(NEWS)
    tab = visit.tab
    page = tab.url
    for number, fragment in enumerate(NONSENSE):
        if number % 9 == 0:  # as a link from elsewhere; else as a link within the page
            tab.goto("about:blank")
        tab.goto(page + fragment)
        assert ids(tab) == "abcdef", fragment[:80]
        assert tab.evaluate("[State.panel, State.order.by, State.selected]") == ["list", None, None], fragment[:80]
    assert tab.evaluate("window.hit") is None
    assert visit.complaints == []


def test_what_is_searched_by_the_address_is_only_text(open_page: Open) -> None:
    visit = open_page(NEWS)
    visit.tab.goto(visit.tab.url + "#q=" + quote(f"</script>{STRIKE}{{{{7*7}}}}${{window.hit=1}}"))
    assert ids(visit.tab) == ""
    assert visit.tab.locator("#search img, #panel img").count() == 0
    assert visit.tab.evaluate("window.hit") is None
    assert visit.complaints == []


def test_fragments_of_random_pieces_never_break_the_page(open_page: Open) -> None:
    """Property: whatever the fragment, what the page then writes leads back to the same."""
    chance = random.Random(6)
    keys = [
        "type",
        "stage",
        "country",
        "source",
        "confidence",
        "harm",
        "from",
        "to",
        "undated",
        "q",
        "sort",
        "panel",
        "map",
        "x",
    ]
    pieces = [
        "protest", "accident_fire", "!", "~", "UA", "RU", "Wire", "Daily", ",", "-", "date", "killed", "table", "0.5",
        "1", "7/46/30", "2025-03-02", "2025-03-04", "no", "%", "%41", "<b>", "odesa", "__proto__", "\u202e", "", "+",
    ]  # fmt: skip
    visit = open_page(NEWS)
    result: dict[str, Any] = {}
    for _ in range(60):
        parts = [
            f"{chance.choice(keys)}={''.join(chance.choices(pieces, k=chance.randint(0, 4)))}"
            for _ in range(chance.randint(1, 7))
        ]
        result = visit.tab.evaluate(
            """fragment => {
                const state = () => JSON.stringify([[...State.shown], State.order, State.panel]);
                history.replaceState(null, '', '#' + fragment); State.follow();
                const before = state(), link = State.link();
                history.replaceState(null, '', '#' + link); State.follow();
                return {fragment, before, after: state(), link, again: State.link()};
            }""",
            "&".join(parts),
        )
        assert result["before"] == result["after"], result
        assert result["link"] == result["again"], result
    assert visit.complaints == []


def test_whatever_is_pressed_map_list_table_count_and_address_agree(open_page: Open) -> None:
    """Property: after every random choice they show the same, and the address alone leads to the same."""
    chance = random.Random(4)
    more = [
        told(
            incident(
                f"Event {n}.",
                place=chance.choice([ODESA, YEYSK, UKRAINE, None]),
                type=chance.choice(["riot", "protest", "arrest"]),
                stage=chance.choice(["accomplished", "attempted"]),
                when=chance.choice([day(n % 28 + 1), When()]),
                id=f"m{n}",
            ),
            chance.choice(["Wire", "Daily", None]),
        )
        for n in range(40)
    ]
    visit = open_page([*NEWS, *more, incident(where=at(NOWHERE_KNOWN, precision=7), id="s")])
    tab = visit.tab
    unfold(tab)
    for _ in range(8):
        boxes = tab.locator("#legend input[type=checkbox]:visible, #timeline input[type=checkbox]:visible")
        boxes.nth(chance.randrange(boxes.count())).click()
        if chance.random() < 0.3:
            tab.locator(chance.choice([".handle.from", ".handle.to"])).focus()
            tab.keyboard.press(chance.choice(["PageUp", "PageDown", "ArrowLeft", "ArrowRight"]))
        shown = ids(tab)
        fragment = settled(tab)
        tab.get_by_role("button", name="Table", exact=True).click()
        rows = tab.evaluate(
            "[...document.querySelectorAll('#table tbody tr')]"
            ".map(row => State.incidents[row.dataset.index].id).join('')"
        )
        assert rows == shown
        tab.get_by_role("button", name="List", exact=True).click()
        reached = tab.evaluate(
            """fragment => { const kept = location.hash; history.replaceState(null, '', fragment || location.pathname);
                State.change(State.unfiltered()); State.follow();
                return State.incidents.filter(({index}) => State.shown[index]).map(({id}) => id).join(''); }""",
            fragment,
        )
        assert reached == shown
    assert visit.complaints == []


def test_the_report_of_nobody_has_no_source(open_page: Open) -> None:
    bare = replace(incident("It burned.", place=ODESA), reports=(Report("d", None, None, None, None, ()),))
    tab = open_page([bare, *NEWS]).tab
    unfold(tab)
    assert many(tab, "Source")["no source"] == "2"


def test_in_a_frame_of_text_the_state_has_no_address(open_page: Open) -> None:
    import html as markup

    import maps

    frame = markup.escape(maps.render(NEWS))
    visit = open_page(
        f'<!DOCTYPE html><title>host</title><iframe sandbox="allow-scripts" width="900" height="600" srcdoc="{frame}">'
    )
    inside = visit.tab.frame_locator("iframe")
    inside.get_by_role("checkbox", name="Protest").uncheck()
    inside.get_by_text("Showing 5 of 6 incidents").wait_for()
    visit.tab.wait_for_timeout(500)
    assert visit.tab.frames[1].evaluate("State.linkTo('a')") is None
    assert visit.complaints == []
