"""The grid by which the places about a point are found: numbers of the places, cell by cell."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .store import RECORD, Store

CELLS_PER_DEGREE = 2
_ROWS, _COLUMNS = 180 * CELLS_PER_DEGREE, 360 * CELLS_PER_DEGREE

SPHERE_KM = 6371.0088
"""Mean radius of the earth (IUGG)."""
SPHERE_ERROR = 0.006
"""A distance on the sphere is off by at most this share of the one along the ellipsoid."""

RECORDS = np.dtype(
    [
        ("lat", "<i4"), ("lon", "<i4"), ("population", "<u4"), ("admin1", "<u4"), ("admin2", "<u4"),
        ("country", "<u4"), ("radius", "<f4"), ("at", "<u4"), ("length", "<u2"), ("feature", "<u2"),
        ("code", "S2"), ("padding", "V2"),
    ]
)  # fmt: skip
"""`store.RECORD` for numpy."""
assert RECORDS.itemsize == RECORD.size


def grid(records: bytes | bytearray | memoryview) -> tuple[bytes, bytes]:
    """
    The sections ``cells`` and ``order`` of a store: for each cell of half a degree, row by row from the south
    pole and 180 degrees west, where its places start in ``order``, which holds their numbers.
    """
    table = np.frombuffer(records, RECORDS)
    cells = _rows(table["lat"] / 1e5) * _COLUMNS + _columns(table["lon"] / 1e5)
    order = np.argsort(cells, kind="stable")
    starts = np.searchsorted(cells[order], np.arange(_ROWS * _COLUMNS + 1))
    return starts.astype("<u4").tobytes(), order.astype("<u4").tobytes()


def about(opened: Store, lat: float, lon: float, km: float) -> tuple[NDArray[Any], NDArray[Any]]:
    """
    Numbers of the places at most so far from a point (degrees), and their distances on the sphere in
    kilometres, nearest first; some of them are up to `SPHERE_ERROR` farther.
    """
    km *= 1 + SPHERE_ERROR
    spread = math.degrees(km / SPHERE_KM)
    low, high = int(_rows(lat - spread)), int(_rows(lat + spread))
    # How far east and west a circle reaches; all around where it holds a pole.
    sine = math.sin(min(km / SPHERE_KM, math.pi / 2)) / max(math.cos(math.radians(lat)), 1e-9)
    wide = math.degrees(math.asin(sine)) if sine < 1 and abs(lat) + spread < 90 else 180.0
    west, east = (math.floor((edge + 180) * CELLS_PER_DEGREE) for edge in (lon - wide, lon + wide))
    columns = sorted({column % _COLUMNS for column in range(west, min(east, west + _COLUMNS) + 1)})
    starts = np.frombuffer(opened.cells, "<u4")
    cells = (np.arange(low, high + 1)[:, None] * _COLUMNS + np.array(columns)).ravel()
    held = [slice(start, end) for start, end in zip(starts[cells], starts[cells + 1], strict=True) if start < end]
    order = np.frombuffer(opened.order, "<u4")
    numbers = np.concatenate([order[part] for part in held]) if held else order[:0]
    table = np.frombuffer(opened.records, RECORDS)[numbers]
    distances = _sphere_km(lat, lon, table["lat"] / 1e5, table["lon"] / 1e5)
    inside = np.flatnonzero(distances <= km)
    inside = inside[np.argsort(distances[inside], kind="stable")]
    return numbers[inside], distances[inside]


def at_a_town(opened: Store, numbers: NDArray[Any]) -> NDArray[np.bool_]:
    """
    Which of the places have no point of their own but that of a town among them: without people and a GeoNames
    id, and on the same thousandth of a degree as a place with people.
    """
    table = np.frombuffer(opened.records, RECORDS)[numbers]
    points = np.rint(table["lat"] / 100).astype(np.int64) * 1_000_000 + np.rint(table["lon"] / 100).astype(np.int64)
    peopled = table["population"] > 0
    made = np.frombuffer(opened.ids, "<i4")[numbers] < 0
    on_town: NDArray[np.bool_] = made & ~peopled & np.isin(points, points[peopled])
    return on_town


def _rows(lat: Any) -> NDArray[np.int64]:
    rows: NDArray[np.int64] = np.floor((np.asarray(lat) + 90) * CELLS_PER_DEGREE).astype(np.int64)
    return np.clip(rows, 0, _ROWS - 1)


def _columns(lon: Any) -> NDArray[np.int64]:
    columns: NDArray[np.int64] = np.floor((np.asarray(lon) + 180) * CELLS_PER_DEGREE).astype(np.int64) % _COLUMNS
    return columns


def _sphere_km(lat: float, lon: float, lats: NDArray[Any], lons: NDArray[Any]) -> NDArray[Any]:
    """The haversine formula."""
    phi, phis = math.radians(lat), np.radians(lats)
    half = np.sin((phis - phi) / 2) ** 2
    half += math.cos(phi) * np.cos(phis) * np.sin(np.radians(lons - lon) / 2) ** 2
    distances: NDArray[Any] = 2 * SPHERE_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return distances
