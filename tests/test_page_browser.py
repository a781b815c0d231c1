"""The page in a real browser, opened from disk: what is drawn, what is said, what never runs."""

from __future__ import annotations

import html as markup
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
import pytest
from conftest import becomes
from made import FOUR, NOWHERE_KNOWN, ODESA, UKRAINE, YEYSK, at, incident

import maps
from geo.incident import Alternative, Count, Incident, Report, When, Where

if TYPE_CHECKING:
    from conftest import Open, Visit
    from playwright.sync_api import Page as Tab

pytestmark = pytest.mark.slow

POINTS, TAGS, AREAS, RINGS = ".mark.point", ".mark.tag", "path.area", "path.ring"


def popups(tab: Tab) -> list[str]:
    """The text of every popup, each opened from the keyboard, all its pages turned and details unfolded."""
    said = []
    for index in range(tab.locator(".mark").count()):
        tab.locator(".mark").nth(index).focus()
        tab.keyboard.press("Enter")
        while True:
            card = tab.locator(".leaflet-popup .card")
            card.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
            said.append(card.inner_text())
            pager = tab.locator(".leaflet-popup .pager [role=status]")
            if not pager.count() or len(set(re.findall(r"\d+", pager.inner_text()))) == 1:
                break
            tab.get_by_role("button", name="Next incident at this place").click()
        tab.keyboard.press("Escape")
    return said


def assert_quiet(visit: Visit) -> None:
    """The page has asked for nothing but itself, and complained of nothing."""
    assert [url for url in visit.requests if not url.startswith("file:")] == []
    assert len(visit.requests) == 1
    assert visit.complaints == []


# What is drawn.


def test_three_points_and_one_area_and_not_one_request(open_page: Open) -> None:
    visit = open_page(FOUR, title="Four")
    tab = visit.tab
    assert (tab.locator(POINTS).count(), tab.locator(AREAS).count(), tab.locator(TAGS).count()) == (3, 1, 1)
    assert tab.title() == tab.locator("h1").inner_text() == "Four"
    tab.get_by_role("button", name="Zoom in").click()
    assert becomes(lambda: tab.evaluate("!map_incidents._animatingZoom"))
    tab.get_by_role("button", name="Show all incidents").click()
    popups(tab)
    assert_quiet(visit)


def test_the_first_view_follows_the_room_for_it_until_the_reader_changes_it(open_page: Open) -> None:
    tab = open_page(FOUR).tab

    def unseen() -> int:
        box = tab.locator("#map-box").bounding_box()
        marks = [mark.bounding_box() for mark in tab.locator(".mark").all()]
        assert box is not None
        return sum(m is None or m["x"] < box["x"] or m["x"] + m["width"] > box["x"] + box["width"] for m in marks)

    tab.set_viewport_size({"width": 900, "height": 500})
    tab.wait_for_timeout(100)
    assert becomes(lambda: unseen() == 0)
    tab.evaluate("map_incidents.setView([46.5, 30.7], 8, {animate: false})")
    tab.set_viewport_size({"width": 1200, "height": 700})
    tab.wait_for_timeout(300)
    assert tab.evaluate("map_incidents.getZoom()") == 8


def test_a_country_fills_the_map_at_first_sight(open_page: Open) -> None:
    tab = open_page(FOUR).tab
    assert tab.evaluate("map_incidents.getZoom()") == 6


def test_every_mark_is_where_the_incident_was(open_page: Open) -> None:
    tab = open_page(FOUR).tab
    for place in (ODESA, YEYSK):
        mark = tab.get_by_role("button", name=place.name).and_(tab.locator(POINTS)).bounding_box()
        assert mark is not None
        spot = tab.evaluate(
            "([lat, lon]) => { const box = map_incidents.getContainer().getBoundingClientRect(),"
            " at = map_incidents.latLngToContainerPoint([lat, lon]); return [box.x + at.x, box.y + at.y]; }",
            [place.lat, place.lon],
        )
        assert mark["x"] + mark["width"] / 2 == pytest.approx(spot[0], abs=1.5)
        assert mark["y"] + mark["height"] / 2 == pytest.approx(spot[1], abs=1.5)


