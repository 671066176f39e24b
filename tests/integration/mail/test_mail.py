"""Letters, to a real server for mail on this machine."""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from typing_extensions import override

from adapters.mail import MailAdapter, MailServer
from bot.errors import AdapterError, AdapterUnavailable, ChatGone, Refused, Unconfirmed
from bot.model.digest import Security
from bot.model.ids import (
    AccountRef,
    ChatId,
    ChatRef,
    MessageId,
    MessageRef,
    PersonId,
    Platform,
    UserId,
)
from bot.model.member import Role
from bot.model.outbox import (
    Answer,
    Letter,
    NewOutboxItem,
    Outcome,
    Picture,
    Purpose,
    Say,
    Sent,
    TakeBack,
)
from bot.model.person import AccountLink, Person
from bot.outbox import Outbox
from storage.memory import MemoryDatabase, MemoryUnitOfWork
from tests.support.builders import MENTOR, NOON, a_group
from tests.support.school import NL

pytestmark = [
    pytest.mark.enable_socket,
    # To aiosmtpd a login without TLS is a mistake; on loopback it is none.
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:aiosmtpd"),
]

TO = AccountRef(Platform.EMAIL, UserId("wolters@school.nl"))
PASSWORD = "hoogst-geheim-7781"  # noqa: S105 - of a server that lives for a test
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
LETTER = Letter(
    "Klaswacht: dagoverzicht\nBcc: iemand@elders.nl", "<p>Gefeliciteerd, é & ü</p>", MENTOR
)
SAY = Say(
    TO, "Dagoverzicht\n.\n  • één • Zoë", picture=Picture.of(PNG, "wat er op staat"), letter=LETTER
)


@dataclass
class Post:
    """What a server does with what comes in."""

    rcpt: str = "250 OK"
    data: str = "250 OK"
    mail: str = "250 OK"
    hang_up: bool = False
    """After the letter, without a word."""
    login: bool = True
    letters: list[tuple[str, list[str], bytes]] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's names
        self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mail.startswith("250"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return self.mail

    async def handle_RCPT(  # noqa: N802 - as above
        self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]
    ) -> str:
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        if self.data.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            self.letters.append((str(envelope.mail_from), envelope.rcpt_tos, content))
        if self.hang_up:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return self.data

    def authenticate(
        self, _: SMTP, __: Session, ___: Envelope, ____: str, given: Any
    ) -> AuthResult:
        right = LoginPassword(b"klaswacht", PASSWORD.encode())
        return AuthResult(success=self.login and given == right, handled=False)

    def letter(self) -> EmailMessage:
        ((_, _, content),) = self.letters
        return message_from_bytes(content, policy=policy.default)


