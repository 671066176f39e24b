"""A real browser without a screen, for what only a browser knows. It reaches no network."""

import shutil
import subprocess
import zlib
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
_PATIENCE = 120
_CALM = (
    "--headless",
    "--no-sandbox",  # in a container there is often no right to make one
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--hide-scrollbars",
    "--allow-file-access-from-files",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


class Scheme(IntEnum):
    """What a reader prefers, as the browser counts it."""

    DARK = 0
    LIGHT = 1


def found() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


@dataclass(frozen=True)
class Browser:
    program: str
    place: Path
    """Where it keeps what it needs."""

    def dom(self, page: Path, *, patience: int = 500) -> str:
        """The page as the browser understood it, written out again.

        *patience*: milliseconds of its own time that scripts may take.
        """
        return self._run(page, "--dump-dom", f"--virtual-time-budget={patience}")

    def asked_for(self, page: Path) -> str:
        """Everything that reading *page* made the browser ask of its network."""
        log = self.place / "net.json"
        self._run(page, f"--log-net-log={log}", "--dump-dom", "--virtual-time-budget=3000")
        return log.read_text(encoding="utf-8", errors="replace")

    def corner(self, page: Path, scheme: Scheme) -> str:
        """The colour of the page's first point, as "#rrggbb"."""
        shot = self.place / f"{scheme.name}.png"
        prefers = f"--blink-settings=preferredColorScheme={scheme.value}"
        self._run(page, prefers, "--window-size=600,400", f"--screenshot={shot}")
        return _first_point(shot.read_bytes())

    def printed(self, page: Path) -> Path:
        """As a PDF."""
        pdf = self.place / "page.pdf"
        self._run(page, "--no-pdf-header-footer", f"--print-to-pdf={pdf}")
        return pdf

    def _run(self, page: Path, *options: str) -> str:
        profile = f"--user-data-dir={self.place / 'profile'}"
        done = subprocess.run(  # noqa: S603 - a browser of the machine on a page of ours
            [self.program, *_CALM, profile, *options, page.as_uri()],
            capture_output=True,
            check=True,
            timeout=_PATIENCE,
        )
        return done.stdout.decode("utf-8", "replace")


def _first_point(png: bytes) -> str:
    """Of the first point every filter of PNG leaves the value as it is."""
    data, place = b"", 8
    while place < len(png):
        length = int.from_bytes(png[place : place + 4])
        if png[place + 4 : place + 8] == b"IDAT":
            data += png[place + 8 : place + 8 + length]
        place += 12 + length
    return f"#{zlib.decompress(data)[1:4].hex()}"
