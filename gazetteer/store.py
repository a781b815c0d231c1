"""Store: the one read-only file that a gazetteer is looked up in, its layout and how it is opened."""

from __future__ import annotations

import errno
import json
import mmap
import os
import struct
import sys
import tempfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import marisa_trie

from .refusals import unreadable

MAGIC = b"GAZETTR\n"
VERSION = 2
"""Raised whenever the layout or the folding of names changes: an older file would miss silently."""

SECTIONS = ("trie", "starts", "postings", "ids", "records", "names", "cells", "order", "tables")
"""
In this order, each padded to 8 bytes: the folded names as a marisa trie; for each name the start of its
postings; postings (place number, standing in the top bits); ids of the places, ascending; their records;
their names in UTF-8; for each cell of the grid (`nearby`) the start of its places; numbers of the places by
cell; tables as JSON.
"""

RECORD = struct.Struct("<iiIIIIfIHH2sxx")
"""
lat and lon in 1e-5 degrees, population, numbers of admin1, admin2 and country (`NOWHERE` for none), radius
in km, start and length of the name, number of the feature code, country code.
"""
NOWHERE = 0xFFFFFFFF
STANDINGS = ("main", "alternate", "historic")
STANDING_SHIFT = 29

_HEADER = struct.Struct(f"<8sII{len(SECTIONS)}QI4x")
_NATIVE = int.from_bytes(struct.pack("=HH", 1, struct.calcsize("P")), "little")
"""Byte order and word size: the trie is written as this machine keeps it in memory."""


class GazetteerError(Exception):
    """The gazetteer cannot be read or built; the message names the file, the cause and the remedy."""


class Store(NamedTuple):
    """An open file: views into its memory map, and its tables."""

    trie: Any
    starts: memoryview
    postings: memoryview
    ids: memoryview
    records: memoryview
    names: memoryview
    cells: memoryview
    order: memoryview
    tables: dict[str, Any]


def write_store(target: Path, sections: Mapping[str, bytes | bytearray | memoryview]) -> None:
    """
    Write a file that appears whole under its name or not at all: an earlier one stays until then.

    Raises OSError where it cannot be written, or where something that is no regular file has that name.
    """
    if target.exists() and not target.is_file():  # a device must not be replaced
        raise FileExistsError(errno.EEXIST, "it is no regular file: give another name", str(target))
    handle, name = tempfile.mkstemp(prefix=target.name, suffix=".tmp", dir=target.parent)
    scratch = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(bytes(_HEADER.size))
            checksum = 0
            for section in SECTIONS:
                for part in (sections[section], b"\0" * (-len(sections[section]) % 8)):
                    checksum = zlib.crc32(part, checksum)
                    stream.write(part)
            sizes = [len(sections[section]) for section in SECTIONS]
            stream.seek(0)
            stream.write(_HEADER.pack(MAGIC, VERSION, _NATIVE, *sizes, checksum))
            stream.flush()
            os.fsync(stream.fileno())
        scratch.chmod(0o644)
        scratch.replace(target)
    finally:
        scratch.unlink(missing_ok=True)


def open_store(path: Path, remedy: str) -> Store:
    """
    Map a file into memory, after a look at its header and every byte's checksum.

    Raises `GazetteerError`, ending in the remedy, when it is missing, truncated, damaged, of another format
    version or written on another kind of machine, or no gazetteer at all.
    """
    try:
        if path.exists() and not path.is_file():  # opening a pipe would wait for its writer
            raise GazetteerError(f"{path}: is a folder, pipe or device, not a file; {remedy}")
        with path.open("rb") as stream:
            sizes = _checked_sizes(stream, path, remedy)
            view = memoryview(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
    except OSError as problem:
        raise GazetteerError(f"{path}: {unreadable(problem)}; {remedy}") from None
    parts = {}
    at = _HEADER.size
    for name, size in zip(SECTIONS, sizes, strict=True):
        parts[name] = view[at : at + size]
        at += size + -size % 8
    trie = marisa_trie.Trie()
    trie.map(parts["trie"])
    return Store(
        trie,
        parts["starts"].cast("I"),
        parts["postings"].cast("I"),
        parts["ids"].cast("i"),
        parts["records"],
        parts["names"],
        parts["cells"],
        parts["order"],
        json.loads(bytes(parts["tables"])),
    )


def _checked_sizes(stream: Any, path: Path, remedy: str) -> tuple[int, ...]:
    header = stream.read(_HEADER.size)
    if header[: len(MAGIC)] != MAGIC:
        raise GazetteerError(f"{path}: is not a gazetteer; {remedy}")
    if len(header) < _HEADER.size:
        raise GazetteerError(f"{path}: is cut short; {remedy}")
    _, version, native, *sizes, checksum = _HEADER.unpack(header)
    if version != VERSION:
        raise GazetteerError(f"{path}: has format {version}, this program reads format {VERSION}; {remedy}")
    if native != _NATIVE or sys.byteorder != "little":
        raise GazetteerError(f"{path}: was compiled on another kind of machine; {remedy}")
    # Read, not mapped: what is only checked need not stay in memory.
    found = length = 0
    while block := stream.read(1 << 20):
        found = zlib.crc32(block, found)
        length += len(block)
    expected = sum(size + -size % 8 for size in sizes)
    if length != expected:
        raise GazetteerError(f"{path}: has {length} bytes where its header says {expected}; {remedy}")
    if found != checksum:
        raise GazetteerError(f"{path}: is damaged (its checksum does not fit); {remedy}")
    return tuple(sizes)
