"""The commands, as people run them: what they print, what they write, and how they end."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import geo.batch
import geo.extracting
import geo.language
import incidents
from geo import formats
from geo.incident import Incident
from geo.inputs import InputError
from maps import basemap

ROOT = Path(__file__).parents[1]
STORY = "Five people were killed when a bomb exploded in a market in Aleppo on Tuesday, the governor said.\n"
QUIET = "The committee met to talk about the budget. Nobody disagreed.\n"
RUSSIAN = "Пять человек погибли, когда на рынке взорвалась бомба, сообщил губернатор во вторник.\n"


def run(*arguments: str | Path, stdin: str | bytes | None = None) -> Result:
    """A command run in this process; nothing that it does may end in a traceback."""
    result = CliRunner().invoke(incidents.main, [str(argument) for argument in arguments], input=stdin)
    assert isinstance(result.exception, SystemExit | None), result.exception
    assert "Traceback" not in result.output
    return result


def lines(result: Result) -> list[str]:
    """What was said on standard error: each line says who speaks."""
    said = result.stderr.splitlines()
    assert all(line.startswith("incidents: ") for line in said), said
    return [line.removeprefix("incidents: ") for line in said]


def loaded(path: Path) -> list[Incident]:
    found = list(formats.load(path))
    assert not [each for each in found if isinstance(each, InputError)]
    return [each for each in found if isinstance(each, Incident)]


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder with one article that tells of an incident."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "blast.txt").write_text(f"Title: Market blast\nDate: 2024-03-13\nSource: The Daily\n\n{STORY}")
    return folder


# Help

COMMANDS = ["map", "report", "extract", "places", "find", "gazetteer info", "gazetteer add", "gazetteer build"]


@pytest.mark.parametrize("command", [command.split() for command in COMMANDS])
def test_every_command_has_help_with_an_example(command: list[str]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert f"\n    incidents {' '.join(command)}" in result.output.partition("Example")[2]


def test_help_names_the_commands_and_exit_statuses() -> None:
    result = run("--help")
    assert result.exit_code == 0
    assert all(name in result.output for name in ("map", "extract", "places", "find", "gazetteer"))
    assert "3 done, but some inputs failed" in result.output


def test_find_and_help_do_not_wait_for_spacy() -> None:
    code = (
        "import incidents, sys\n"
        "incidents.main(['find', 'Odesa'], standalone_mode=False)\n"
        "print({'spacy', 'folium', 'trafilatura', 'rich'} & set(sys.modules))"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.splitlines()[-1] == "set()"


# find, gazetteer info


def test_find_lists_candidates_with_all_that_tells_them_apart() -> None:
    result = run("find", "Zheleznogorsk")
    assert result.exit_code == 0
    heading, *rows = result.stdout.splitlines()
    assert heading.split()[:5] == ["NAME", "REGION", "COUNTRY", "WHAT", "POPULATION"]
    kursk = next(row for row in rows if row.endswith(" 463343"))
    assert all(words in kursk for words in ("Zheleznogorsk", "Kursk Oblast", "Russia", "52.3", "35.3"))
    assert any(row.endswith(" 1538635") and "Krasnoyarsk" in row for row in rows)


def test_find_takes_several_names_and_suggests_for_an_unknown_one() -> None:
    result = run("find", "Odesa", "Zhelznogorsk", "Qqqxqqq")
    assert result.exit_code == 1
    assert "698740" in result.stdout
    assert lines(result) == [
        "'Zhelznogorsk' is not in the gazetteer; did you mean Zheleznogorsk?",
        "'Qqqxqqq' is not in the gazetteer",
    ]


def test_find_says_how_many_it_leaves_out() -> None:
    all_rows = run("find", "Springfield", "--limit", "0").stdout.splitlines()
    shown = run("find", "Springfield", "--limit", "3").stdout.splitlines()
    assert shown[1:4] != []
    assert len(shown) == 5
    assert shown[-1] == f"and {len(all_rows) - 4} more: --limit 0 lists all"


@pytest.mark.parametrize("name", ["", " ", "\x00", "'; DROP TABLE", "%", "x" * 5000, "\x1b[2J", "[red]Odesa", "Ж"])
def test_find_takes_any_name(name: str) -> None:
    result = run("find", "--", name)
    assert result.exit_code in {0, 1}
    assert result.output.replace("\n", "").isprintable()


def test_find_at_a_point_lists_what_holds_it_and_what_is_near() -> None:
    result = run("find", "--at", "46.48,30.73", "--limit", "2")
    assert result.exit_code == 0
    assert [row.split("  ")[0] for row in result.stdout.splitlines()[1:]] == [
        "Odesa Oblast", "Ukraine", "Odesa", "Port of Odesa",
    ]  # fmt: skip


def test_find_a_name_at_a_point_lists_the_nearest_first() -> None:
    result = run("find", "Springfield", "--at", "39.8,-89.6", "--limit", "1")
    assert "Illinois" in result.stdout.splitlines()[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--at", "here"], "is not two numbers with a comma"),
        (["--at", "1"], "is not two numbers with a comma"),
        (["--at", "100,20"], "give the latitude first"),
        (["--at", "nan,nan"], "give the latitude first"),
        ([], "give a name, or a point"),
    ],
)
def test_find_names_a_point_that_is_none(arguments: list[str], message: str) -> None:
    result = run("find", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_gazetteer_info_names_its_sources() -> None:
    result = run("gazetteer", "info")
    assert result.exit_code == 0
    assert "places: " in result.stdout
    assert "GeoNames" in result.stdout
    assert "CC BY" in result.stdout


# extract


@pytest.mark.parametrize("suffix", [".jsonl", ".geojson"])
def test_extract_writes_incidents_that_come_back(suffix: str, news: Path, tmp_path: Path) -> None:
    output = tmp_path / f"found{suffix}"
    result = run("extract", news, "-o", output)
    assert result.exit_code == 0
    assert lines(result) == [f"1 read, 1 incident, 0 without place, 0 failed; written to {output}"]
    (incident,) = loaded(output)
    assert incident.where.place is not None
    assert incident.where.place.name == "Aleppo"
    (report,) = incident.reports
    assert (report.doc_id, report.title, report.source) == ("blast.txt", "Market blast", "The Daily")
    assert str(report.published) == "2024-03-13"


def test_every_format_tells_of_the_same_incidents(news: Path, tmp_path: Path) -> None:
    for form in ("jsonl", "geojson", "csv"):
        run("extract", news, "-o", tmp_path / f"found.{form}")
    with (tmp_path / "found.csv").open(newline="") as file:
        rows = [row["id"] for row in csv.DictReader(file)]
    assert loaded(tmp_path / "found.jsonl") == loaded(tmp_path / "found.geojson")
    assert [incident.id for incident in loaded(tmp_path / "found.jsonl")] == rows


def test_standard_output_holds_the_data_and_nothing_else(news: Path, tmp_path: Path) -> None:
    run("extract", news, "-o", tmp_path / "found.jsonl")
    for output in ([], ["-o", "-"], ["--format", "jsonl"]):
        assert run("extract", news, *output).stdout == (tmp_path / "found.jsonl").read_text()


def test_an_article_on_standard_input() -> None:
    document = json.loads(run("extract", "-", stdin=STORY).stdout)
    assert document["doc_id"] == "-"
    assert document["incidents"][0]["where"]["place"]["name"] == "Aleppo"


def test_the_same_input_gives_the_same_bytes(news: Path) -> None:
    command = [sys.executable, "incidents.py", "extract", str(news)]
    worlds = ({"PYTHONHASHSEED": "1", "TZ": "UTC"}, {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo", "LC_ALL": "C"})
    runs = [
        subprocess.run(command, cwd=ROOT, capture_output=True, env={**os.environ, **world}, check=True).stdout
        for world in worlds
    ]
    assert runs[0] == runs[1] != b""


@pytest.mark.parametrize(("header", "expected"), [("", "2024-03-13"), ("Date: 2020-05-05\n\n", "2020-05-05")])
def test_the_date_option_is_for_articles_without_a_date(header: str, expected: str) -> None:
    result = run("extract", "-", "--date", "2024-03-13", stdin=header + STORY)
    assert json.loads(result.stdout)["incidents"][0]["reports"][0]["published"] == expected


def test_files_of_one_name_are_named_apart(news: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(news, other)
    result = run("extract", news / "blast.txt", other / "blast.txt", news / ".." / "news" / "blast.txt")
    documents = [json.loads(line)["doc_id"] for line in result.stdout.splitlines()]
    assert documents == [str(news / "blast.txt"), str(other / "blast.txt")]


# map


def test_map_is_one_page_of_the_incidents(news: Path, tmp_path: Path) -> None:
    result = run("map", news, "-o", tmp_path / "map.html", "--title", "A day <in> Aleppo")
    assert result.exit_code == 0
    page = (tmp_path / "map.html").read_text()
    assert page.startswith("<!DOCTYPE html>") or page.startswith("<!doctype html>")
    assert "Aleppo" in page
    assert "<in>" not in page


def test_map_draws_incident_files_as_it_draws_their_articles(news: Path, tmp_path: Path) -> None:
    run("map", news, "-o", tmp_path / "articles.html")
    for suffix in (".jsonl", ".geojson"):
        saved = tmp_path / f"saved{suffix}"
        run("extract", news, "-o", saved)
        result = run("map", saved, "-o", tmp_path / "saved.html")
        assert lines(result) == [f"1 read, 1 incident, 0 without place, 0 failed; written to {tmp_path}/saved.html"]
        assert (tmp_path / "saved.html").read_bytes() == (tmp_path / "articles.html").read_bytes()


def test_a_folder_gives_its_articles_and_not_the_output_of_earlier_runs(news: Path) -> None:
    for name in ("found.jsonl", "found.geojson"):
        run("extract", news, "-o", news / name)
    (news / "photo.png").write_bytes(b"\x89PNG")
    result = run("extract", news, "-o", os.devnull, "--format", "csv")
    assert lines(result) == [
        "1 read, 1 incident, 0 without place, 0 failed, "
        "3 other files left alone (found.geojson, found.jsonl, photo.png); written to /dev/null"
    ]


# places


def test_a_pipe_in_a_folder_is_named_and_not_waited_for(news: Path) -> None:
    for name in ("pipe", "pipe.txt", "pipe.html", "pipe.jsonl", "pipe.geojson"):
        os.mkfifo(news / name)
    result = run("extract", news)
    assert result.exit_code == 3
    *refused, said = lines(result)
    assert [Path(line.partition(": ")[0]).name for line in refused] == ["pipe.html", "pipe.jsonl", "pipe.txt"]
    assert all("is a pipe or device, not a file" in line for line in refused)
    assert said.startswith("1 read, 1 incident")


def test_places_for_people() -> None:
    result = run("places", "-", stdin=STORY)
    assert result.exit_code == 0
    (row,) = (line for line in result.stdout.splitlines() if line.startswith("Aleppo"))
    assert "SY" in row
    assert "36.2" in row
    assert lines(result) == ["1 read, 1 place name, 0 without place, 0 failed"]


def test_places_as_json_lines(news: Path, tmp_path: Path) -> None:
    run("places", news, "-o", tmp_path / "places.jsonl")
    document = json.loads((tmp_path / "places.jsonl").read_text())
    assert document["doc_id"] == "blast.txt"
    (toponym,) = document["toponyms"]
    assert STORY[toponym["start"] : toponym["end"]] == toponym["text"] == "Aleppo"
    assert toponym["geonameid"] == 170063
    promised = "start end text lat lon geonameid name country feature confidence radius_km alternatives why"
    assert set(promised.split()) <= set(toponym)


def test_gold_spans_are_placed_and_no_others(tmp_path: Path) -> None:
    text = "Paris and London met. So did Aleppo."
    spans = [{"start": 10, "end": 16}, {"start": 29, "end": 35}]
    articles = tmp_path / "gold.jsonl"
    articles.write_text(
        "\n".join(json.dumps(line) for line in ({"doc_id": "a", "text": text, "toponyms": spans}, {"text": text}))
    )
    result = run("places", articles, "--gold-spans", "--format", "jsonl")
    (document,) = map(json.loads, result.stdout.splitlines())
    assert [toponym["text"] for toponym in document["toponyms"]] == ["London", "Aleppo"]
    assert result.exit_code == 3
    assert lines(result)[0] == f'{articles}: gold.jsonl:2: has no "toponyms" to place: mark them in a .jsonl file'


# What goes wrong


def test_bad_inputs_are_named_and_the_others_mapped(news: Path, tmp_path: Path) -> None:
    (news / "binary.txt").write_bytes(bytes(range(256)) * 10)
    (news / "empty.txt").touch()
    (news / "lines.jsonl").write_text(f"{json.dumps({'text': STORY})}\n{{bad\n{json.dumps({'text': QUIET})}\n")
    (news / "quiet.txt").write_text(QUIET)
    (news / "russian.txt").write_text(RUSSIAN)
    output = tmp_path / "found.jsonl"
    result = run("extract", news, tmp_path / "missing.txt", "-o", output)
    assert result.exit_code == 3
    assert lines(result) == [
        f"{news}/binary.txt: is not text: save it as text in UTF-8",
        f"{news}/empty.txt: is empty",
        f"{news}/lines.jsonl: line 2: is not JSON (Expecting property name enclosed in double quotes at column 2): "
        "mend or remove the line",
        f"{news}/russian.txt: is written in Cyrillic letters, of which the English pipeline knows little: "
        "name another with --model",
        f"{tmp_path}/missing.txt: does not exist: check the name",
        f"5 read, 2 incidents, 0 without place, 4 failed; written to {output}",
    ]
    found = {each["doc_id"]: len(each["incidents"]) for each in map(json.loads, output.read_text().splitlines())}
    assert found == {"blast.txt": 1, "lines.jsonl:1": 1, "lines.jsonl:3": 0, "quiet.txt": 0, "russian.txt": 0}


def test_an_article_that_a_library_chokes_on_costs_only_itself(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (news / "after.txt").write_text(STORY)
    extract = geo.extracting.extract_doc

    def choking(article, *rest):  # type: ignore[no-untyped-def]
        if article.doc_id == "after.txt":
            raise RecursionError("too\ndeep")
        return extract(article, *rest)

    monkeypatch.setattr(geo.extracting, "extract_doc", choking)
    result = run("extract", news)
    assert result.exit_code == 3
    assert lines(result)[0] == f"{news}/after.txt: RecursionError: too\\ndeep: please report it"
    assert json.loads(result.stdout)["doc_id"] == "blast.txt"


def test_an_article_that_takes_too_long_costs_only_itself(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_: object) -> list[Incident]:
        until = time.process_time() + 30
        while time.process_time() < until:
            pass
        return []

    monkeypatch.setattr(geo.extracting, "extract_doc", endless)
    monkeypatch.setattr(geo.batch, "SECONDS", 0.1)
    result = run("extract", news)
    assert result.exit_code == 3
    assert lines(result)[0] == f"{news}/blast.txt: takes longer than 0.1 seconds of processor: leave it out"


def test_an_article_that_the_parse_chokes_on_costs_only_itself(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Articles are parsed some at a time; where that fails, each is parsed alone."""
    (news / "after.txt").write_text(STORY + " Choke.")
    words = geo.language._words

    def choking(nlp, text):  # type: ignore[no-untyped-def]
        if "Choke" in text:
            raise MemoryError("no room")
        return words(nlp, text)

    monkeypatch.setattr(geo.language, "_words", choking)
    result = run("extract", news)
    assert result.exit_code == 3
    assert lines(result)[0] == f"{news}/after.txt: MemoryError: no room: please report it"
    assert [json.loads(line)["doc_id"] for line in result.stdout.splitlines()] == ["blast.txt"]


