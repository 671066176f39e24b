"""Somebody on a homeserver, by its client API and no library."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import httpx

from tests.support.matrix.synapse import Synapse

Json = dict[str, Any]
_names = itertools.count(1)


@dataclass(slots=True)
class Person:
    """As `async with Person(synapse, "sem")`: one of that name whom nobody else knows."""

    server: Synapse
    name: str
    user_id: str = ""
    _client: httpx.AsyncClient = field(init=False)
    _sent: "itertools.count[int]" = field(default_factory=itertools.count)
    _since: str = ""

    async def __aenter__(self) -> Self:
        made = self.server.register(f"{self.name}{next(_names)}".lower())
        self.user_id = made["user_id"]
        self._client = httpx.AsyncClient(
            base_url=f"{self.server.url}/_matrix/client/v3",
            headers={"Authorization": f"Bearer {made['access_token']}"},
        )
        await self.asks(
            "PUT", f"/profile/{_in_path(self.user_id)}/displayname", displayname=self.name
        )
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        await self._client.aclose()

    async def asks(self, method: str, path: str, **said: object) -> Json:
        """Raises `httpx.HTTPStatusError` with what the server refuses."""
        answer = await self._client.request(method, path, json=said or {})
        answer.raise_for_status()
        told: Json = answer.json()
        return told

    async def makes_room(self, version: str, *invited: "Person", **more: object) -> str:
        ids = [one.user_id for one in invited]
        made = await self.asks(
            "POST",
            "/createRoom",
            room_version=version,
            preset="private_chat",
            name="TL3B",
            invite=ids,
            **more,
        )
        room = str(made["room_id"])
        for one in invited:
            await one.asks("POST", f"/join/{_in_path(room)}")
        return room

    async def sends(self, room: str, kind: str, content: Mapping[str, object]) -> str:
        """The id of the event."""
        where = f"/rooms/{_in_path(room)}/send/{kind}/{next(self._sent)}"
        return str((await self.asks("PUT", where, **content))["event_id"])

    async def says(self, room: str, text: str, **more: object) -> str:
        return await self.sends(
            room, "m.room.message", {"msgtype": "m.text", "body": text, **more}
        )

    async def redacts(self, room: str, event_id: str) -> None:
        where = f"/rooms/{_in_path(room)}/redact/{_in_path(event_id)}/{next(self._sent)}"
        await self.asks("PUT", where)

    async def state(self, room: str) -> list[Json]:
        answer = await self._client.get(f"/rooms/{_in_path(room)}/state")
        found: list[Json] = answer.raise_for_status().json()
        return found

    async def sets(self, room: str, kind: str, content: Mapping[str, object]) -> None:
        await self.asks("PUT", f"/rooms/{_in_path(room)}/state/{kind}", **content)

    async def hears(self, room: str) -> Sequence[Json]:
        """What was said and done there since the last time."""
        asked = {"timeout": "0"} | ({"since": self._since} if self._since else {})
        answer = (await self._client.get("/sync", params=asked)).raise_for_status().json()
        self._since = answer["next_batch"]
        joined = answer.get("rooms", {}).get("join", {}).get(room, {})
        events: list[Json] = joined.get("timeline", {}).get("events", [])
        return events


def _in_path(name: str) -> str:
    return quote(name, safe="")