def test_popups_say_all_that_is_known(open_page: Open) -> None:
    told = incident(
        "Gunmen killed between 15 and 20 people near Odesa on Sunday.",
        where=at(
            ODESA,
            relation="near",
            precision=2,
            radius_km=25.0,
            alternatives=(Alternative(replace(ODESA, name="Odessa", admin1="Texas", country="US"), 0.08),),
        ),
        type="attack_on_civilians",
        stage="attempted",
        when=When(date(2025, 3, 16), date(2025, 3, 16), 1, "on Sunday", "expression"),
        killed=Count(15, None, 20),
        injured=Count(0, 0, 0),
        actor="Gunmen",
        target="people",
    )
    told = replace(told, weapon="rifles", damage="a burned house", claimed_by="the police")
    (said,) = popups(open_page([told]).tab)
    for words in (
        "Attack on people",
        "attempted",
        "near Odesa, Odesa Oblast, Ukraine",
        "16 March 2025 (“on Sunday”)",
        "Killed\n15 to 20",
        "Injured\n0",
        "Affected\nunknown",
        "By\nGunmen",
        "Target\npeople",
        "Weapon\nrifles",
        "Damage\na burned house",
        "According to\nthe police",
        "near the place, within about 25 km",
        "likely (80%)",
        "Gunmen killed between 15 and 20 people near Odesa on Sunday.",
        "A title, The Daily Sample, 17 March 2025, https://news.example/1",
        "it is the only place of that name",
        "Or, at 8%: Odessa, Texas, United States",
    ):
        assert words.casefold() in said.casefold(), words


def test_an_unknown_date_is_said_to_be(open_page: Open) -> None:
    assert all("date unknown" in said for said in popups(open_page(FOUR).tab))


def test_all_reports_of_an_incident_are_told(open_page: Open) -> None:
    first = incident("Two died.", place=ODESA)
    second = incident("Three died.", place=ODESA, title="Another", source="Other Wire", url="https://other.example")
    (said,) = popups(open_page([replace(first, reports=first.reports + second.reports)]).tab)
    assert "What 2 reports say" in said
    assert "Two died." in said
    assert "Three died." in said
    assert "Other Wire" in said


def test_all_incidents_at_one_spot_can_be_reached(open_page: Open) -> None:
    tab = open_page([incident(f"Event number {n}.", place=ODESA) for n in range(5)]).tab
    assert tab.locator(POINTS).count() == 1
    said = popups(tab)
    assert [f"Event number {n}." in text for n, text in enumerate(said)] == [True] * 5


def test_all_incidents_of_one_area_can_be_reached(open_page: Open) -> None:
    tab = open_page([incident(f"Event number {n}.", place=UKRAINE) for n in range(3)]).tab
    assert tab.locator(AREAS).count() == tab.locator(TAGS).count() == 1
    assert len(popups(tab)) == 3


def test_a_mark_of_spots_too_close_to_tell_apart_opens_the_map_there(open_page: Open) -> None:
    far = incident(place=YEYSK)
    tab = open_page([incident(where=at(ODESA)), incident(where=at(ODESA, lat=ODESA.lat + 0.1)), far]).tab
    several = tab.locator(".mark.several")
    assert several.count() == 1
    several.focus()
    tab.keyboard.press("Enter")
    assert tab.locator(".mark.several").count() == 0
    assert tab.evaluate("document.activeElement.getAttribute('aria-label')").startswith("Air or drone strike")


def test_an_area_is_no_pin_even_without_an_outline(open_page: Open) -> None:
    tab = open_page([incident(where=at(NOWHERE_KNOWN, precision=7, radius_km=100.0))]).tab
    assert (tab.locator(POINTS).count(), tab.locator(AREAS).count()) == (0, 1)
    assert tab.locator(AREAS).get_attribute("stroke-dasharray")


def test_uncertainty_is_drawn_to_scale(open_page: Open) -> None:
    tab = open_page([incident(where=at(ODESA, radius_km=40.0)), incident(place=YEYSK)]).tab
    ring = tab.locator(RINGS).first.bounding_box()
    assert ring is not None
    metres = tab.evaluate(
        "() => { const at = map_incidents.latLngToContainerPoint([46.4775, 30.7326]);"
        " return map_incidents.distance(map_incidents.containerPointToLatLng(at),"
        " map_incidents.containerPointToLatLng(at.add([100, 0]))) / 100; }"
    )
    assert ring["width"] * metres / 2 == pytest.approx(40_000, rel=0.06)


