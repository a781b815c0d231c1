"""
ESRI shapefiles: the geometry (.shp) and the attributes (.dbf). Maintainers only, for the build scripts.

The format is the one of the "ESRI Shapefile Technical Description" (July 1998).
"""

from __future__ import annotations

import struct

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

POLYLINE, POLYGON = 3, 5


def table(data: bytes) -> list[dict[str, str]]:
    """Rows of a dBase III table in UTF-8, by column name."""
    count, header, length = struct.unpack("<IHH", data[4:12])
    columns = []
    at = 32
    while data[at] != 0x0D:
        columns.append((data[at : at + 11].split(b"\0")[0].decode(), data[at + 16]))
        at += 32
    rows = []
    for number in range(count):
        at = header + number * length + 1
        row = {}
        for name, width in columns:
            row[name] = data[at : at + width].decode().strip("\0 ")
            at += width
        rows.append(row)
    return rows


def geometries(data: bytes) -> list[BaseGeometry]:
    """Lines or polygons of a .shp file, in its order; an empty collection for a null shape."""
    found: list[BaseGeometry] = []
    at = 100
    while at < len(data):
        length = struct.unpack(">i", data[at + 4 : at + 8])[0] * 2
        found.append(_geometry(data[at + 8 : at + 8 + length]))
        at += 8 + length
    return found


def _geometry(record: bytes) -> BaseGeometry:
    (kind,) = struct.unpack("<i", record[:4])
    if kind not in {POLYLINE, POLYGON}:
        return shapely.GeometryCollection()
    parts, points = struct.unpack("<ii", record[36:44])
    starts = struct.unpack(f"<{parts}i", record[44 : 44 + 4 * parts])
    xy = np.frombuffer(record, "<f8", 2 * points, 44 + 4 * parts).reshape(-1, 2)
    lines = shapely.multilinestrings([shapely.linestrings(part) for part in np.split(xy, starts[1:])])
    # A shapefile's polygon is a set of rings filled by the even-odd rule, which is what build_area does.
    return shapely.build_area(lines) if kind == POLYGON else lines
