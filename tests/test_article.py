"""What each kind of file says, and what is left as it stands."""

import io
import json
import os
from datetime import date
from pathlib import Path

import pytest

from geo.article import Article, InputError, dateline_day, files_below, parse_date, read
from geo.inputs import decode

STORY = "A bomb exploded in a market in Aleppo on Tuesday, killing five people, the governor said."
PAGE = f"""<!DOCTYPE html><html><head><title>Market blast - The Daily</title>
<meta property="article:published_time" content="2024-03-12T08:00:00Z">
<meta property="og:site_name" content="The Daily"><link rel="canonical" href="https://daily.example/blast">
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Market <b>blast</b>"}}</script>
<script>for (i = 0; i<9; i++) document.write("<p " + i + ">")</script></head>
<body><nav><a href="/">Home</a> <a href="/w">World</a></nav><article><h1>Market blast</h1><p>{STORY}</p>
<p>Rescue teams were still searching the ruins of the market late at night, he said.</p></article>
<footer>All rights reserved</footer></body></html>"""


def articles(path: Path, published: date | None = None) -> list[Article]:
    """The articles of an input in which nothing may be wrong."""
    found = list(read(path, published))
    assert not [each for each in found if isinstance(each, InputError)]
    return [each for each in found if isinstance(each, Article)]


def written(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize(
    "text",
    [
        STORY,
        f"\n  {STORY}\r\n\r\nMore.\r\n",
        f"LONDON: {STORY}\n\nMore.",
        f"Title: a title without an empty line after it\n{STORY}",
        f"Author: nobody\n\n{STORY}",
        "Взрыв в Алеппо.",
        "📰 An emoji, Zürich, e\u0301 and \u202ea mark that turns the line\u202c.",
    ],
)
def test_text_without_a_header_is_the_file(text: str, tmp_path: Path) -> None:
    assert articles(written(tmp_path / "a.txt", text)) == [Article("a.txt", text)]


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    (article,) = articles(written(tmp_path / "a.txt", STORY.encode("utf-8-sig")))
    assert article.text == STORY


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_header_of_a_text(newline: str, tmp_path: Path) -> None:
    header = ["Title: Market: blast", "date: 12 March 2024", "Source: The Daily", "URL: https://d.example/1"]
    (article,) = articles(written(tmp_path / "a.txt", newline.join([*header, "", STORY])))
    assert article == Article(
        "a.txt", STORY, "Market: blast", date(2024, 3, 12), "The Daily", "https://d.example/1"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f'---\ntitle: "Market blast"\ndate: 2024-03-12\ntags: [a]\n---\n{STORY}', (STORY, "Market blast")),
        (f"# Market blast\n\n{STORY}", (f"\n{STORY}", "Market blast")),
        (f"---\ndate: 2024-03-12\n---\n# Market blast #\n{STORY}", (STORY, "Market blast")),
        (f"---\ntitle: One\n---\n# Two\n{STORY}", (f"# Two\n{STORY}", "One")),
        (f"---\n---\n{STORY}", (STORY, None)),
        (f"{STORY}\n\n# Later\n", (f"{STORY}\n\n# Later\n", None)),
        (f"#hashtag\n{STORY}", (f"#hashtag\n{STORY}", None)),
        (f"---\nnever closed\n{STORY}", (f"---\nnever closed\n{STORY}", None)),
    ],
)
def test_markdown(text: str, expected: tuple[str, str | None], tmp_path: Path) -> None:
    (article,) = articles(written(tmp_path / "a.md", text))
    assert (article.text, article.title) == expected


@pytest.mark.parametrize("name", ["a.html", "a.HTM", "saved.txt"])
def test_a_page_gives_its_article_and_what_it_declares(name: str, tmp_path: Path) -> None:
    (article,) = articles(written(tmp_path / name, PAGE))
    assert STORY in article.text
    assert "rights reserved" not in article.text
    assert "<" not in article.text
    assert article.title == "Market blast"
    assert article.published == date(2024, 3, 12)
    assert article.source == "The Daily"
    assert article.url == "https://daily.example/blast"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1251"])
