"""The map as a picture: what is drawn and where, what is written, what a hostile text cannot do."""

from __future__ import annotations

import math
import os
import random
import re
import struct
import subprocess
import sys
import zlib
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
import shapely
from click.testing import CliRunner
from made import FOUR, NOWHERE_KNOWN, ODESA, UKRAINE, YEYSK, incident

import incidents
import maps
from gazetteer import Place
from geo import formats
from geo.incident import Incident, Where
from maps import basemap, drawing, ground, lettering, payload, regions, shapes, signs

SVG = "{http://www.w3.org/2000/svg}"
FIJI = Place(2198148, "Suva", -18.14, 178.44, "PPLC", "FJ")
SAMOA = Place(4035413, "Apia", -13.83, -171.76, "PPLC", "WS")
ROOT = Path(__file__).parents[1]


def drawn(found: list[Incident], **options: object) -> ElementTree.Element:
    return ElementTree.fromstring(maps.picture(found, **options))  # type: ignore[arg-type]


def said(tree: ElementTree.Element) -> str:
    return "\n".join("".join(text.itertext()) for text in tree.iter(f"{SVG}text"))


def sketched(found: list[Incident]) -> str:
    view = shapes.window(found)
    return drawing.sketch(found, view, basemap.clip(*shapes.surroundings(view)))


def many(count: int) -> list[Incident]:
    """Incidents strewn over half of Europe, the same each time."""
    chance = random.Random(1)
    kinds = ["riot", "protest", "armed_clash", "air_drone_strike"]
    return [
        incident(
            where=Where("x", "at", ODESA, chance.uniform(44, 56), chance.uniform(16, 40), 1, 20.0, 0.9),
            type=chance.choice(kinds), id=str(number),
        )
        for number in range(count)
    ]  # fmt: skip


# What is drawn


def test_the_same_incidents_give_the_same_bytes() -> None:
    assert maps.picture(FOUR, title="Four") == maps.picture(list(FOUR), title="Four")


@pytest.mark.parametrize(
    ("size", "dark"), [((1200, 800), False), ((600, 600), True), ((240, 240), False), ((2000, 400), True)]
)
def test_it_is_well_formed_svg_of_its_size(size: tuple[int, int], dark: bool) -> None:
    tree = drawn(FOUR, width=size[0], height=size[1], dark=dark)
    assert tree.tag == f"{SVG}svg"
    assert (tree.get("width"), tree.get("height")) == tuple(map(str, size))


@pytest.mark.parametrize("size", [(100, 800), (800, 100), (20_000, 800), (0, 0)])
def test_a_size_that_holds_no_map_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="a side may have"):
        maps.picture(FOUR, width=size[0], height=size[1])


def test_marks_stand_where_mercator_puts_them() -> None:
    frame = ground.framed(shapes.window(FOUR), (800, 600), 40, 8)
    (x0, y0), (x1, y1) = frame.xy(ODESA.lat, ODESA.lon), frame.xy(YEYSK.lat, YEYSK.lon)
    scale = (x1 - x0) / (YEYSK.lon - ODESA.lon)

    def stretched(lat: float) -> float:
        return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)))

    assert y0 - y1 == pytest.approx(scale * (stretched(YEYSK.lat) - stretched(ODESA.lat)))
    assert all(0 < side < 800 for side in (x0, x1, y0, y1))


def test_kilometres_are_to_scale() -> None:
    frame = ground.framed(shapes.window(FOUR), (800, 600), 40, 8)
    (_, north), (_, south) = frame.xy(47.0, 31.0), frame.xy(46.0, 31.0)
    assert frame.pixels(111.2, 46.5) == pytest.approx(south - north, rel=0.01)


def test_incidents_on_both_sides_of_the_antimeridian_are_neighbours() -> None:
    found = [incident(place=FIJI), incident(place=SAMOA)]
    west, _, east, _ = shapes.window(found)
    assert east - west < 30
    frame = ground.framed(shapes.window(found), (800, 600), 40, 8)
    (x0, _), (x1, _) = (frame.xy(place.lat, place.lon) for place in (FIJI, SAMOA))
    assert 0 < x0 < x1 < 800
    assert {"Suva", "Apia", "WALLIS AND FUTUNA"} <= set(said(drawn(found)).splitlines())


