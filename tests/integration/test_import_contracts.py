"""Each import contract, broken on purpose, is caught."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent

BREACHES = [
    ("adapters/memory.py", "import storage.vault", "adapters and storage do not know each other"),
    ("bot/policy.py", "import storage.vault", "only the composition root knows"),
    ("adapters/memory.py", "import bot.pipeline", "adapters and storage know the ports"),
    ("bot/policy.py", "import bot.flags.review", "inside bot: screen > wiring"),
    ("bot/running/metrics.py", "import bot.running.run", "inside the running bot"),
    ("bot/policy.py", "import sqlalchemy", "a library stays where it was let in"),
    ("bot/detectors/care.py", "import time", "no clock, no socket, no database"),
]


@pytest.mark.parametrize(("file", "line", "contract"), BREACHES, ids=[b[2] for b in BREACHES])
def test_a_breach_is_caught(tmp_path: Path, file: str, line: str, contract: str) -> None:
    for package in ("bot", "adapters", "storage"):
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / file).open("a", encoding="utf-8") as module:
        module.write(f"\n{line}\n")

    result = subprocess.run(  # noqa: S603 - our own tool on our own files
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    broken = [line for line in result.stdout.splitlines() if "BROKEN" in line]
    assert result.returncode == 1
    assert any(one.startswith(contract) for one in broken), result.stdout


def test_every_module_of_the_bot_is_open_or_closed_to_adapters_and_storage() -> None:
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = pyproject["tool"]["importlinter"]["contracts"][2]
    closed = {name.removeprefix("bot.") for name in contract["forbidden_modules"]}
    modules = {path.stem for path in (ROOT / "bot").iterdir() if not path.stem.startswith("_")}

    assert modules - closed == {"ports", "errors", "model"}