@pytest.mark.parametrize(
    ("shown", "dashed", "filled"),
    [
        (incident(place=ODESA), False, True),
        (incident(where=at(ODESA, relation="near", precision=2)), True, False),
        (incident(place=ODESA, stage="threatened"), False, False),
    ],
)
def test_weak_and_unaccomplished_look_different(open_page: Open, shown: Incident, dashed: bool, filled: bool) -> None:
    tab = open_page([shown]).tab
    disc = tab.locator(".mark.point circle")
    assert (disc.get_attribute("stroke-dasharray") != "none") == dashed
    assert (disc.get_attribute("fill") != "#fff") == filled
    assert ("threatened" in tab.locator(POINTS).inner_text().lower()) == (shown.stage == "threatened")


# List and legend.


def test_the_list_has_all_and_shows_those_with_a_place_on_the_map(open_page: Open) -> None:
    visit = open_page([*FOUR, incident("A shed burned down.", type="accident_fire")])
    items = visit.tab.locator("#list > li")
    assert items.count() == 5
    assert visit.tab.get_by_role("button", name="Show on map").count() == 4
    assert "no place given" in items.nth(4).inner_text()
    for n in range(4):
        items.nth(n).get_by_role("button").click()
        assert FOUR[n].reports[0].evidence[0].quote in visit.tab.locator(".leaflet-popup").inner_text()
    assert_quiet(visit)


def test_the_legend_counts_types_and_filters_map_and_list(open_page: Open) -> None:
    tab = open_page(FOUR).tab
    box = tab.get_by_role("checkbox", name="Air or drone strike 3")
    box.uncheck()
    assert (tab.locator(POINTS).count(), tab.locator(AREAS).count()) == (1, 0)
    assert tab.locator("#list > li:visible").count() == 1
    assert tab.get_by_text("Showing 1 of 4 incidents").is_visible()
    box.check()
    assert (tab.locator(POINTS).count(), tab.locator(AREAS).count()) == (3, 1)


def test_what_has_not_happened_can_be_filtered_off(open_page: Open) -> None:
    tab = open_page([incident(place=ODESA), incident(place=YEYSK, stage="threatened")]).tab
    tab.get_by_role("checkbox", name="threatened 1").uncheck()
    assert tab.locator(POINTS).count() == 1


def test_no_incident_leaves_an_honest_page(open_page: Open) -> None:
    visit = open_page([])
    assert visit.tab.get_by_text("No incident was found in what was read.").count() == 2
    assert visit.tab.locator(".mark, #legend:visible").count() == 0
    assert_quiet(visit)


# Hostile text.

STRIKE = "window.hit = 1"
PAYLOADS = [
    f"<script>{STRIKE}</script>",
    f"<img src=x onerror={STRIKE}>",
    f"<svg onload={STRIKE}>",
    f"`;{STRIKE};`",
    f"\\\\`;{STRIKE};//",
    f"${{{STRIKE}}}",
    f"</script><script>{STRIKE}</script>",
    f"'\"><script>{STRIKE}</script>",
    "{{7*7}}",
    "{% x %}",
    "{# x #}",
    "{{cycler.__init__.__globals__.os.popen('touch SPOT').read()}}",
    "$title ${title} %(title)s",
    f"</title><script>{STRIKE}</script>",
    f"</noscript><script>{STRIKE}</script>",
    f"<!--><script>{STRIKE}</script>",
    f"--><script>{STRIKE}</script>",
    f"]]><script>{STRIKE}</script>",
    f"javascript:{STRIKE}",
    f"&lt;script&gt;{STRIKE}&lt;/script&gt; &amp;",
    f"\u2028{STRIKE}\u2029",
    f'" autofocus onfocus="{STRIKE}',
    f"<iframe srcdoc='<script>parent.{STRIKE}</script>'></iframe>",
]


def hostile(text: str, lon: float) -> Incident:
    """An incident with the text in every field that holds text, at a point of its own."""
    place = replace(ODESA, name=text, admin1=text, country=text)
    other = Alternative(replace(YEYSK, name=text), 0.1)
    where = at(place, lat=0.0, lon=lon, text=text, why=text, alternatives=(other,))
    made = incident(text, where=where, when=When(text=text), title=text, source=text, url=text, actor=text, target=text)
    made = replace(made, weapon=text, damage=text, claimed_by=text, id=text, type=text, stage=text)
    return replace(made, reports=tuple(replace(report, doc_id=text) for report in made.reports))