def test_the_ground_is_drawn_on_both_sides_of_the_antimeridian() -> None:
    chukotka, alaska = (Place(n, "x", 66.0, lon, "PPL", "RU") for n, lon in ((1, 178.0), (2, -166.0)))
    frame = ground.framed(shapes.window([incident(place=chukotka), incident(place=alaska)]), (800, 400), 40, 8)
    data = basemap.clip(*frame.degrees)
    boxes = [shape.bounds for shape in ground.traced(data["land"], data["scale"], frame, True)]
    assert min(box[0] for box in boxes) <= 0
    assert max(box[2] for box in boxes) >= 800


WIDE = [
    (-157.9, -41.5, 176.4, 68.8),
    (-180.0, -60.0, 180.0, 75.0),
    (-120.0, -30.0, 150.0, 60.0),
    (100.0, -40.0, 290.0, 60.0),
]
DRY = {"Brazil": (-10, -55), "Siberia": (60, 100), "Congo": (0, 22), "Australia": (-25, 135)}
WET = {"Atlantic": (30, -40), "Pacific": (0, -140), "Indian Ocean": (-20, 80), "Arctic": (80, -5)}


@pytest.mark.parametrize("size", [(810, 676), (560, 290), (1200, 500)])
@pytest.mark.parametrize("view", WIDE)
def test_land_is_land_and_sea_is_sea_on_maps_of_the_world(
    view: tuple[float, float, float, float], size: tuple[int, int]
) -> None:
    """A ring that touches itself at the edge of the frame must not be cut to the whole frame."""
    frame = ground.framed(view, size, 44, 8)
    data = basemap.clip(*frame.degrees)
    rings = shapely.make_valid([*ground.traced(data["land"], data["scale"], frame, True)])
    for name, (lat, lon) in (DRY | WET).items():
        for turn in (-360, 0, 360):
            x, y = frame.xy(lat, lon)
            point = shapely.Point(x + turn / 360 * frame.size, y)
            if shapely.box(0, 0, *size).contains(point):
                assert shapely.contains(rings, point).sum() % 2 == (name in DRY), name


@pytest.mark.parametrize("coarse", [False, True])
def test_land_stays_land_however_coarse(coarse: bool) -> None:
    """A ring that touches itself when it is generalised must not fall out of the drawing."""
    frame = ground.framed((18, 42, 44, 58), (560, 290), 40, 8)
    data = basemap.clip(*frame.degrees)
    d = ground.path(ground.traced(data["land"], data["scale"], frame, True), True, coarse)
    unit = 1 if coarse else 10
    areas = []
    for ring in re.findall(r"M(\S+) (\S+)l([^z]*)z", d):
        points = [(int(ring[0]), int(ring[1]))]
        steps = [int(step) for step in re.findall(r"-?\d+", ring[2])]
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            points.append((points[-1][0] + dx, points[-1][1] + dy))
        pairs = zip(points, points[1:] + points[:1], strict=True)
        areas.append(abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs)) / 2 / unit**2)
    assert 0.6 < max(areas) / (560 * 290) < 1.0


def test_an_area_is_an_outline_and_a_tag_and_never_a_disc() -> None:
    tree = drawn([incident(place=UKRAINE)])
    assert "Ukraine" in said(tree)
    frame = ground.framed(shapes.window([FOUR[0]]), (800, 600), 40, 8)
    marked = signs.Marked(1, FOUR[0], shapes.spot(FOUR[0]))  # type: ignore[arg-type]
    (region,) = regions.regions([marked], frame, "en")
    assert region.outline
    nameless = replace(marked, incident=incident(place=NOWHERE_KNOWN))
    near = ground.framed((33, 43, 35, 45), (800, 600), 40, 8)
    nameless = replace(nameless, spot=shapes.spot(nameless.incident))  # type: ignore[arg-type]
    (circle,) = regions.regions([nameless], near, "en")
    assert not circle.outline
    assert circle.radius == pytest.approx(near.pixels(5.0, 44.0))


def test_an_area_larger_than_the_frame_is_named_inside_it() -> None:
    frame = ground.framed((30, 46, 31, 47), (800, 600), 40, 8)
    marked = signs.Marked(1, FOUR[0], shapes.spot(FOUR[0]))  # type: ignore[arg-type]
    (region,) = regions.regions([marked], frame, "en")
    assert 0 < region.at[0] < 800
    assert 0 < region.at[1] < 600


def test_the_numbers_of_the_map_are_those_of_the_list() -> None:
    text = said(drawn(FOUR)).splitlines()
    assert [row for row in text if row in {"1", "2", "3", "4"}].count("2") == 2
    assert "Odesa, Odesa Oblast, Ukraine" in text


