"""The page as text: what is written, and what can't be."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import folium
import folium.plugins
import pytest
from made import FOUR, NOWHERE_KNOWN, ODESA, UKRAINE, YEYSK, at, incident

import maps
from gazetteer import Place
from geo.incident import TYPES, Alternative, Count, Evidence, Incident, Report, When, Where
from maps import page, payload, shapes, words
from maps.strings import languages

STATIC = Path(page.__file__).parent / "static"


def block(html: str, name: str) -> dict[str, object]:
    """The JSON block of that name."""
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', html, re.DOTALL)
    assert found
    loaded = json.loads(found[1])
    assert isinstance(loaded, dict)
    return loaded


def test_the_same_incidents_give_the_same_bytes() -> None:
    assert maps.render(FOUR, title="Four") == maps.render(list(FOUR), title="Four")


def test_drawing_one_page_leaves_no_trace_in_the_next() -> None:
    before = maps.render(FOUR)
    folium.Marker([46, 30], popup="mine").add_to(maps.draw(FOUR))
    assert maps.render(FOUR) == before


def test_rendering_a_page_twice_gives_it_once_each_time() -> None:
    sheet = maps.draw(FOUR).get_root()
    assert sheet.render() == sheet.render()


def test_a_page_is_a_map_of_folium() -> None:
    assert isinstance(maps.draw(FOUR), folium.Map)


def test_the_page_names_no_address_but_those_of_the_reports() -> None:
    html = re.sub(r"<!--.*?-->", "", maps.render(FOUR), flags=re.DOTALL)
    markup = re.sub(r"<(script|style)\b.*?</\1>", "", html, flags=re.DOTALL)
    assert set(re.findall(r'(?:src|href)="([^#"]*)"', markup)) == {"https://news.example/1"}


def test_the_policy_allows_exactly_the_scripts_and_styles_that_ship() -> None:
    html = maps.render(FOUR)
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert found
    texts = re.findall(r"<(?:script|style)>(.*?)</(?:script|style)>", html, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
    styles = len(page.STYLES)
    assert re.findall(r"'sha256-([^']*)'", found[1]) == [*hashes[styles:], *hashes[:styles]]
    assert "unsafe" not in found[1]
    assert found[1].startswith("default-src 'none'; ")


def test_the_policy_is_the_same_for_all_incidents() -> None:
    assert page.policy() in maps.render([])
    assert page.policy() in maps.render(FOUR)


def test_the_licence_of_leaflet_is_in_the_page() -> None:
    html = maps.render([])
    assert "BSD 2-Clause License" in html
    assert (STATIC / "leaflet.LICENSE").read_text(encoding="utf-8").strip() in html


def test_no_script_of_ours_parses_text_as_html_or_code() -> None:
    for path in sorted(STATIC.glob("*.js")):
        if path.name not in {"leaflet.js", "supercluster.js"}:
            source = path.read_text(encoding="utf-8")
            for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function("):
                assert way not in source, f"{path.name} uses {way}"


def test_a_page_with_layers_of_others_has_their_links_and_no_policy() -> None:
    drawn = maps.draw(FOUR)
    folium.plugins.MarkerCluster([[46, 30]]).add_to(drawn)  # type: ignore[no-untyped-call]
    html = drawn.get_root().render()
    assert "Content-Security-Policy" not in html
    assert "leaflet.markercluster" in html
    assert "map_incidents" in html


def test_a_layer_of_others_is_not_compiled_as_a_template() -> None:
    drawn = maps.draw(FOUR)
    folium.Marker([46, 30], popup=folium.Popup(folium.Html("{{ 6 * 7 }}"))).add_to(drawn)
    assert "{{ 6 * 7 }}" in drawn.get_root().render()


@pytest.mark.parametrize("text", ["\ud800", "a\0b", "\u202e backwards", "\x1b[31m", "😀", "السودان"])
def test_no_character_of_a_text_breaks_the_page(text: str, tmp_path: Path) -> None:
    maps.save([incident(text, place=ODESA, title=text)], tmp_path / "map.html", title=text)
    html = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert block(html, "incidents")
    assert "\0" not in html


def test_json_holds_nothing_that_html_takes_for_its_own() -> None:
    html = maps.render([incident("</script><!-- & \u2028 \u2029 -->", place=ODESA)])
    found = re.search(r'id="incidents">(.*?)</script>', html, re.DOTALL)
    assert found
    assert not set("<>&\u2028\u2029") & set(found[1])
    assert "\\u003c/script\\u003e\\u003c!-- \\u0026 \\u2028 \\u2029 --\\u003e" in found[1]


def test_an_interrupted_save_leaves_the_earlier_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "map.html"
    target.write_text("earlier")

    def full(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="disk full"):
        maps.save(FOUR, target)
    assert [path.name for path in tmp_path.iterdir()] == ["map.html"]
    assert target.read_text() == "earlier"


def test_a_saved_file_may_be_read_by_others_as_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "other").touch()
    maps.save(FOUR, tmp_path / "map.html")
    assert (tmp_path / "map.html").stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.parametrize(("lat", "lon"), [(91.0, 0.0), (0.0, 181.0), (float("nan"), 0.0)])
def test_a_point_that_is_not_on_earth_is_refused_by_name(lat: float, lon: float) -> None:
    with pytest.raises(ValueError, match=r"incident seven: latitude .* is no point on Earth"):
        maps.render([incident(where=at(ODESA, lat=lat, lon=lon), id="seven")])


def test_the_list_holds_every_incident_placed_or_not() -> None:
    html = maps.render([*FOUR, incident("A shed burned down."), incident("It rained.", where=Where(text="Elsewhere"))])
    assert html.count("<li id=") == 6
    assert "no place given" in html
    assert "place not found: “Elsewhere”" in html


def test_no_incident_is_said_so() -> None:
    assert "No incident was found in what was read." in maps.render([])


@pytest.mark.parametrize(
    ("shown", "kind"),
    [
        (at(ODESA), "point"),
        (at(ODESA, precision=2, relation="near"), "weak"),
        (at(ODESA, confidence=0.4), "weak"),
        (at(ODESA, relation="between"), "weak"),
        (at(UKRAINE), "area"),
        (at(UKRAINE, precision=1), "area"),
        (at(ODESA, precision=4), "area"),
        (Where(), None),
        (Where(text="Elsewhere"), None),
    ],
)
def test_what_the_text_names_decides_how_it_is_marked(shown: Where, kind: str | None) -> None:
    spot = shapes.spot(incident(where=shown))
    assert kind == (None if spot is None else "area" if spot.is_area else "weak" if spot.weak else "point")


def test_an_area_without_an_outline_is_still_no_pin() -> None:
    data = block(maps.render([incident(place=NOWHERE_KNOWN)]), "incidents")
    assert data["areas"] == {"-999999": {"name": "Sea of Samples", "at": [44.0, 34.0], "rings": None}}


@pytest.mark.parametrize("relation", ["near", "between"])
def test_what_is_near_an_area_is_not_drawn_as_the_area(relation: str) -> None:
    data = block(maps.render([incident(where=at(UKRAINE, relation=relation))]), "incidents")
    (drawn,) = data["areas"].values()  # type: ignore[attr-defined]
    assert drawn == {"name": f"{relation} Ukraine", "at": [49.0, 32.0], "rings": None}


def test_an_outline_is_held_once_however_many_incidents_are_in_it() -> None:
    data = block(maps.render([incident(place=UKRAINE), incident(place=UKRAINE)]), "incidents")
    assert list(data["areas"]) == ["690791"]  # type: ignore[call-overload]


def test_the_first_view_holds_all_points_and_no_more_than_it_must() -> None:
    west, south, east, north = shapes.window([incident(place=ODESA), incident(place=YEYSK)])
    assert 30 < west < 30.74 < 38.27 < east < 39
    assert 46 < south < 46.48 < 46.7 < north < 47


def test_a_country_does_not_dwarf_the_points_of_another() -> None:
    russia = replace(UKRAINE, id=2017370, name="Russia", lat=60.0, lon=100.0, country="RU")
    assert shapes.window([incident(place=ODESA), incident(place=russia)])[2] < 40


SUVA = replace(ODESA, name="Suva", lat=-18.14, lon=178.44, country="FJ")
NUKUALOFA = replace(ODESA, name="Nuku‘alofa", lat=-21.14, lon=-175.2, country="TO")
MATA_UTU = replace(ODESA, name="Mata-Utu", lat=-13.28, lon=-176.18, country="WF")


@pytest.mark.parametrize(
    ("places", "west", "east"),
    [
        ([SUVA, NUKUALOFA], -181.6, -175.2),
        ([NUKUALOFA, MATA_UTU, SUVA], -181.6, -175.2),
        ([SUVA], 178.4, 178.5),
        ([SUVA, YEYSK], 38.3, 178.4),
        ([SUVA, replace(NUKUALOFA, lon=-120.0)], -181.6, -120.0),
        ([SUVA, ODESA, replace(NUKUALOFA, lon=-100.0)], -100.0, 178.4),
    ],
)
def test_a_view_crosses_the_antimeridian_where_that_is_far_shorter(
    places: list[Place], west: float, east: float
) -> None:
    view = shapes.window([incident(where=at(place, radius_km=0.1)) for place in places])
    assert view[0] == pytest.approx(west, abs=0.1)
    assert view[2] == pytest.approx(east, abs=0.1)
    assert all(view[0] <= shapes.turned(place.lon, view) <= view[2] for place in places)


# What a reader sees.


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (When(), "date unknown"),
        (When(text="overnight"), "date unknown"),
        (When(date(2025, 3, 16), date(2025, 3, 16), 1), "16 March 2025"),
        (When(date(2025, 3, 16), None, 1), "16 March 2025"),
        (When(date(2025, 3, 10), date(2025, 3, 16), 3), "10–16 March 2025"),
        (When(date(2025, 2, 28), date(2025, 3, 2), 2), "28 February – 2 March 2025"),
        (When(date(2024, 12, 30), date(2025, 1, 2), 2), "30 December 2024 – 2 January 2025"),
        (When(date(2024, 2, 1), date(2024, 2, 29), 4), "February 2024"),
        (When(date(2024, 1, 1), date(2024, 12, 31), 5), "2024"),
        (When(date(2024, 1, 1), None, 5), "from 1 January 2024 on"),
        (When(None, date(2024, 1, 1), 5), "on or before 1 January 2024"),
        (
            When(date(2025, 3, 17), date(2025, 3, 17), 1, None, "publication"),
            "17 March 2025 (assumed from publication date)",
        ),
    ],
)
def test_dates_are_said_in_words(when: When, said: str) -> None:
    assert words.date_in_words(when) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (None, "unknown"),
        (Count(None, None, None), "unknown"),
        (Count(0, 0, 0), "0"),
        (Count(3, 3, 3), "3"),
        (Count(1002, None, None), "at least 1,002"),
        (Count(3, 3, None), "at least 3"),
        (Count(None, None, 20), "up to 20"),
        (Count(None, 20, 20), "up to 20"),
        (Count(15, None, 20), "15 to 20"),
        (Count(15, 18, 20), "18 (15 to 20)"),
        (Count(None, 7, None), "7"),
    ],
)
def test_numbers_are_said_with_their_bounds_and_unknown_is_not_none(count: Count | None, said: str) -> None:
    assert words.count_in_words(count) == said


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (Where(), "no place given"),
        (Where(text="the village"), "place not found: “the village”"),
        (at(ODESA), "Odesa, Odesa Oblast, Ukraine"),
        (at(ODESA, relation="near"), "near Odesa, Odesa Oblast, Ukraine"),
        (at(ODESA, relation="between", text="Odesa and Yeysk"), "between Odesa and Yeysk"),
        (at(ODESA, relation="between", text="between Odesa and Yeysk"), "between Odesa and Yeysk"),
        (at(UKRAINE), "Ukraine"),
        (at(NOWHERE_KNOWN), "Sea of Samples"),
        (at(replace(ODESA, country="ZZ")), "Odesa, Odesa Oblast, ZZ"),
    ],
)
def test_places_are_said_with_what_holds_them(where: Where, said: str) -> None:
    assert words.place_in_words(where) == said


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (Where(), None),
        (at(ODESA), "within about 5 km"),
        (at(ODESA, radius_km=12.6), "within about 13 km"),
        (at(ODESA, radius_km=0.456), "within about 0.46 km"),
        (at(ODESA, radius_km=None), None),
        (at(ODESA, precision=2), "near the place, within about 5 km"),
        (at(UKRAINE, radius_km=612.3), "country, within about 612 km"),
    ],
)
def test_no_place_is_called_more_exact_than_it_is(where: Where, said: str | None) -> None:
    assert words.precision_in_words(where) == said


def test_the_places_that_lost_are_named() -> None:
    other = Alternative(replace(ODESA, name="Odessa", admin1="Texas", country="US"), 0.08)
    assert "Or, at 8%: Odessa, Texas, United States" in words.why_in_words(at(ODESA, alternatives=(other,)))


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        ("https://a.example/b?c=d&e", True),
        ("HTTP://a.example", True),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        (" https://a.example", False),
        ("data:text/html,x", False),
        ("//a.example", False),
        ("https:", False),
        ("https://a b", False),
    ],
)
def test_only_addresses_of_the_web_are_linked(address: str, linked: bool) -> None:
    listed = maps.render([incident(url=address)]).partition('<ol')[2].partition('</ol>')[0]
    assert words.is_web_address(address) == linked
    assert listed.count("<a href=") == linked


def quoted(*evidence: tuple[str, int, str]) -> list[list[tuple[str, str | None]]]:
    pieces = tuple(Evidence(field, start, start + len(text), text) for field, start, text in evidence)
    return words.quotes(Report("doc", None, None, None, None, pieces))


def test_the_words_for_a_field_are_marked_in_their_sentence() -> None:
    assert quoted(("type", 10, "Drones hit Odesa."), ("where", 21, "Odesa"), ("weapon", 10, "Drones")) == [
        [("Drones", "weapon"), (" hit ", None), ("Odesa", "where"), (".", None)]
    ]


def test_words_outside_the_sentence_follow_it() -> None:
    assert quoted(("where", 0, "ODESA"), ("type", 10, "Drones hit it.")) == [
        [("Drones hit it.", None)],
        [("ODESA", "where")],
    ]


def test_overlapping_evidence_repeats_no_words() -> None:
    sentence, killed, target = "Two men and a boy died.", "Two men and a boy", "men and a boy"
    (pieces,) = quoted(("type", 0, sentence), ("killed", 0, killed), ("target", 4, target))
    assert "".join(text for text, _ in pieces) == sentence


# The tables.


def test_every_type_has_a_mark_of_its_own() -> None:
    assert list(payload.marks()) == list(TYPES)
    assert len({glyph for _, glyph in payload.marks().values()}) == len(TYPES)


def luminance(colour: str) -> float:
    """Relative luminance after WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("code", TYPES)
def test_every_mark_stands_out_from_its_white_glyph_and_edge(code: str) -> None:
    colour, glyph = payload.marks()[code]
    assert 1.05 / (luminance(colour) + 0.05) >= 3
    assert re.fullmatch(r"[MmLlHhVvCcSsAaZz0-9 .,-]+", glyph)


def test_every_country_has_one_name_in_each_language() -> None:
    rows = [
        line.split("\t")
        for line in (STATIC / "countries.tsv").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    assert rows[0] == ["code", *languages()]
    assert all(re.fullmatch("[A-Z]{2}", row[0]) and all(word.strip() == word != "" for word in row) for row in rows[1:])
    for column in zip(*rows[1:], strict=True):
        assert len(set(column)) == len(rows) - 1 == 250


def test_an_unheard_of_type_is_drawn_as_other_under_its_own_name() -> None:
    odd: Incident = incident(place=ODESA, type="meteorite")
    data = block(maps.render([odd]), "incidents")
    colour, glyph = payload.marks()["other"]
    assert data["types"] == {"meteorite": {"words": "meteorite", "colour": colour, "glyph": glyph}}
