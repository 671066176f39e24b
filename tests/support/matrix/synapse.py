"""Synapse, as a process of its own on this machine: the homeserver that most schools run.

Its limits are off, so that tests need not wait; it asks nothing of any other server.
"""

import hashlib
import hmac
import json
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
from signedjson.key import generate_signing_key, write_signing_keys

SERVER_NAME = "school.test"
PATIENCE_S = 60.0
_STEP_S = 0.05
_UNLIMITED = {"per_second": 100_000, "burst_count": 100_000}


class Synapse:
    """*folder*: its database and its keys; another on the same goes on where this one was."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._secret = secrets.token_hex(16)
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self._port: int = one.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"
        (folder / "log.json").write_text(json.dumps(self._logging()), "utf-8")
        # JSON is YAML too.
        (folder / "homeserver.yaml").write_text(json.dumps(self._config()), "utf-8")
        with (folder / "signing.key").open("w", encoding="ascii") as key:
            write_signing_keys(key, (generate_signing_key("a_test"),))
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns once it answers. Raises `AssertionError` with what it said where it ends."""
        said = self._folder / "said.log"
        with said.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "synapse.app.homeserver", "-c", "homeserver.yaml"],
                cwd=self._folder,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            assert self.process.poll() is None, said.read_text("utf-8")[-3000:]
            with suppress(httpx.TransportError):
                httpx.get(f"{self.url}/health", timeout=1).raise_for_status()
                return
            time.sleep(_STEP_S)
        self.stop()
        raise AssertionError(said.read_text("utf-8")[-3000:])

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(PATIENCE_S)
            self.process = None

    def register(self, name: str) -> Mapping[str, str]:
        """Its `user_id`, `device_id` and `access_token`."""
        where = f"{self.url}/_synapse/admin/v1/register"
        nonce = httpx.get(where).raise_for_status().json()["nonce"]
        password = secrets.token_hex(8)
        words = [nonce, name, password, "notadmin"]
        mac = hmac.new(self._secret.encode(), "\0".join(words).encode(), hashlib.sha1).hexdigest()
        asks = {
            "nonce": nonce,
            "username": name,
            "password": password,
            "admin": False,
            "mac": mac,
        }
        made: dict[str, str] = httpx.post(where, json=asks).raise_for_status().json()
        return {**made, "password": password}

    def _logging(self) -> Mapping[str, Any]:
        handler = {"class": "logging.FileHandler", "filename": str(self._folder / "synapse.log")}
        return {
            "version": 1,
            "handlers": {"file": handler},
            "root": {"level": "WARNING", "handlers": ["file"]},
            "disable_existing_loggers": False,
        }

    def _config(self) -> Mapping[str, Any]:
        folder = self._folder
        names = "message registration joins_per_room admin_redaction media_create room_creation"
        return {
            "server_name": SERVER_NAME,
            "report_stats": False,
            "signing_key_path": str(folder / "signing.key"),
            "media_store_path": str(folder / "media"),
            "pid_file": str(folder / "pid"),
            "log_config": str(folder / "log.json"),
            "listeners": [
                {
                    "port": self._port,
                    "type": "http",
                    "bind_addresses": ["127.0.0.1"],
                    "resources": [{"names": ["client"]}],
                }
            ],
            "database": {"name": "sqlite3", "args": {"database": str(folder / "synapse.db")}},
            "registration_shared_secret": self._secret,
            "macaroon_secret_key": secrets.token_hex(16),
            "form_secret": secrets.token_hex(16),
            "trusted_key_servers": [],
            "federation_domain_whitelist": [],
            "url_preview_enabled": False,
            "bcrypt_rounds": 4,
            **{f"rc_{name}": _UNLIMITED for name in names.split()},
            "rc_login": dict.fromkeys(("address", "account", "failed_attempts"), _UNLIMITED),
            "rc_joins": dict.fromkeys(("local", "remote"), _UNLIMITED),
            "rc_invites": dict.fromkeys(("per_room", "per_user", "per_issuer"), _UNLIMITED),
        }