@pytest.mark.parametrize(
    ("found", "listed", "wordings"),
    [
        ([4], 20, ["4"]),
        ([4, 5], 20, ["4, 5", "4 +1", "+2"]),
        ([4, 5, 10, 11, 12], 20, ["4, 5, 10, 11, 12", "4, 5, 10–12", "4, 5 +3", "4 +4", "+5"]),
        ([4, 5, 30], 20, ["4, 5 +1", "4 +2", "+3"]),
        ([30], 20, []),
        ([30, 31], 20, []),
    ],
)
def test_numbers_are_all_said_or_as_runs_or_counted(found: list[int], listed: int, wordings: list[str]) -> None:
    place = shapes.spot(incident(place=ODESA))
    assert place
    members = [signs.Marked(each, incident(place=ODESA), place) for each in found]
    assert signs.numbers(members, listed) == wordings


def test_the_title_of_a_mark_has_the_numbers_that_its_caption_has_not() -> None:
    """Every second incident is elsewhere, so that their numbers make no run."""
    found = [incident(place=ODESA if number % 2 else YEYSK, id=str(number)) for number in range(24)]
    tree = drawn(found, width=1600, height=2000)
    titles = [title.text for title in tree.iter(f"{SVG}title")]
    assert ", ".join(map(str, range(2, 25, 2))) in titles
    captions = [row for row in said(tree).splitlines() if re.fullmatch(r"[\d, –]+ \+\d+", row)]
    assert len(captions) == 2
    for caption in captions:
        assert lettering.width(caption, 10.5, bold=True) <= signs.NUMBERED
        shown, more = caption.split(" +")
        assert len(shown.split(", ")) + int(more) == 12


VIEWS = [(30.0, 44.0, 38.0, 54.0), (-100.0, -40.0, 120.0, 70.0), (33.9, 43.9, 34.1, 44.1)]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("crowd", [0, 400])
def test_the_sign_of_an_area_stands_within_it_and_its_words_near_it(
    view: tuple[float, float, float, float], crowd: int
) -> None:
    frame = ground.framed(view, (800, 600), 40, 8)
    areas = [signs.Marked(1, each, at) for each in (incident(place=UKRAINE), incident(place=NOWHERE_KNOWN))
             if (at := shapes.spot(each))]  # fmt: skip
    points = [signs.Marked(2, each, at) for each in many(crowd) if (at := shapes.spot(each))]
    found = regions.regions(areas, frame, "en")
    taken = ground.Taken()
    places = regions.stand(signs.grouped(points, frame), found, taken)
    for region, (x, y, _) in zip(found, places, strict=True):
        inside = [ring for ring in region.outline if ring.buffer(0.1).contains(shapely.Point(x, y))]
        assert inside or (x, y) == region.at
    tree = ElementTree.fromstring(
        f'<svg xmlns="{SVG[1:-1]}">{regions.tags(found, places, frame, taken, drawing.palette(False), 9)}</svg>'
    )
    boxes = [[float(rect.get(side) or 0) for side in ("x", "y", "width", "height")] for rect in tree.iter(f"{SVG}rect")]
    assert found
    assert crowd or len(boxes) == len(found)
    for left, top, wide, high in boxes:
        away = [math.hypot(x - min(max(x, left), left + wide), y - min(max(y, top), top + high)) for x, y, _ in places]
        assert min(away) <= regions.LEADER + 0.1


@pytest.mark.parametrize(("room", "led"), [("free", False), ("crowded", True), ("full", None)])
def test_words_of_an_area_are_led_to_it_or_left_out(room: str, led: bool | None) -> None:
    frame = ground.framed((-100.0, -40.0, 120.0, 70.0), (800, 600), 40, 8)
    (region,) = regions.regions([signs.Marked(1, FOUR[0], shapes.spot(FOUR[0]))], frame, "en")  # type: ignore[arg-type]
    (x, y), taken = region.at, ground.Taken()
    reach = {"free": 0.0, "crowded": 18.0, "full": 100.0}[room]
    taken.add((x - reach, y - reach, x + reach, y + reach))
    svg = regions.tags([region], [(x, y, regions.SMALL_SIGN)], frame, taken, drawing.palette(False), 9)
    assert bool(svg) is (led is not None)
    assert ("<path" in svg) is bool(led)
    assert ("Ukraine" in svg) is (led is not None)


