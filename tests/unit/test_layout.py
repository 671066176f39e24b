"""The files that the documents name are there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = (ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md")))
PATH = re.compile(r"(?<![\w./-])(?:bot|adapters|storage|tests|benchmarks|docs)/[\w./*-]*\w")
MODULE = re.compile(r"(?<![\w./*-])[\w*]+\.py\b")
TREES = ("bot", "adapters", "storage", "tests", "benchmarks")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text("utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_every_path_and_every_module_that_is_named_exists(document: Path) -> None:
    text = document.read_text("utf-8").replace("/FILE", "")
    paths = [named for named in PATH.findall(text) if not any(ROOT.glob(named))]
    modules = [named for named in MODULE.findall(text) if not _is_somewhere(named)]
    assert paths + modules == []


def _is_somewhere(module: str) -> bool:
    return any(path for tree in TREES for path in (ROOT / tree).rglob(module))


def layout() -> Iterator[tuple[Path, str]]:
    """The folders of the drawn layout, each with what a line says of it. A line that begins with
    a module, or continues, is about the folder around it."""
    top = package = folder = ROOT
    for line in ARCHITECTURE.split("```\n")[1].splitlines():
        first = line.split(maxsplit=1)[0] if line else ""
        match (len(line) - len(line.lstrip()), first.endswith("/")):
            case (0, True):
                top = package = folder = ROOT / first
            case (2, inside):
                package = folder = top / first if inside else top
            case (4, True):
                folder = package / first
            case _:
                pass
        yield folder, line


def test_the_layout_draws_each_module_in_its_folder() -> None:
    drawn = [(folder, named) for folder, line in layout() for named in MODULE.findall(line)]
    lost = [
        f"{folder.relative_to(ROOT)}: {named}"
        for folder, named in drawn
        if not any(folder.glob(named)) and not any(folder.parent.glob(named))
    ]
    assert lost == []
    assert (ROOT / "bot" / "flags", "telling.py") in drawn
    assert {folder for folder, _ in layout() if not folder.is_dir()} == set()