@dataclass(frozen=True)
class Certificate:
    serving: ssl.SSLContext
    trusting: ssl.SSLContext


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """Of this machine, and nobody else vouches for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    place = tmp_path_factory.mktemp("tls")
    (place / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (place / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(place / "cert.pem", place / "key.pem")
    return Certificate(serving, ssl.create_default_context(cafile=str(place / "cert.pem")))


@asynccontextmanager
async def listening(
    post: Post, *, tls: ssl.SSLContext | None = None, at_once: bool = False, auth: bool = False
) -> AsyncIterator[int]:
    """A server on a port of its own. *tls*: it knows STARTTLS, or *at_once* nothing else."""
    loop, serving = asyncio.get_running_loop(), list[SMTP]()

    def protocol() -> SMTP:
        one = SMTP(
            post,
            hostname="mail.test",
            tls_context=None if at_once else tls,
            require_starttls=tls is not None and not at_once,
            authenticator=post.authenticate if auth else None,
            auth_required=auth,
            auth_require_tls=False,
            enable_SMTPUTF8=True,
            loop=loop,
        )
        serving.append(one)
        return one

    server = await loop.create_server(protocol, "127.0.0.1", 0, ssl=tls if at_once else None)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()
        for one in serving:
            if isinstance(one.transport, asyncio.Transport):
                one.transport.abort()
        await asyncio.sleep(0)


def adapter(port: int, **more: Any) -> MailAdapter:
    server = {"sender": "klaswacht@school.nl", "name": "Klaswacht", "security": Security.NONE}
    return MailAdapter(
        MailServer("127.0.0.1", port, **{**server, **more}), lambda: NOON, patience_s=5
    )


# what arrives


async def test_a_letter_arrives_as_text_and_as_html_with_its_picture_inside() -> None:
    post = Post()
    async with listening(post) as port:
        assert await adapter(port).say(SAY) == Sent(Outcome.DONE)
    ((sender, to, _),) = post.letters
    assert (sender, to) == ("klaswacht@school.nl", ["wolters@school.nl"])
    letter = post.letter()
    assert letter["Subject"] == "Klaswacht: dagoverzicht Bcc: iemand@elders.nl"
    assert letter["Bcc"] is None
    assert letter["From"] == "Klaswacht <klaswacht@school.nl>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].endswith("@school.nl>")
    assert letter.get_content_type() == "multipart/alternative"
    text, rich = letter.iter_parts()
    assert text.get_content().replace("\r\n", "\n") == f"{SAY.text}\n"
    assert rich.get_content_type() == "multipart/related"
    html, picture = rich.iter_parts()
    assert "Gefeliciteerd, é & ü" in html.get_content()
    assert (picture["Content-ID"], picture.get_content()) == ("<beeld@klaswacht>", PNG)
    assert picture.get_content_disposition() == "inline"


async def test_a_letter_without_a_picture_is_text_and_html() -> None:
    post = Post()
    async with listening(post) as port:
        await adapter(port).say(Say(TO, "tekst", letter=LETTER))
    assert [part.get_content_type() for part in post.letter().iter_parts()] == [
        "text/plain",
        "text/html",
    ]


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
async def test_the_way_is_closed_and_the_login_goes_over_it(
    certificate: Certificate, security: Security
) -> None:
    post = Post()
    at_once = security is Security.TLS
    async with listening(post, tls=certificate.serving, at_once=at_once, auth=True) as port:
        login = {"user": "klaswacht", "password": PASSWORD}
        mail = adapter(port, security=security, trust=certificate.trusting, **login)
        assert await mail.say(SAY) == Sent(Outcome.DONE)
    assert len(post.letters) == 1


async def test_a_server_for_which_nobody_vouches_gets_nothing(certificate: Certificate) -> None:
    post = Post()
    async with listening(post, tls=certificate.serving, auth=True) as port:
        mail = adapter(port, security=Security.STARTTLS, user="klaswacht", password=PASSWORD)
        with pytest.raises(AdapterUnavailable):
            await mail.say(SAY)
    assert post.letters == []


async def test_a_server_without_starttls_gets_nothing() -> None:
    post = Post()
    async with listening(post) as port:
        with pytest.raises(AdapterError):
            await adapter(port, security=Security.STARTTLS).say(SAY)
    assert post.letters == []


# what goes wrong


@pytest.mark.parametrize(
    ("post", "raised"),
    [
        (Post(rcpt="450 mailbox busy"), AdapterUnavailable),
        (Post(mail="451 later"), AdapterUnavailable),
        (Post(data="452 no room"), AdapterUnavailable),
        (Post(rcpt="550 no such user"), ChatGone),
        (Post(data="554 spam"), AdapterError),
        (Post(hang_up=True), Unconfirmed),
    ],
    ids=["rcpt 450", "mail 451", "data 452", "rcpt 550", "data 554", "hangs up"],
)
async def test_what_a_server_says_is_understood(post: Post, raised: type[AdapterError]) -> None:
    async with listening(post) as port:
        with pytest.raises(AdapterError) as caught:
            await adapter(port).say(SAY)
    assert caught.type is raised


async def test_a_server_that_is_not_there_can_be_asked_again() -> None:
    async with listening(Post()) as port:
        pass
    with pytest.raises(AdapterUnavailable):
        await adapter(port).say(SAY)


async def test_a_server_that_answers_each_word_slowly_holds_nothing_up_for_long() -> None:
    class Slow(Post):
        @override
        async def handle_MAIL(self, *given: Any) -> str:
            await asyncio.sleep(0.3)
            return await super().handle_MAIL(*given)

        @override
        async def handle_RCPT(self, *given: Any) -> str:
            await asyncio.sleep(0.3)
            return await super().handle_RCPT(*given)

    post = Slow()
    async with listening(post) as port:
        with pytest.raises(AdapterUnavailable):
            await replace(adapter(port), patience_s=0.5).say(SAY)
    assert post.letters == []


async def test_a_wrong_password_is_for_people_and_stands_in_no_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    post = Post(login=False)
    async with listening(post, auth=True) as port:
        mail = adapter(port, user="klaswacht", password=PASSWORD)
        with pytest.raises(Refused) as caught:
            await mail.say(SAY)
    assert caught.value.key == "error.mail.login"
    said = caplog.text + repr(caught.value) + repr(mail) + repr(caught.value.__context__)
    ours = "\n".join(line for line in said.splitlines() if "mail.log" not in line)
    assert PASSWORD not in ours


# through the outbox


async def sent(post: Post, *, auth: bool = False) -> tuple[list[Outcome], MemoryDatabase]:
    database, outcomes = MemoryDatabase(), list[Outcome]()
    async with MemoryUnitOfWork(database) as uow:
        await uow.people.put(Person(person_id=PersonId("m"), name="Wolters", role=Role.MENTOR))
        await uow.people.link(AccountLink(MENTOR, PersonId("m")))
        await uow.groups.put(a_group())
        await uow.outbox.add(NewOutboxItem(Purpose.DIGEST, SAY, NOON))
        await uow.commit()
    async with listening(post, auth=auth) as port:
        outbox = Outbox(
            lambda: MemoryUnitOfWork(database),
            {Platform.EMAIL: adapter(port)},
            lambda: NOON,
            NL,
            settled=lambda _, outcome: outcomes.append(outcome),
        )
        await outbox.deliver()
    return outcomes, database


@pytest.mark.parametrize(
    ("make", "outcome"),
    [
        (Post, Outcome.DONE),
        (lambda: Post(rcpt="550 no such user"), Outcome.FAILED),
        (lambda: Post(data="554 spam"), Outcome.FAILED),
        (lambda: Post(hang_up=True), Outcome.UNKNOWN),
    ],
)
async def test_a_letter_is_settled_once(make: Callable[[], Post], outcome: Outcome) -> None:
    outcomes, database = await sent(make())
    assert outcomes == [outcome]
    async with MemoryUnitOfWork(database) as uow:
        assert (await uow.outbox.unsettled()).count == 0


async def test_a_letter_that_cannot_go_now_is_tried_again() -> None:
    outcomes, database = await sent(Post(rcpt="450 busy"))
    assert outcomes == []
    async with MemoryUnitOfWork(database) as uow:
        (again,) = await uow.outbox.claim(NOON + timedelta(minutes=1), 1)
    assert (again.attempts, again.item.effect) == (1, SAY)


async def test_nothing_but_letters_goes_by_mail() -> None:
    mail = adapter(1)
    message = MessageRef(ChatRef(Platform.EMAIL, ChatId("x")), MessageId("1"))
    for refused in (
        mail.say(Say(TO, "zonder brief")),
        mail.take_back(TakeBack(message).message),
        mail.answer(Answer(Platform.EMAIL, "druk")),
        mail.leave(message.chat),
    ):
        with pytest.raises(AdapterError):
            await refused