def unspaced(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_hostile_text_is_shown_and_never_runs(open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    payloads = [payload.replace("SPOT", str(tmp_path / "spot")) for payload in PAYLOADS]
    title = " ".join(payloads)
    visit = open_page([hostile(payload, 12.0 * n - 140) for n, payload in enumerate(payloads)], title=title)
    tab = visit.tab
    said = [unspaced(text).casefold() for text in popups(tab)]
    assert len(said) == len(payloads)
    for payload, text in zip(payloads, said, strict=True):
        assert text.count(unspaced(payload).casefold()) >= 14, payload
    listed = [unspaced(text) for text in tab.locator("#list > li").all_text_contents()]
    assert all(unspaced(payload) in text for payload, text in zip(payloads, listed, strict=True))
    for payload in payloads:
        assert unspaced(payload) in unspaced(tab.locator("#legend").text_content() or "")
    assert unspaced(tab.locator("h1").inner_text()) == unspaced(tab.title()) == unspaced(title)
    for button in tab.get_by_role("button", name="Show on map").all():
        button.click()
        assert tab.locator(".leaflet-popup .report a").count() == 0
    assert tab.locator("#list a").count() == 0
    assert tab.evaluate("window.hit") is None
    assert not (tmp_path / "spot").exists()
    assert_quiet(visit)


def test_a_script_that_got_in_all_the_same_would_not_run(open_page: Open) -> None:
    html = maps.render(FOUR).replace("</main>", f"<script>{STRIKE}</script><img src=x onerror='{STRIKE}'></main>")
    visit = open_page(html)
    assert visit.tab.evaluate("window.hit") is None
    assert any("Content Security Policy" in complaint for complaint in visit.complaints)


# Keyboard and other people's devices.


def test_the_keyboard_opens_a_popup_and_comes_back(open_page: Open) -> None:
    tab = open_page(FOUR).tab
    tab.locator(POINTS).first.focus()
    label = tab.evaluate("document.activeElement.getAttribute('aria-label')")
    tab.keyboard.press("Enter")
    dialog = tab.get_by_role("dialog")
    assert dialog.count() == 1
    assert tab.evaluate("document.activeElement.getAttribute('role')") == "dialog"
    tab.keyboard.press("Tab")
    assert dialog.evaluate("dialog => dialog.contains(document.activeElement)")
    tab.keyboard.press("Escape")
    assert tab.get_by_role("dialog").count() == 0
    assert tab.evaluate("document.activeElement.getAttribute('aria-label')") == label


def test_escape_returns_to_the_list_that_opened_the_popup(open_page: Open) -> None:
    tab = open_page(FOUR).tab
    button = tab.get_by_role("button", name="Show on map").nth(1)
    button.focus()
    tab.keyboard.press("Enter")
    assert tab.get_by_role("dialog").count() == 1
    tab.keyboard.press("Escape")
    assert button.evaluate("button => button === document.activeElement")


def test_the_tab_key_reaches_everything_in_turn(open_page: Open) -> None:
    tab = open_page(FOUR).tab
    reached = []
    for _ in range(40):
        tab.keyboard.press("Tab")
        reached.append(
            tab.evaluate("(at => at.getAttribute('aria-label') || at.innerText || at.type)(document.activeElement)")
        )
    assert reached[0] == "Skip to the list of incidents"
    for name in ("Zoom in", "Show all incidents", "Bombing: Yeysk", "Show on map: Bombing: Yeysk", "checkbox"):
        assert any(name in text for text in reached), name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_to_press_has_a_name_and_room_for_a_finger(open_page: Open, scheme: str) -> None:
    tab = open_page(FOUR, viewport={"width": 390, "height": 844}, has_touch=True, color_scheme=scheme).tab
    controls = tab.locator("button, summary, .mark, .leaflet-control-zoom a, fieldset label").filter(visible=True).all()
    assert len(controls) > 10
    for control in controls:
        box = control.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24
        assert control.get_attribute("aria-label") or control.inner_text()
    assert tab.evaluate("document.documentElement.lang") == "en"
    assert tab.locator("h1").count() == tab.locator("main").count() == 1
    assert "user-scalable" not in (tab.locator("meta[name=viewport]").get_attribute("content") or "")


def test_a_phone_has_the_map_first_and_nothing_beyond_its_edge(open_page: Open) -> None:
    tab = open_page(FOUR, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True).tab
    chart, listed = tab.locator("#map-box").bounding_box(), tab.locator("#list").bounding_box()
    assert chart is not None
    assert listed is not None
    assert chart["y"] + chart["height"] <= listed["y"]
    assert chart["height"] < 844 * 0.7
    assert tab.evaluate("document.documentElement.scrollWidth") == 390
    tab.locator(POINTS).first.tap()
    popup = tab.locator(".leaflet-popup").bounding_box()
    assert popup is not None
    assert popup["x"] >= 0
    assert popup["x"] + popup["width"] <= 390


GROUND = """() => {
    const pen = document.querySelector('.leaflet-tile-pane canvas').getContext('2d');
    const [red, green, blue] = pen.getImageData(9, 9, 1, 1).data;
    return (red + green + blue) / 3;
}"""
"""How light the ground is in a corner of the map, 0 to 255."""


def ground_becomes(tab: Tab, low: int, high: int) -> bool:
    """Whether the ground is so light before long; a browser tells of a change of scheme when it likes."""
    return becomes(lambda: low <= tab.evaluate(GROUND) <= high)


def test_the_map_is_dark_in_the_dark_and_light_on_paper(open_page: Open) -> None:
    tab = open_page(FOUR, color_scheme="dark").tab
    assert ground_becomes(tab, 0, 90)
    tab.emulate_media(color_scheme="light")
    assert ground_becomes(tab, 170, 255)
    tab.emulate_media(color_scheme="dark")
    assert ground_becomes(tab, 0, 90)
    tab.emulate_media(color_scheme="dark", media="print")
    assert ground_becomes(tab, 170, 255)


def test_print_numbers_the_marks_as_the_list(open_page: Open) -> None:
    tab = open_page(FOUR).tab
    tab.emulate_media(media="print")
    numbers = tab.locator(".mark .number")
    assert sorted(numbers.all_inner_texts()) == ["1", "2", "3", "4"]
    assert tab.get_by_role("button", name="Show on map").count() == 0
    assert len(tab.pdf()) > 20_000


def test_a_sandboxed_frame_shows_the_map(open_page: Open) -> None:
    frame = markup.escape(maps.render(FOUR))
    visit = open_page(
        f'<!DOCTYPE html><title>host</title><iframe sandbox="allow-scripts" width="900" height="600" srcdoc="{frame}">',
        offline=True,
    )
    inside = visit.tab.frame_locator("iframe")
    inside.locator(POINTS).first.wait_for()
    assert (inside.locator(POINTS).count(), inside.locator(AREAS).count()) == (3, 1)
    inside.locator(POINTS).first.click()
    assert inside.get_by_role("dialog").count() == 1
    assert visit.complaints == []


def test_without_scripts_the_list_is_whole(open_page: Open) -> None:
    tab = open_page([*FOUR, incident("A shed burned down.")], java_script_enabled=False).tab
    assert tab.locator("#list > li:visible").count() == 5
    assert tab.locator("noscript .note").is_visible()
    text = tab.locator("#list").inner_text()
    assert all(shown.reports[0].evidence[0].quote in text for shown in FOUR)


# Many, and layers of others.


def test_two_thousand_incidents_are_drawn_in_seconds(open_page: Open) -> None:
    many = [
        incident(f"Event {n}.", where=at(ODESA, lat=-55 + (n * 37 % 1250) / 10, lon=-170 + (n * 71 % 3400) / 10))
        for n in range(2000)
    ]
    visit = open_page(many)
    spent: float = visit.tab.evaluate("performance.now()")
    assert spent < 6000
    counts = [int(text) for text in visit.tab.locator(".mark .tally").all_text_contents() if text]
    assert 0 < visit.tab.locator(".mark").count() <= 400
    assert sum(counts) > 1000
    assert_quiet(visit)


def test_layers_of_folium_are_drawn_too(open_page: Open) -> None:
    drawn = maps.draw(FOUR)
    square: dict[str, Any] = {
        "type": "Polygon",
        "coordinates": [[[30, 46], [31, 46], [31, 47], [30, 47], [30, 46]]],
    }
    folium.GeoJson(square, name="square").add_to(drawn)
    folium.Marker([48, 33], popup="mine", tooltip="a hint").add_to(drawn)
    folium.LayerControl().add_to(drawn)
    visit = open_page(drawn.get_root().render())
    visit.tab.locator(".layer-marker").click(force=True)
    assert "mine" in visit.tab.locator(".leaflet-popup").inner_text()
    assert visit.tab.locator("path.leaflet-interactive:not(.area)").count() >= 1
    assert visit.tab.locator(POINTS).count() == 3
    assert visit.complaints == []


def test_a_report_without_a_name_or_an_address_leaves_no_empty_mark(open_page: Open) -> None:
    bare = replace(incident("It burned.", place=ODESA), reports=(Report("d", None, None, None, None, ()),))
    visit = open_page([bare, incident(where=Where(text="Elsewhere"))])
    popups(visit.tab)
    assert_quiet(visit)