def test_a_page_in_its_declared_encoding(encoding: str, tmp_path: Path) -> None:
    russian = "Взрыв прогремел на рынке в Алеппо во вторник, пять человек погибли, сообщили власти города."
    page = f'<html><head><meta charset="{encoding}"></head><body><p>{russian}</p></body></html>'
    (article,) = articles(written(tmp_path / "a.html", page.encode(encoding)))
    assert article.text.strip() == russian


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Police said the “blast” at the café in São Paulo killed five – the mayor confirmed."),
        ("latin-1", "Cinco personas murieron el martes en la explosión en Bogotá, según la alcaldía."),
        ("cp1251", "Взрыв прогремел на рынке в Алеппо во вторник, пять человек погибли, сообщили власти."),
        ("utf-16", "Five people died in Bogotá on Tuesday."),
        ("utf-16-le", "Five people died in Bogotá on Tuesday, the mayor said."),
        ("utf-32", "Five people died in Bogotá on Tuesday."),
        ("shift_jis", "火曜日、市場で爆発があり、五人が死亡した。当局が発表した。"),
    ],
)
def test_text_in_another_encoding(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == text


def test_utf_8_with_a_damaged_byte_keeps_its_letters() -> None:
    damaged = "The café in São Paulo, the mayor’s office".encode() + b"\xff and more, and a cut end \xe2\x80"
    assert decode(damaged, "a.txt").startswith("The café in São Paulo, the mayor’s office\ufffd and more")


def test_json_lines(tmp_path: Path) -> None:
    full = {
        "doc_id": "d1",
        "text": STORY,
        "title": "Market blast",
        "date": "2024-03-12",
        "source": "The Daily",
        "url": "https://daily.example/1",
        "toponyms": [{"start": 31, "end": 37, "text": "Aleppo", "lat": 36.2}],
    }
    bare = {"text": STORY, "date": None, "title": None, "source": ""}
    numbered = {"doc_id": 7, "text": STORY}
    lines = [json.dumps(full), "", json.dumps(bare), json.dumps(numbered)]
    first, second, third = articles(written(tmp_path / "a.jsonl", "\ufeff" + "\n".join(lines)))
    day = date(2024, 3, 12)
    assert first == Article(
        "d1", STORY, "Market blast", day, "The Daily", "https://daily.example/1", None, ((31, 37),)
    )
    assert second == Article("a.jsonl:3", STORY)
    assert third.doc_id == "7"


def test_offsets_stay_when_half_a_character_is_mended(tmp_path: Path) -> None:
    (article,) = articles(written(tmp_path / "a.jsonl", '{"text": "Ky\\ud800iv \\ud83d\\ude00 shelled"}'))
    assert article.text == "Ky\ufffdiv 😀 shelled"


def test_the_date_given_is_only_for_articles_without_one(tmp_path: Path) -> None:
    written(tmp_path / "a.txt", f"Date: 2024-03-12\n\n{STORY}")
    written(tmp_path / "b.txt", STORY)
    default = date(2020, 1, 1)
    assert [each.published for each in articles(tmp_path, default)] == [date(2024, 3, 12), default]


def test_a_folder_is_read_in_the_order_of_its_names(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/b.html/c.txt", "A.TXT", "photo.png", ".git/x.txt", ".hidden.txt"):
        written(tmp_path / name, STORY)
    assert [each.doc_id for each in articles(tmp_path)] == ["A.TXT", "a/b.html/c.txt", "a/z.md", "b.txt"]
    _, others, errors = files_below(tmp_path)
    assert others == [tmp_path / "photo.png"]
    assert errors == []


def test_a_link_is_followed_inside_the_folder_and_not_out_of_it(tmp_path: Path) -> None:
    written(tmp_path / "in" / "a.txt", STORY)
    written(tmp_path / "out" / "secret.txt", STORY)
    (tmp_path / "in" / "b.txt").symlink_to("a.txt")
    (tmp_path / "in" / "c.txt").symlink_to(tmp_path / "out" / "secret.txt")
    (tmp_path / "in" / "d").symlink_to(tmp_path / "out")
    (tmp_path / "in" / "loop").symlink_to(".")
    found = list(read(tmp_path / "in"))
    assert [each.doc_id for each in found if isinstance(each, Article)] == ["a.txt", "b.txt"]
    assert [str(each) for each in found if isinstance(each, InputError)] == [
        f"{tmp_path}/in/c.txt: is a link out of the folder: name its target"
    ]


def test_standard_input_is_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(f"Title: Blast\n\n{STORY}".encode())

    monkeypatch.setattr("sys.stdin", Stdin)
    assert articles(Path("-")) == [Article("-", STORY, "Blast")]


# Dates

@pytest.mark.parametrize(
    "text",
    [
        "2024-03-12",
        " 2024-03-12 ",
        "2024-03-12T23:30:00-08:00",
        "2024-03-12 10:00:00 +0200",
        "20240312",
        "12 March 2024",
        "March 12, 2024",
        "Tue, 12 Mar 2024 08:00:00 GMT",
        "Tuesday 12 March 2024, 10:30 pm",
    ],
)
def test_a_date_is_the_day_as_written(text: str) -> None:
    assert parse_date(text) == date(2024, 3, 12)


@pytest.mark.parametrize("text", ["13/04/2024", "04/13/2024", "13.4.2024"])
def test_a_date_that_can_be_one_day_only(text: str) -> None:
    assert parse_date(text) == date(2024, 4, 13)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("2024-02-30", "no day that news could be of"),
        ("0000-01-01", "no day that news could be of"),
        ("30 February 2024", "not a day, month and year"),
        ("03/04/2024", "can be 2024-03-04 or 2024-04-03"),
        ("March 2024", "not a day, month and year"),
        ("12 March", "not a day, month and year"),
        ("yesterday", "not a day, month and year"),
        ("two days ago", "not a day, month and year"),
        ("Tuesday", "not a day, month and year"),
        ("1710230400", "not a day, month and year"),
        ("9" * 5000, "not a day, month and year"),
    ],
)
def test_no_day_is_made_up(text: str, cause: str) -> None:
    with pytest.raises(ValueError, match=cause):
        parse_date(text)


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("a.txt", f"Title: Blast\nDate: 03/04/2024\n\n{STORY}", "line 2"),
        ("a.md", f"---\ntitle: Blast\ndate: someday\n---\n{STORY}", "line 3"),
        ("a.jsonl", "\n" + json.dumps({"text": STORY, "date": "2024-02-30"}), "line 2"),
    ],
)
def test_an_article_whose_date_is_in_doubt_has_none_and_says_so(
    name: str, content: str, line: str, tmp_path: Path
) -> None:
    warning, article = read(written(tmp_path / name, content), date(2020, 1, 1))
    assert isinstance(warning, InputError)
    assert isinstance(article, Article)
    assert not warning.lost
    assert f"{name}: {line}: the date " in str(warning)
    assert str(warning).endswith("write it as 2024-03-12")
    assert article.published is None


