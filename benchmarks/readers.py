"""What reading one WhatsApp export costs one reader: `PYTHON benchmarks/readers.py READER FILE`.

Prints messages and seconds as JSON. Imports nothing but the reader, which need not share an
interpreter with Klaswacht.
"""

import json
import sys
from importlib import import_module
from pathlib import Path
from time import process_time
from zoneinfo import ZoneInfo

ROUNDS = 5
_HEADS = "%d-%m-%Y %H:%M - %name:"


def klaswacht(path: str) -> int:
    open_exports = import_module("adapters.exports").open_exports
    exports = open_exports(Path(path), staff=(), timezone=ZoneInfo("Europe/Amsterdam"))
    return sum(1 for export in exports for _ in export)


def whatstk(path: str) -> int:
    """Finds out for itself how the file writes its heads."""
    return len(import_module("whatstk").df_from_whatsapp(path))


def whatstk_told(path: str) -> int:
    """Is told how the file writes its heads."""
    read = import_module("whatstk").df_from_whatsapp
    return len(read(path, auto_header=False, hformat=_HEADS))


def chatpack(path: str) -> int:
    return len(import_module("chatpack").parse_whatsapp(path))


READERS = {
    "klaswacht": klaswacht,
    "whatstk": whatstk,
    "whatstk_told": whatstk_told,
    "chatpack": chatpack,
}


def main(reader: str, path: str) -> None:
    """The fastest of ROUNDS, in processor time."""
    read = READERS[reader]
    read(path)  # what is imported and compiled once is left out
    messages, seconds = 0, float("inf")
    for _ in range(ROUNDS):
        begin = process_time()
        messages = read(path)
        seconds = min(seconds, process_time() - begin)
    print(json.dumps({"messages": messages, "seconds": seconds}))


if __name__ == "__main__":
    main(*sys.argv[1:])
