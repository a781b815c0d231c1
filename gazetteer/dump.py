"""The files of a GeoNames dump: which of them lie in a folder, and their lines."""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from .store import GazetteerError

Tell = Callable[[str, int, int], None]
"""Called now and then with the name of a file, the bytes read of it and its bytes in all."""

_COUNTRY = re.compile(r"[A-Z]{2}")
_TOWNS = re.compile(r"cities\d+")
_SUFFIXES = (".txt", ".zip")
_EVERY = 1 << 20
"""Bytes between two calls of `Tell`."""


@dataclass(slots=True)
class DumpFile:
    """One file of a dump, as it is or zipped; counts its lines while they are read."""

    path: Path
    tell: Tell
    lines: int = 0
    malformed: int = 0
    """How many lines are not of the format,"""
    malformed_at: int = 0
    """and the number of the first of them."""

    def rows(self, columns: int) -> Iterator[list[str]]:
        """
        The cells of each line that has so many columns (a line that begins with ``#`` is a comment).

        Nothing is quoted in GeoNames' files, and only a line feed ends a line. Raises `GazetteerError` where
        the file cannot be read to its end.
        """
        done = told = 0
        try:
            with self._stream() as (stream, size):
                for line in stream:
                    done += len(line)
                    if done - told >= _EVERY:
                        told = done
                        self.tell(self.path.name, done, size)
                    self.lines += 1
                    try:
                        cells = line.decode().rstrip("\r\n").split("\t")
                    except UnicodeDecodeError:
                        cells = []
                    if len(cells) == columns:
                        yield cells
                    elif line.strip() and not line.startswith(b"#"):
                        self.malformed += 1
                        self.malformed_at = self.malformed_at or self.lines
                self.tell(self.path.name, size, size)
        except (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as problem:
            cause = getattr(problem, "strerror", None) or problem
            raise GazetteerError(f"{self.path}: cannot be read to its end ({cause}); download it again") from None

    def _stream(self) -> _Opened:
        return _Opened(self.path)

    def provenance(self) -> dict[str, object]:
        """Name, bytes, SHA-256 and lines of the file."""
        with self.path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return {"file": self.path.name, "bytes": self.path.stat().st_size, "sha256": digest, "lines": self.lines}


class _Opened:
    """The text of a file or of the one that a zip holds, and its size."""

    def __init__(self, path: Path) -> None:
        self._archive = zipfile.ZipFile(path) if path.suffix == ".zip" else None
        if self._archive is None:
            self._stream: IO[bytes] = path.open("rb")
            self._size = path.stat().st_size
            return
        member = f"{path.stem}.txt"
        if member not in self._archive.namelist():
            raise zipfile.BadZipFile(f"there is no {member} in it")
        self._stream = self._archive.open(member)
        self._size = self._archive.getinfo(member).file_size

    def __enter__(self) -> tuple[IO[bytes], int]:
        return self._stream, self._size

    def __exit__(self, *_: object) -> None:
        self._stream.close()
        if self._archive is not None:
            self._archive.close()


def find(folder: Path, stem: str, tell: Tell) -> DumpFile | None:
    """The file of that name in a folder, as text or zipped."""
    for suffix in _SUFFIXES:
        path = folder / f"{stem}{suffix}"
        if path.is_file():
            return DumpFile(path, tell)
    return None


def sources(folder: Path) -> list[Path]:
    """The files of a folder that may be of a dump: text and zip files. Empty where there is no such folder."""
    return sorted(path for path in folder.glob("*") if path.suffix in _SUFFIXES)


def tables_of_places(folder: Path, countries: frozenset[str], tell: Tell) -> list[DumpFile]:
    """
    The files that hold places: those of the countries asked for, or ``allCountries``, or those of all countries that
    are there; with them ``no-country`` (seas, continents) and, after them, ``cities500`` and the like.

    Raises `GazetteerError` where there are none, or none of a country that is asked for.
    """
    if not folder.is_dir():
        raise GazetteerError(f"{folder}: is no folder; give the one that holds the files of the GeoNames dump")
    stems = {path.stem for path in sources(folder)}
    here = sorted(stem for stem in stems if _COUNTRY.fullmatch(stem))
    wanted = sorted(countries) or here
    chosen = wanted if countries and countries <= stems else ["allCountries"] if "allCountries" in stems else wanted
    chosen = [*chosen, *(["no-country"] if "no-country" in stems else [])]
    towns = sorted(stem for stem in stems if _TOWNS.fullmatch(stem))
    missing = [stem for stem in chosen if stem not in stems]
    if missing:
        raise GazetteerError(f"{folder}: has no {missing[0]}.zip or .txt and no allCountries; download it there")
    files = [file for stem in [*chosen, *towns] if (file := find(folder, stem, tell))]
    if not files:
        raise GazetteerError(f"{folder}: holds no table of places; download allCountries.zip or UA.zip there")
    return files
