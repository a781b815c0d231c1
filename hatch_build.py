"""Compiles the gazetteer into the wheel, and into the checkout of an editable install."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileGazetteer(BuildHookInterface):  # type: ignore[type-arg]
    """Hatchling's custom build hook."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before the wheel is packed: make ``gazetteer/data/places.gazetteer`` from the tables beside it."""
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root))
        try:
            from gazetteer.compile import compile_store
        finally:
            sys.path.remove(str(root))
        compile_store(root / "gazetteer" / "data" / "places.gazetteer", root / "gazetteer" / "data")
