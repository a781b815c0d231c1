"""The scripts and styles of a page, and the policy that lets these run and no others."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"
MAP = (
    "leaflet.js",
    "words.js",
    "payload.js",
    "state.js",
    "basemap.js",
    "popup.js",
    "corrections.js",
    "grouping.js",
    "areas.js",
    "dots.js",
    "marks.js",
)
"""The scripts that put incidents on a map, in order: every kind of page begins with them."""


@cache
def static(name: str) -> str:
    """A file of the folder ``static``, as it is."""
    return (STATIC / name).read_text(encoding="utf-8")


@cache
def asset(name: str) -> str:
    """A script or a style as it stands in the page."""
    # The source map isn't shipped; a browser's developer tools would ask for it.
    return "\n" + static(name).strip().removesuffix("//# sourceMappingURL=leaflet.js.map").rstrip() + "\n"


@cache
def leaflet_version() -> str:
    """The version of Leaflet that ships."""
    version = re.search(r"Leaflet ([\d.]+),", static("leaflet.js"))
    assert version is not None
    return version[1]


def elements(tag: str, names: Sequence[str]) -> str:
    """The scripts (or styles) as elements of the page, in their order."""
    return "\n".join(f"<{tag}>{asset(name)}</{tag}>" for name in names)


@cache
def policy(scripts: tuple[str, ...], styles: tuple[str, ...], host: str | None = None) -> str:
    """
    The Content-Security-Policy of a page: nothing is loaded, and only these scripts and styles run.

    A page that offers tiles may load pictures from their ``host``, and nothing else.
    """

    def hashes(names: Sequence[str]) -> str:
        digests = (base64.b64encode(hashlib.sha256(asset(name).encode("utf-8")).digest()) for name in names)
        return " ".join(f"'sha256-{digest.decode()}'" for digest in digests)

    return (
        f"default-src 'none'; script-src {hashes(scripts)}; style-src {hashes(styles)}; "
        f"img-src data:{f' https://{host}' if host else ''}; "
        "connect-src 'none'; form-action 'none'; base-uri 'none'"
    )