@pytest.mark.parametrize("command", [("extract", "--no-merge"), ("places", "--format", "jsonl")])
def test_many_articles_give_what_each_gives_alone(command: tuple[str, ...], tmp_path: Path) -> None:
    """In their order, though some are read ahead: more than are parsed together, with the failures among them."""
    texts = [f"{STORY.replace('Aleppo', town)} {town} is a town." for town in ("Herat", "Kunduz", "Ghazni", "Farah")]
    files = [tmp_path / f"{number:02}.txt" for number in range(11)]
    for number, file in enumerate(files):
        file.write_text("" if number == 5 else QUIET if number % 4 == 3 else texts[number % 4])
    result = run(*command, tmp_path)
    assert result.exit_code == 3
    alone = [line for file in files for line in run(*command, file).stdout.splitlines()]
    assert result.stdout.splitlines() == alone
    assert [json.loads(line)["doc_id"] for line in alone] == [file.name for file in files if file.stat().st_size]
    assert lines(result)[0] == f"{files[5]}: is empty"


def test_a_flood_of_bad_lines_is_counted_and_not_printed(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("bad\n" * 500 + json.dumps({"text": QUIET}))
    said = lines(run("extract", tmp_path / "a.jsonl"))
    assert len(said) == 22
    assert said[-2:] == [
        f"{tmp_path}/a.jsonl: more of these are only counted",
        "1 read, 0 incidents, 0 without place, 500 failed",
    ]


@pytest.mark.parametrize("name", ["missing.txt", "empty.txt", "empty"])
def test_when_nothing_can_be_read_the_old_output_stays(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "empty").mkdir()
    output = tmp_path / "map.html"
    output.write_text("old")
    result = run("map", tmp_path / name, "-o", output)
    assert result.exit_code == 3
    assert lines(result)[-1] == f"no input could be read; {output} is not written"
    assert output.read_text() == "old"
    assert len(lines(result)) == 2


def test_no_incident_is_an_answer(tmp_path: Path) -> None:
    result = run("map", "-", "-o", tmp_path / "map.html", stdin=QUIET)
    assert result.exit_code == 0
    assert lines(result) == [f"1 read, 0 incidents, 0 without place, 0 failed; written to {tmp_path}/map.html"]
    assert (tmp_path / "map.html").stat().st_size > 1000


@pytest.mark.parametrize("command", ["map {news} -o page.html", "map {news} -o page.svg", "report {news} -o page.html"])
def test_a_worldview_chooses_the_borders_and_the_page_says_so(
    command: str, news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    output = Path(command.split()[-1])
    said = {"iso": "Borders and names follow ISO 3166", "de-facto": "Borders show who holds the land"}
    for worldview, words in said.items():
        assert run(*command.format(news=news).split(), "--worldview", worldview).exit_code == 0
        foot = output.read_text().rpartition("<footer>")[2].partition("</footer>")[0]
        written = " ".join(re.sub(r"<[^>]+>", " ", foot).split())
        assert [other for other in said.values() if other in written] == [words]


def test_worldviews_are_those_of_the_basemap() -> None:
    assert incidents.WORLDVIEWS == basemap.WORLDVIEWS


@pytest.mark.parametrize("output", ["blast.txt", "../news/blast.txt", "link.jsonl"])
def test_an_input_is_never_overwritten(output: str, news: Path) -> None:
    (news / "link.jsonl").symlink_to("blast.txt")
    before = (news / "blast.txt").read_bytes()
    result = run("extract", news / "blast.txt", "-o", news / output, "--format", "csv")
    assert result.exit_code == 2
    assert lines(result) == [f"{news / output} is one of the inputs: give -o another name"]
    assert (news / "blast.txt").read_bytes() == before


@pytest.mark.parametrize(
    ("command", "named"),
    [
        ("map {news} --corrections corrections.html -o corrections.html", "corrections.html"),
        ("report {news} --corrections corrections.html -o corrections.html", "corrections.html"),
        ("extract {news} --corrections corrections.html -o corrections.html --format csv", "corrections.html"),
        ("map {news} --gazetteer mine.html -o mine.html", "mine.html"),
        ("extract {news} --gazetteer mine.html -o mine.html --format jsonl", "mine.html"),
        ("places {news} --gazetteer mine.html -o mine.html --format jsonl", "mine.html"),
        ("map page.embed.html -o page.html --embed", "page.embed.html"),
        ("map {news} --corrections page.embed.html -o page.html --embed", "page.embed.html"),
        ("gazetteer add places.csv -o places.csv", "places.csv"),
        ("gazetteer add places.csv --gazetteer mine.html -o mine.html", "mine.html"),
        ("gazetteer add places.gazetteer", "places.gazetteer"),
    ],
)
def test_nothing_else_that_is_read_is_overwritten(
    command: str, named: str, news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names = ("corrections.html", "mine.html", "page.embed.html", "places.csv", "places.gazetteer")
    read = [Path(name) for name in names]
    for path in read:
        path.write_text(STORY)
    result = run(*command.format(news=news).split())
    assert result.exit_code == 2
    assert lines(result) == [f"{named} is one of the inputs: give -o another name"]
    assert {path.read_text() for path in read} == {STORY}


@pytest.mark.parametrize(
    ("output", "cause"),
    [
        ("no/such/map.html", "its folder does not exist: make it first"),
        ("", "it is a folder: name a file in it"),
        ("x" * 300, "its name is too long: give a shorter one"),
    ],
)
def test_an_output_that_cannot_be_written(output: str, cause: str, news: Path, tmp_path: Path) -> None:
    result = run("map", news, "-o", tmp_path / output)
    assert result.exit_code == 4
    assert lines(result) == [f"{tmp_path / output} cannot be written: {cause}"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk(news: Path) -> None:
    result = run("extract", news, "-o", "/dev/full", "--format", "csv")
    assert result.exit_code == 4
    assert lines(result) == ["/dev/full cannot be written: the disk is full: make room, or choose another"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize(
    "command",
    ["--help", "find Odesa", "gazetteer info", "extract {news}", "extract {news} --format csv", "places {news}"],
)
def test_standard_output_on_a_full_disk(command: str, news: Path) -> None:
    arguments = [sys.executable, "-m", "incidents", *command.format(news=news).split()]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(arguments, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 4
    cause = "the disk is full: make room, or choose another"
    assert done.stderr == f"incidents: standard output cannot be written: {cause}\n"


@pytest.mark.parametrize("name", ["page", "PAGE.HTM", "page.html"])
def test_a_page_may_have_a_name_without_ending(name: str, news: Path, tmp_path: Path) -> None:
    assert run("map", news, "-o", tmp_path / name).exit_code == 0
    assert (tmp_path / name).read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_device_is_written_and_not_replaced(news: Path) -> None:
    assert run("extract", news, "-o", os.devnull, "--format", "csv").exit_code == 0
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_output_has_the_usual_permissions_and_leaves_nothing_beside_it(news: Path, tmp_path: Path) -> None:
    output = tmp_path / "found.csv"
    for mode in (0o644, 0o600):
        before = os.umask(0o022)
        try:
            run("extract", news, "-o", output)
        finally:
            os.umask(before)
        assert stat.S_IMODE(output.stat().st_mode) == mode
        output.chmod(0o600)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["found.csv", "news"]


@pytest.mark.parametrize(
    ("arguments", "cause"),
    [
        (["map", "x.txt"], "Missing option '-o'"),
        (["map"], "Missing argument 'INPUT...'"),
        (["map", "x.txt", "-o", "z.jpg"], "z.jpg cannot be written in that format: end it in one"),
        (["map", "x.txt", "-o", "m.PDF"], "end it in one of .htm .html .png .svg"),
        (["report", "x.txt", "-o", "z.png"], "z.png cannot be written in that format: end it in one of .htm .html"),
        (["map", "x.txt", "-o", "z.png", "--size", "4001x800"], "--size: a side of a .png may have 4000"),
        (["extract", "x.txt", "-o", "x.png"], "the format of x.png is not known by its name"),
        (["extract", "x.txt", "--date", "03/04/2024"], "does not match the format '%Y-%m-%d'"),
        (["places", "x.txt", "-o", "x.csv"], "the format of x.csv is not known by its name"),
        (["find", "x", "--limit", "-1"], "-1 is not in the range"),
        (["juggle"], "No such command 'juggle'"),
    ],
)
def test_wrong_usage(arguments: list[str], cause: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert cause in result.stderr


def test_a_pipeline_that_is_not_installed() -> None:
    result = run("extract", "-", "--model", "no_such_model", stdin=STORY)
    assert result.exit_code == 2
    (line,) = lines(result)
    assert "--model no_such_model" in line


@pytest.mark.parametrize("by_option", [True, False])
def test_a_gazetteer_that_cannot_be_used(by_option: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "damaged.gazetteer"
    store.write_bytes(b"\0" * 5000)
    if not by_option:
        monkeypatch.setenv("INCIDENTS_GAZETTEER", str(store))
    result = run("find", "Odesa", *(["--gazetteer", str(store)] if by_option else []))
    assert result.exit_code == 5
    (line,) = lines(result)
    assert str(store) in line


def test_a_reader_that_stops_reading_is_no_error() -> None:
    command = f"'{sys.executable}' incidents.py find Springfield --limit 0 | head -n 1"
    said = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.startswith("NAME")
    assert said.stderr == ""


def test_an_interrupt_leaves_nothing_half_written(tmp_path: Path) -> None:
    command = [sys.executable, "incidents.py", "map", "-", "-o", str(tmp_path / "map.html")]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        patience = time.monotonic() + 30
        while not list(tmp_path.iterdir()) and time.monotonic() < patience:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
    assert process.returncode == 130
    assert said == "incidents: interrupted; nothing is left half written\n"
    assert list(tmp_path.iterdir()) == []


# Other people's packages of the same name


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A site-packages folder with our packages and their record."""
    site = tmp_path / "site"
    record = []
    for package in incidents.PACKAGES:
        file = site / package / "__init__.py"
        file.parent.mkdir(parents=True)
        file.write_text(f'"""Our {package}."""\n')
        digest = base64.urlsafe_b64encode(hashlib.sha256(file.read_bytes()).digest()).rstrip(b"=").decode()
        record.append(f"{package}/__init__.py,sha256={digest},{file.stat().st_size}")
    (site / "incident_mapper-1.0.dist-info").mkdir()
    (site / "incident_mapper-1.0.dist-info" / "RECORD").write_text("\n".join(record))
    shutil.copy(ROOT / "incidents.py", site)
    shutil.copy(ROOT / "geo" / "running.py", site / "geo")
    return site


def self_check(site: Path, *before: Path) -> subprocess.CompletedProcess[str]:
    code = f"import incidents, pathlib; incidents.require_own_packages(pathlib.Path({str(site)!r}))"
    path = os.pathsep.join(map(str, [*before, site]))
    world = {**os.environ, "PYTHONPATH": path}
    command = [sys.executable, "-P", "-c", code]
    return subprocess.run(command, env=world, capture_output=True, text=True, check=False)


def test_our_own_packages_pass(installed: Path) -> None:
    assert self_check(installed).returncode == 0


@pytest.mark.parametrize("change", ["overwritten", "deleted", "shadowed"])
def test_packages_of_others_are_told_from_ours(change: str, installed: Path, tmp_path: Path) -> None:
    theirs = installed / "geo" / "__init__.py"
    if change == "deleted":
        theirs.unlink()
    elif change == "shadowed":
        theirs = tmp_path / "theirs" / "geo" / "__init__.py"
        theirs.parent.mkdir(parents=True)
    if change != "deleted":
        theirs.write_text("version = 1\n")
    said = self_check(installed, tmp_path / "theirs")
    assert said.returncode == 1
    assert "the package 'geo' here is not ours" in said.stderr


# The launcher


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout in a folder with a space in its name, its environment made of scripts that say what they run."""
    root = tmp_path / "a checkout"
    for name in ("incidents", ".ci/environment.sh", "pyproject.toml"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    (root / ".venv" / "bin").mkdir(parents=True)
    for name in ("incidents", "python"):
        script = root / ".venv" / "bin" / name
        script.write_text(f'#!/bin/sh\necho {name} "$#" "$@"\n')
        script.chmod(0o755)
    return root


def launch(script: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(script), *arguments], cwd="/", capture_output=True, text=True, check=True)


def test_the_launcher_sets_up_once_and_again_when_the_dependencies_change(checkout: Path) -> None:
    first = launch(checkout / "incidents", "find", "Odesa")
    assert f"pip install --quiet --disable-pip-version-check --editable {checkout}" in first.stderr
    assert first.stdout == "incidents 2 find Odesa\n"
    assert launch(checkout / "incidents").stderr == ""
    with (checkout / "pyproject.toml").open("a") as file:
        file.write("\n")
    assert "pip install" in launch(checkout / "incidents").stderr
    assert launch(checkout / "incidents").stderr == ""


def test_the_launcher_sets_up_again_where_the_checkout_was_moved_to(checkout: Path, tmp_path: Path) -> None:
    launch(checkout / "incidents")
    moved = checkout.rename(tmp_path / "moved")
    assert f"--editable {moved}" in launch(moved / "incidents").stderr


def test_the_launcher_runs_through_a_link_with_any_arguments(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(checkout / "incidents")
    assert launch(tmp_path / "link", "a b", "", "*", "$HOME").stdout == "incidents 4 a b  * $HOME\n"


@pytest.mark.parametrize("script", ["incidents", "test", ".ci/run"])
def test_scripts_are_shell_that_every_system_has(script: str) -> None:
    assert (ROOT / script).read_text().startswith("#!/bin/sh\n")
    assert os.access(ROOT / script, os.X_OK)
    subprocess.run(["sh", "-n", str(ROOT / script)], check=True)


def test_the_languages_of_the_command_are_those_of_the_page() -> None:
    from maps.strings import languages

    assert languages() == incidents.LANGUAGES
