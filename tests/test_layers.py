"""The layers: gazetteer <- geo <- maps <- incidents.py, and who may import which library."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ["gazetteer", "geo", "maps", "incidents"]
FOREIGN = {"gazetteer": {"spacy", "folium"}, "geo": {"folium"}, "maps": {"spacy"}}
"""Libraries that a layer never imports."""
MODULES = [path for layer in LAYERS[:3] for path in sorted((ROOT / layer).rglob("*.py"))]


def imported(path: Path) -> set[str]:
    """First parts of the absolute imports of a module, wherever in it they stand."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_from_its_own_layer_and_those_below(path: Path) -> None:
    layer = path.relative_to(ROOT).parts[0]
    above = set(LAYERS[LAYERS.index(layer) + 1 :])
    assert not imported(path) & (above | FOREIGN[layer])


def test_maps_knows_only_the_record_of_geo() -> None:
    for path in sorted((ROOT / "maps").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "geo":
                assert node.module in {"geo.incident", "geo.formats"}, f"{path.name} imports {node.module}"
