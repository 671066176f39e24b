"""How an address of mail is shown to be its reader's: a code goes there, and they give it back."""

import hmac
import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from bot.digest.html import note
from bot.digest.wishes import wished
from bot.errors import InputError
from bot.model.digest import DigestChoice, Proof, Wish
from bot.model.ids import AccountRef, Platform, UserId
from bot.model.outbox import NewOutboxItem, Purpose, Say
from bot.texts import Texts

LASTS = timedelta(hours=24)
TRIES = 5
_CODE = re.compile(r"(\d{3}) ?(\d{3})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Noted:
    """*key*: the sentence that says what came of it. *code*: what is to be sent to the address
    that *wish* has to prove; "": nothing."""

    wish: Wish | None
    key: str = "overview.noted"
    code: str = ""


def in_time(wish: Wish, now: datetime) -> Wish:
    """Without an address for which it is too late."""
    over = wish.proof is not None and now > wish.proof.until
    return replace(wish, proof=None) if over else wish


def noted(said: str, before: Wish, choice: DigestChoice, now: datetime) -> Noted:
    """What follows from what somebody *said*; *before* is `in_time`. Another address counts only
    once its code was given back. Raises `InputError`."""
    if (typed := _CODE.fullmatch(said.strip())) is not None:
        return _tried("".join(typed.groups()), before)
    wish = wished(said, before, choice)
    if wish is None or wish.channels is None or wish.address == before.address:
        return Noted(wish)
    code, salt = f"{secrets.randbelow(10**6):06}", secrets.token_hex(8)
    proof = Proof(wish.address, wish.channels, salt, _hash(salt, code), now + LASTS)
    return Noted(replace(before, proof=proof), code=code)


def _tried(code: str, before: Wish) -> Noted:
    proof = before.proof
    if proof is None:
        raise InputError("overview.code.none")
    if hmac.compare_digest(_hash(proof.salt, code), proof.code):
        proven = replace(before, address=proof.address, channels=proof.channels, proof=None)
        return Noted(proven, "overview.code.right")
    if proof.tries + 1 == TRIES:
        return Noted(replace(before, proof=None), "overview.code.spent")
    proof = replace(proof, tries=proof.tries + 1)
    return Noted(replace(before, proof=proof), "overview.code.wrong")


def _hash(salt: str, code: str) -> str:
    return sha256(f"{salt}\0{code}".encode()).hexdigest()


def letter_with(
    code: str, proof: Proof, reader: AccountRef, texts: Texts, now: datetime
) -> NewOutboxItem:
    """Sent as a digest is: while its *reader* may read one."""
    subject, text = texts("overview.code.subject"), texts("overview.code.letter", code=code)
    to = AccountRef(Platform.EMAIL, UserId(proof.address))
    say = Say(to, text, letter=note(subject, text, texts, reader))
    return NewOutboxItem(Purpose.DIGEST, say, now, proof.until)
