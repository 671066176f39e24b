"""The Bot API over HTTP."""

import asyncio
import inspect
import re
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from tests.support.telegram.errors import Refused, bad, too_many
from tests.support.telegram.faults import Fault, Faults, Limits
from tests.support.telegram.methods import SIMULATED
from tests.support.telegram.state import Json
from tests.support.telegram.validate import METHODS, Violation, as_call, check_result
from tests.support.telegram.world import World

_TOKEN = re.compile(r"\d+:[\w-]{20,}")
GARBLED = "<html><h1>502 Bad Gateway</h1></html>"
NOT_FOUND = Refused(404, "Not Found")
UNAUTHORIZED = Refused(401, "Unauthorized")


@dataclass(eq=False)
class Call:
    """One request of the bot, as Telegram saw it."""

    method: str
    params: Json  # as sent: in a form all of them are strings
    at: float
    result: Any = None
    error: str | None = None
    cut: bool = False


@dataclass(eq=False)
class Server:
    world: World
    token: str
    faults: Faults = field(default_factory=Faults)
    calls: list[Call] = field(default_factory=list)
    is_down: bool = False
    _open: set[asyncio.Transport | None] = field(default_factory=set)
    _runner: web.AppRunner | None = None

    def __post_init__(self) -> None:
        self.limits = Limits(self.world.clock)

    async def start(self) -> int:
        app = web.Application(client_max_size=60 << 20)
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        self._runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=0, handler_cancellation=True
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        transport = request.transport
        self._open.add(transport)
        try:
            if self.is_down:
                _cut(request)
            return await self._handled(request)
        except Refused as refusal:
            return _refusal(refusal)
        except (ConnectionResetError, web.HTTPException):
            raise
        except Exception as fault:
            self.world.violations.append(f"the fake itself: {fault!r}")
            raise
        finally:
            self._open.discard(transport)

    def go_down(self) -> None:
        self.is_down = True
        for transport in self._open:
            if transport:
                transport.abort()

    async def _handled(self, request: web.Request) -> web.StreamResponse:
        self._check_token(request.match_info["token"])
        method = METHODS.get(request.match_info["method"].lower())
        name = method.__api_method__ if method else request.match_info["method"]
        raw = await self._params(request)
        call = Call(name, raw, self.world.clock.exact())
        self.calls.append(call)
        fault = self.faults.take(name)
        try:
            await self._before(fault, request)
            call.result = await self._carried_out(method, name, raw)
            await self._after(fault, request)
        except Refused as refusal:
            call.error = refusal.description
            raise
        except ConnectionResetError:
            call.cut = True
            raise
        return web.json_response({"ok": True, "result": call.result})

    def _check_token(self, token: str) -> None:
        if not _TOKEN.fullmatch(token):
            raise NOT_FOUND
        if token != self.token:
            raise UNAUTHORIZED

    async def _before(self, fault: Fault | None, request: web.Request) -> None:
        if fault is None:
            return
        await asyncio.sleep(fault.delay)
        if fault.cut and not fault.after:
            _cut(request)
        if fault.garbled:
            raise web.HTTPBadGateway(text=GARBLED, content_type="text/html")
        if fault.refusal:
            raise fault.refusal

    async def _after(self, fault: Fault | None, request: web.Request) -> None:
        if fault and fault.cut and fault.after:
            _cut(request)

    async def _params(self, request: web.Request) -> Json:
        if request.content_type == "application/json":
            given: Json = await request.json()
            return dict(request.query) | given
        return dict(request.query) | await self._form(request)

    async def _form(self, request: web.Request) -> Json:
        raw: Json = {}
        posted = await request.post()
        files = {name: self._kept(value) for name, value in posted.items() if _is_file(value)}
        raw |= {name: value for name, value in posted.items() if name not in files}
        named = {f"attach://{name}": file_id for name, file_id in files.items()}
        for name, value in raw.items():
            raw[name] = named.pop(value, value)
        return raw | {name.removeprefix("attach://"): file for name, file in named.items()}

    def _kept(self, file: Any) -> str:
        file_id = f"file{next(self.world.numbers)}"
        self.world.files[file_id] = file.file.read()
        return file_id

    async def _carried_out(self, method: Any, name: str, raw: Json) -> Any:
        if method not in SIMULATED:
            self.world.violations.append(f"{name} is not simulated")
            raise NOT_FOUND
        try:
            call = as_call(method, raw)
        except Violation as violation:
            self.world.violations.append(str(violation))
            raise bad(str(violation)) from None
        if (wait := self._must_wait(name, call)) > 0:
            raise too_many(wait)
        result = SIMULATED[method](self.world, call)
        if inspect.isawaitable(result):
            result = await result
        self._check_own(method, result)
        return result

    def _must_wait(self, name: str, call: Any) -> int:
        chat = self.world.find(getattr(call, "chat_id", None))
        writes = name.startswith(("send", "edit"))
        return self.limits.count(name, chat.id) if chat and writes else 0

    def _check_own(self, method: Any, result: Any) -> None:
        try:
            check_result(method, result)
        except Violation as violation:
            self.world.violations.append(str(violation))
            raise Refused(500, str(violation)) from None

    def called(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]


def _is_file(value: Any) -> bool:
    return isinstance(value, FileField)


def _cut(request: web.Request) -> None:
    if request.transport:
        request.transport.abort()
    raise ConnectionResetError


def _refusal(refusal: Refused) -> web.Response:
    body: Json = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return web.json_response(body, status=refusal.code)