def test_the_list_breaks_a_line_rather_than_cut_it() -> None:
    far = replace(ODESA, name="Llanfairpwllgwyngyll by the old harbour road")
    where = Where("x", "at", far, 46.5, 30.7, 1, 5.0, 0.9)
    rows = said(drawn([incident(where=where, id=str(each)) for each in range(12)])).splitlines()
    assert not [row for row in rows if row.endswith("…")]


def test_what_has_no_room_in_the_list_is_counted() -> None:
    tree = drawn(many(300))
    rows = said(tree).splitlines()
    (more,) = [row for row in rows if row.startswith("and ")]
    listed = 300 - int(more.split()[1])
    assert listed > 5
    counts = [int(row) for row in rows if row.isdigit()]
    assert str(listed) in rows
    assert sum(counts) >= 300


def test_no_incident_is_a_map_too() -> None:
    assert "No incident was found" in said(drawn([]))


def test_an_incident_without_a_place_is_in_the_list() -> None:
    assert "no place given" in said(drawn([incident("Shots were heard.")]))


def test_its_colours_are_those_of_the_page() -> None:
    css = (payload.STATIC / "incidents.css").read_text(encoding="utf-8")
    for dark in (False, True):
        colours = drawing.palette(dark)
        assert {"land", "water", "ink", "paper", "soft", "line", "border", "label-halo"} <= set(colours)
        assert f"--paper: {colours['paper']};" in css
    assert drawing.palette(True)["land"] != drawing.palette(False)["land"]


def test_it_speaks_its_language() -> None:
    assert "Карта інцидентів" in said(drawn(FOUR, lang="uk"))
    with pytest.raises(ValueError, match="language"):
        maps.picture(FOUR, lang="xx")


def test_a_screen_reader_is_told_title_and_incidents() -> None:
    tree = drawn(FOUR, title="A day")
    assert tree.get("role") == "img"
    assert tree.findtext(f"{SVG}title") == "A day"
    assert "2. Air or drone strike: Odesa" in (tree.findtext(f"{SVG}desc") or "")
    named = set((tree.get("aria-labelledby") or "").split())
    assert named == {child.get("id") for child in tree[:2]}


# What is written

