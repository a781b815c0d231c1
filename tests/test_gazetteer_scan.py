"""scan: every name of the gazetteer in a text, with offsets into the text as given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gazetteer
from gazetteer import Gazetteer


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    return gazetteer.load()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A fire in Odesa.", ["Odesa"]),
        ("Odesa", ["Odesa"]),
        ("off the Sea of Azov", ["Sea of Azov", "Azov"]),
        ("near St. Petersburg today", ["St. Petersburg", "Petersburg"]),
        ("near ST PETERSBURG today", ["ST PETERSBURG", "PETERSBURG"]),
        ("in Ft. Worth", ["Ft. Worth", "Worth"]),
        ("Odesa's port and Kursk’s river", ["Odesa", "Kursk"]),
        ("Bogotá’s mayor", ["Bogotá"]),
        ("from al-Fashir by road", ["al-Fashir"]),
        ("in L’Aquila", ["L’Aquila", "Aquila"]),
        ("in Côte d’Ivoire", ["Côte d’Ivoire"]),
        ("Rostov-on-Don fell", ["Rostov", "Rostov-on-Don"]),
        ("in New\nYork and New  York", ["New\nYork", "York", "New  York", "York"]),
        ("in Kramators’k", ["Kramators’k"]),
        ("Курск и Київ", ["Курск", "Київ"]),
        ("في حلب", ["حلب"]),
        ("Charleston, W. Va., and the U.S. army", ["Charleston", "W. Va.", "U.S."]),
        ("Kyiv—Kharkiv", ["Kyiv", "Kharkiv"]),
        ("(Kyiv)", ["Kyiv"]),
        ("‘Kyiv’ “Kharkiv” \"Odesa\"", ["Kyiv", "Kharkiv", "Odesa"]),
        ("🚀 Kyiv 🚀 Łódź", ["Kyiv", "Łódź"]),
        ("the Kursk region", ["Kursk", "Kursk region"]),
    ],
)
def test_names_are_found_as_written(places: Gazetteer, text: str, names: list[str]) -> None:
    assert set(names) <= {text[match.start : match.end] for match in places.scan(text)}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("he went to nice shops", "nice"),  # no capital
        ("the Odesan port", "Odesa"),  # not at the end of a word
        ("O'Brien spoke", "Brien"),
        ("Parisian cafes", "Paris"),
        ("New. York", "New. York"),
        ("New\n\nYork", "New\n\nYork"),
        ("New, York", "New, York"),
        ("in Dallas, TX", "TX"),
        ("the U.S. army", "U.S"),
        ("a al-Qaeda cell", "al"),
    ],
)
def test_what_is_no_name_is_not_found(places: Gazetteer, text: str, name: str) -> None:
    assert name not in [text[match.start : match.end] for match in places.scan(text)]


@given(st.text(max_size=200))
def test_any_text_gives_matches_inside_it_that_the_gazetteer_knows(text: str) -> None:
    places = gazetteer.load()
    last = 0
    for match in places.scan(text):
        assert 0 <= match.start < match.end <= len(text)
        assert last <= match.start
        assert places.candidates(match.key)
        last = match.start


NAMES = st.sampled_from(
    ["Odesa", "Sea of Azov", "Zheleznogorsk", "São Paulo", "Łódź", "Київ", "Rostov-on-Don", "Kramators’k", "حلب"]
)
ODD = "abc xyz é’'. ,;\n\"-—1ß漢🚀\u0301\u00a0\x1c\x85\u2028\r\t`´"
FILLING = st.lists(st.sampled_from([*ODD, "St. ", "Mte ", "STE. ", "Ft", "Odesa"]), max_size=20).map("".join)


@given(st.lists(st.tuples(FILLING, NAMES), min_size=1, max_size=5), FILLING)
def test_a_name_is_found_where_it_stands_whatever_is_around_it(parts: list[tuple[str, str]], end: str) -> None:
    text = ""
    expected = []
    for filling, name in parts:
        text += filling + " | "
        expected.append((len(text), len(text) + len(name)))
        text += name + " |"
    text += end
    found = {(match.start, match.end) for match in gazetteer.load().scan(text)}
    assert set(expected) <= found


def test_a_long_text_without_a_break_is_scanned_in_linear_time(places: Gazetteer) -> None:
    assert places.scan("A" * 1_000_000) == []
    assert places.scan("'" * 100_000) == []
    assert places.scan("St. " * 50_000) is not None
