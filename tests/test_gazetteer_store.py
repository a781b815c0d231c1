"""The store: one file that is whole or refused, compiled whole or not at all."""

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

import gazetteer
from gazetteer import GazetteerError, store
from gazetteer.compile import INPUTS, compile_store
from gazetteer.lookup import STORE
from gazetteer.tables import DATA


@pytest.fixture(scope="module")
def whole() -> bytes:
    gazetteer.load()
    return STORE.read_bytes()


def refusal(path: Path) -> str:
    with pytest.raises(GazetteerError) as caught:
        gazetteer.load(path)
    message = str(caught.value)
    assert "\n" not in message
    assert str(path) in message
    return message


def test_a_copy_of_the_file_is_as_good(whole: bytes, tmp_path: Path) -> None:
    path = tmp_path / "copy.gazetteer"
    path.write_bytes(whole)
    assert gazetteer.load(path).find("Odesa")[0].id == 698740


@pytest.mark.parametrize("share", [0.0, 0.00001, 0.3, 0.9, 0.9999999])
def test_a_truncated_file_is_refused(whole: bytes, tmp_path: Path, share: float) -> None:
    path = tmp_path / f"{share}.gazetteer"
    path.write_bytes(whole[: int(len(whole) * share)])
    refusal(path)


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_file_is_refused_wherever_the_damage_is(whole: bytes, tmp_path: Path, seed: int) -> None:
    damaged = bytearray(whole)
    chance = random.Random(seed)
    at = chance.randrange(len(damaged))
    damaged[at] ^= 1 << chance.randrange(8)
    path = tmp_path / "damaged.gazetteer"
    path.write_bytes(damaged)
    refusal(path)


def test_trailing_bytes_are_refused(whole: bytes, tmp_path: Path) -> None:
    path = tmp_path / "longer.gazetteer"
    path.write_bytes(whole + b"\0")
    assert "bytes" in refusal(path)


def test_a_foreign_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a gazetteer" * 100)
    assert "is not a gazetteer" in refusal(path)


def test_an_older_format_is_refused_with_its_number(whole: bytes, tmp_path: Path) -> None:
    older = bytearray(whole)
    older[8:12] = (0).to_bytes(4, "little")
    path = tmp_path / "older.gazetteer"
    path.write_bytes(older)
    assert "format 0" in refusal(path)


def test_another_kind_of_machine_is_refused(whole: bytes, tmp_path: Path) -> None:
    foreign = bytearray(whole)
    foreign[12:16] = b"\1\0\4\0"  # 4-byte words
    path = tmp_path / "foreign.gazetteer"
    path.write_bytes(foreign)
    assert "another kind of machine" in refusal(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert "does not exist" in refusal(tmp_path / "none.gazetteer")
    assert "is a folder, pipe or device, not a file" in refusal(tmp_path)


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "is a folder, pipe or device, not a file" in refusal(tmp_path / "pipe")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Tables of three places, of the format of the shipped ones."""
    folder = tmp_path / "data"
    folder.mkdir()
    for name in INPUTS[1:]:
        header = next(line for line in (DATA / name).read_text().splitlines() if not line.startswith("#"))
        (folder / name).write_text(header + "\n")
    import lzma

    rows = [
        "id name lat lon feature country admin1 admin2 population radius_km main alternate".replace(" ", "\t"),
        "1\tFreedonia\t10\t20\tPCLI\tXX\t\t\t1000000\t100\t\tFreedonian Republic",
        "2\tNorth\t11\t20\tADM1\tXX\t01\t\t500000\t\t\t",
        "3\tTown\t11.5\t20.5\tPPL\tXX\t01\t\t70000\t\tTownville\tVille",
    ]
    (folder / "places.tsv.xz").write_bytes(lzma.compress("\n".join(rows).encode() + b"\n"))
    return folder


def test_tables_compile_to_what_they_say(small: Path, tmp_path: Path) -> None:
    compile_store(tmp_path / "small.gazetteer", small)
    places = gazetteer.load(tmp_path / "small.gazetteer")
    assert len(places) == 3
    town = places.find("Townville")[0]
    assert (town.name, town.admin1, town.country_id, town.lat) == ("Town", "North", 1, 11.5)
    assert [holder.name for holder in places.containers(town)] == ["North", "Freedonia"]
    assert [candidate.standing for candidate in places.candidates("ville")] == ["alternate"]
    assert places.find("North region")[0].id == 2


def test_compiling_twice_gives_the_same_bytes(small: Path, tmp_path: Path) -> None:
    compile_store(tmp_path / "one", small)
    compile_store(tmp_path / "two", small)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_table_that_names_an_unknown_place_is_refused(small: Path, tmp_path: Path) -> None:
    (small / "demonyms.tsv").write_text("word\tid\tplace\nNowherean\t99\tNowhere\n")
    with pytest.raises(GazetteerError, match="no place has id 99"):
        compile_store(tmp_path / "broken", small)
    assert not (tmp_path / "broken").exists()


def test_a_row_of_the_wrong_length_is_refused_by_its_line(small: Path, tmp_path: Path) -> None:
    (small / "names.tsv").write_text("id\tname\tstanding\tnote\n3\tTowny\n")
    with pytest.raises(GazetteerError, match=r"names\.tsv:2"):
        compile_store(tmp_path / "broken", small)


def test_a_failed_compilation_leaves_the_earlier_file(small: Path, tmp_path: Path) -> None:
    target = tmp_path / "small.gazetteer"
    compile_store(target, small)
    before = target.read_bytes()
    (small / "demonyms.tsv").write_text("word\tid\tplace\nNowherean\t99\tNowhere\n")
    with pytest.raises(GazetteerError):
        compile_store(target, small)
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".tmp"] == []


@pytest.mark.slow
def test_a_compilation_that_is_killed_leaves_the_earlier_file(whole: bytes, tmp_path: Path) -> None:
    target = tmp_path / "places.gazetteer"
    target.write_bytes(whole)
    program = f"import pathlib, gazetteer.compile as c; c.compile_store(pathlib.Path({str(target)!r}))"
    process = subprocess.Popen([sys.executable, "-c", program], cwd=Path(__file__).parents[1])
    time.sleep(1.0)
    process.kill()
    process.wait()
    assert target.read_bytes() == whole


def test_an_open_gazetteer_survives_the_replacement_of_its_file(small: Path, tmp_path: Path) -> None:
    path = tmp_path / "small.gazetteer"
    compile_store(path, small)
    places = gazetteer.load(path)
    shutil.copy(path, tmp_path / "new")
    (tmp_path / "new").replace(path)
    assert places.find("Town")[0].id == 3


def test_opening_is_a_matter_of_milliseconds(whole: bytes) -> None:
    begin = time.process_time()
    store.open_store(STORE, "")
    assert time.process_time() - begin < 0.25  # tenfold the 25 ms that tests/bench measures


def test_importing_the_gazetteer_is_light() -> None:
    program = "import sys, gazetteer; print(*{'shapely', 'geopy', 'numpy', 'spacy'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=Path(__file__).parents[1], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