HOSTILE = [
    "<script>alert(1)</script>",
    "]]><image href='https://evil.example/x.png'/>",
    '"/><a href="javascript:alert(1)">x</a>',
    "&lt;b&gt; &amp; &#0;",
    "{{ 6 * 7 }} ${6 * 7} %(x)s",
    "bad \x00\x01\x0b\x1b\ud800\ufffe control",
    "\u202eright to left\u202c",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_stays_text(text: str) -> None:
    place = replace(ODESA, name=text)
    area = replace(NOWHERE_KNOWN, name=text)
    found = [
        incident(text, place=place, title=text, actor=text, target=text),
        incident(where=Where(text=text)),
        replace(incident(place=area), type=text, stage=text, id=text),
    ]
    svg = maps.picture(found, title=text)
    tree = ElementTree.fromstring(svg)
    assert {element.tag.removeprefix(SVG) for element in tree.iter()} <= {
        "svg", "title", "desc", "defs", "g", "path", "rect", "circle", "text", "use",
    }  # fmt: skip
    assert {value for element in tree.iter() for name, value in element.items() if "href" in name} <= {
        "#glyph-air_drone_strike", "#glyph-other"
    }
    assert not [name for element in tree.iter() for name in element.attrib if name.startswith("on")]
    shown = tree.findtext(f"{SVG}title") or ""
    assert shown == lettering.UNWRITABLE.sub("\ufffd", text)
    assert ElementTree.fromstring(sketched(found)) is not None


def test_a_type_nobody_knows_is_drawn_all_the_same() -> None:
    assert "volcano" in said(drawn([incident(place=ODESA, type="volcano")]))


@pytest.mark.parametrize(
    ("text", "room", "broken"),
    [
        ("short", 100, ["short"]),
        ("", 100, []),
        ("one two three four", 60, ["one two", "three four"]),
        ("one two three four five six", 60, ["one two", "three four…"]),
        ("unbreakable" * 3, 60, ["unbreakabl", "eunbreak…"]),
        ("a", 1, ["a"]),
    ],
)
def test_lines_break_at_blanks_and_end_in_an_ellipsis(text: str, room: float, broken: list[str]) -> None:
    assert lettering.lines(text, 12, room, 2) == broken


@pytest.mark.parametrize("text", ["Odesa", "Düzköy, Trabzon", "Київ і Львів", "東京都", "ا ب ج", "🔥🔥", "W" * 40])
def test_lines_are_no_wider_than_their_room(text: str) -> None:
    for line in lettering.lines(text * 8, 12, 150, 9)[:-1]:
        assert lettering.width(line, 12) <= 150


def test_names_on_the_map_do_not_cover_each_other() -> None:
    frame = ground.framed((18, 42, 44, 58), (800, 600), 40, 8)
    taken = ground.Taken()
    data = basemap.clip(*frame.degrees)
    ground.labels(ground.names(data, frame.zoom, ()), frame, taken, drawing.palette(False), 400)
    boxes = {box for cell in taken.cells.values() for box in cell}
    assert len(boxes) > 30
    assert not [
        (a, b) for a in boxes for b in boxes if a < b and a[0] < b[2] and a[2] > b[0] and a[1] < b[3] and a[3] > b[1]
    ]


# The sketch for where scripts are off


@pytest.mark.parametrize("found", [FOUR, many(2000), [incident(place=FIJI), incident(place=SAMOA)], []])
def test_a_sketch_is_small_and_takes_the_colours_of_the_page(found: list[Incident]) -> None:
    sketch = sketched(found)
    assert len(sketch.encode()) < 40_000
    assert "var(--land)" in sketch
    assert " style=" not in sketch
    ElementTree.fromstring(sketch)


# PNG


def pixels(png: bytes) -> tuple[int, int, bytes]:
    """Width, height and the raw rows of an 8-bit PNG."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    wide, high = struct.unpack(">II", png[16:24])
    parts, at_ = [], 8
    while at_ < len(png):
        (long,) = struct.unpack(">I", png[at_ : at_ + 4])
        if png[at_ + 4 : at_ + 8] == b"IDAT":
            parts.append(png[at_ + 8 : at_ + 8 + long])
        at_ += 12 + long
    return wide, high, zlib.decompress(b"".join(parts))


def test_a_png_has_twice_the_pixels_and_something_on_them() -> None:
    wide, high, rows = pixels(maps.png(maps.picture(FOUR, width=500, height=400)))
    assert (wide, high) == (1000, 800)
    assert len(set(rows)) > 100


def test_a_png_without_any_font_is_refused_in_one_line(tmp_path: Path) -> None:
    fonts = tmp_path / "fonts.conf"
    fonts.write_text("<fontconfig><dir>/nonexistent</dir></fontconfig>")
    source = tmp_path / "incidents.jsonl"
    source.write_text("".join(formats.jsonl([("doc", FOUR)])), encoding="utf-8")
    target = tmp_path / "map.png"
    told = subprocess.run(
        [sys.executable, "incidents.py", "map", source, "-o", target],
        env={**os.environ, "FONTCONFIG_FILE": str(fonts), "HOME": "/nonexistent"},
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 4
    assert told.stderr.startswith("incidents: a .png needs a font")
    assert told.stderr.count("\n") == 1
    assert not target.exists()


# The command


@pytest.mark.parametrize(
    ("name", "options", "start"),
    [
        ("map.svg", [], b'<svg xmlns="http://www.w3.org/2000/svg" width="1200" '),
        ("map.SVG", ["--size", "600x500", "--dark"], b'<svg xmlns="http://www.w3.org/2000/svg" width="600" '),
        ("map.png", ["--size", "300x240"], b"\x89PNG"),
        ("map.html", [], b"<!DOCTYPE html>"),
    ],
)
def test_the_name_of_the_file_chooses_page_or_picture(
    name: str, options: list[str], start: bytes, tmp_path: Path
) -> None:
    source = tmp_path / "incidents.jsonl"
    source.write_text("".join(formats.jsonl([("doc", FOUR)])), encoding="utf-8")
    result = CliRunner().invoke(incidents.main, ["map", str(source), "-o", str(tmp_path / name), *options])
    assert result.exit_code == 0, result.output
    assert (tmp_path / name).read_bytes().startswith(start)


@pytest.mark.parametrize("size", ["big", "800", "10x10", "99999999999999x800", "1200x", "-800x600", "１２００x800"])
def test_a_size_that_is_none_is_wrong_usage(size: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(incidents.main, ["map", "x", "-o", str(tmp_path / "map.svg"), "--size", size])
    assert result.exit_code == 2
    assert "--size" in result.output
