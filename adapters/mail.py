"""Letters by SMTP. What is said to an address goes to one server, one letter a connection."""

import asyncio
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import NoReturn

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPNotSupported,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

from bot.errors import AdapterError, AdapterUnavailable, ChatGone, Refused, Unconfirmed
from bot.model.action import Measure
from bot.model.digest import Security
from bot.model.ids import AccountRef, ChatRef, MessageRef, Platform
from bot.model.outbox import PICTURE_CID, Answer, Change, Outcome, Say, Sent
from bot.ports import Clock

PATIENCE_S = 20.0
"""For a whole letter, from the first word to the server to its last."""
_FOR_NOW = range(400, 500)
_NEVER = "nothing of the kind is done by mail"


@dataclass(frozen=True, slots=True)
class MailServer:
    host: str
    port: int
    sender: str
    name: str = ""
    """As whom it writes."""
    security: Security = Security.STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)
    trust: ssl.SSLContext | None = None
    """None: whom the system trusts."""


@dataclass(frozen=True, slots=True)
class MailAdapter:
    server: MailServer
    clock: Clock
    patience_s: float = PATIENCE_S
    platform: Platform = Platform.EMAIL

    async def say(self, say: Say) -> Sent:
        if not isinstance(say.to, AccountRef) or say.letter is None:
            raise AdapterError("no letter to an address")
        message = _letter(self.server, say, self.clock())
        until = asyncio.get_running_loop().time() + self.patience_s
        client = await self._connected(until)
        try:
            letter = message.as_bytes(policy=policy.SMTP)
            await self._hand_over(client, say.to.user_id, letter, until)
            with suppress(SMTPException, OSError):
                async with asyncio.timeout_at(until):
                    await client.quit()
        finally:
            client.close()
        return Sent(Outcome.DONE)

    async def _connected(self, until: float) -> SMTP:
        server = self.server
        client = SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.security is Security.TLS,
            start_tls=server.security is Security.STARTTLS,
            tls_context=server.trust or ssl.create_default_context(),
            timeout=self.patience_s,
        )
        try:
            async with asyncio.timeout_at(until):
                await client.connect()
                if server.user:
                    await client.login(server.user, server.password)
        except SMTPAuthenticationError as error:
            client.close()
            refused = error.code not in _FOR_NOW
        except SMTPNotSupported:
            client.close()
            raise AdapterError("the server knows no STARTTLS, or no login") from None
        except (SMTPException, OSError):
            client.close()
            raise AdapterUnavailable("the server cannot be reached") from None
        else:
            return client
        # Outside of the handler: what the server answered may quote what it was given.
        raise Refused("error.mail.login") if refused else AdapterUnavailable("not now")

    async def _hand_over(self, client: SMTP, to: str, letter: bytes, until: float) -> None:
        """Until the letter itself is sent nothing has happened; from then on it may have."""
        try:
            async with asyncio.timeout_at(until):
                await client.mail(self.server.sender)
                await client.rcpt(to)
        except SMTPResponseException as error:
            _refused(error, ChatGone("the server refuses the address"))
        except (SMTPException, OSError):
            raise AdapterUnavailable("the server went away") from None
        try:
            async with asyncio.timeout_at(until):
                await client.data(letter)
        except (SMTPServerDisconnected, SMTPTimeoutError, OSError):
            raise Unconfirmed("the server did not say that it has the letter") from None
        except SMTPResponseException as error:
            _refused(error, AdapterError("the server refuses the letter"))

    async def change(self, change: Change) -> Outcome:
        del change
        raise AdapterError(_NEVER)

    async def take_back(self, message: MessageRef) -> Outcome:
        del message
        raise AdapterError(_NEVER)

    async def answer(self, answer: Answer) -> Outcome:
        del answer
        raise AdapterError(_NEVER)

    async def leave(self, chat: ChatRef) -> Outcome:
        del chat
        raise AdapterError(_NEVER)

    async def carry_out(self, measure: Measure) -> Outcome:
        del measure
        raise AdapterError(_NEVER)


def _refused(error: SMTPResponseException, for_good: AdapterError) -> NoReturn:
    if error.code in _FOR_NOW:
        raise AdapterUnavailable("the server asks to come back later") from None
    raise for_good from None


def _letter(server: MailServer, say: Say, now: datetime) -> EmailMessage:
    """Text, and beside it HTML with its picture inside."""
    if say.letter is None:
        raise AdapterError("no letter")
    message = EmailMessage(policy=policy.SMTP)
    message["Subject"] = " ".join(say.letter.subject.split())
    message["From"] = Address(server.name, addr_spec=server.sender)
    message["To"] = say.to.user_id if isinstance(say.to, AccountRef) else ""
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=server.sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(say.text, cte="quoted-printable")
    message.add_alternative(say.letter.html, subtype="html", cte="quoted-printable")
    if say.picture is not None:
        html = message.get_payload()[1]  # type: ignore[index]  # a list, once it has two parts
        html.add_related(  # type: ignore[union-attr]
            say.picture.png,
            "image",
            "png",
            cid=f"<{PICTURE_CID}>",
            filename="dagoverzicht.png",
            disposition="inline",
        )
    return message