@pytest.mark.skipif(os.name == "nt", reason="names on Windows are text")
def test_a_name_that_is_no_text_still_names_an_article(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    written(Path(os.fsdecode(raw)), STORY)
    (article,) = articles(tmp_path)
    assert article.doc_id == "caf\ufffd.txt"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("KYIV, April 3, 2025 (Wire) - Drones hit the port.", date(2025, 4, 3)),
        ("NAIROBI, Kenya (March 17, 2025) - A bomb exploded.", date(2025, 3, 17)),
        ("BEIRUT, 24 September 2024 (AFP) — Strikes hit Tyre.", date(2024, 9, 24)),
        ("It was on April 3, 2025.", None),
        ("On April 3, 2025, a bomb exploded in Kabul - the third this week.", None),
        ("KYIV, April 33, 2025 - Drones hit the port.", None),
        ("KYIV - Drones hit the port on April 3, 2025.", None),
    ],
)
def test_the_day_of_a_dateline_is_that_of_an_article_that_carries_none(text: str, day: date | None) -> None:
    assert dateline_day(text) == day


@pytest.mark.parametrize("text", ["9999-12-31", "0001-01-01", "12 March 0900"])
def test_no_news_is_of_a_day_so_far_off(text: str) -> None:
    with pytest.raises(ValueError, match="no day"):
        parse_date(text)
