# SPDX-License-Identifier: Apache-2.0
"""Between the password and the session: officers show a second factor, and set it up the first time."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

from balaikota.identity.models import Account, Challenge
from balaikota.identity.services import totp
from balaikota.identity.services.accounts import display_name
from balaikota.identity.services.sessions import NewSession, open_session
from balaikota.identity.services.throttle import Limit, count_try, forgive, growing
from balaikota.identity.services.visits import Visit
from balaikota.kernel.audit import record
from balaikota.kernel.db import Session, new_id
from balaikota.kernel.events import Message, notify
from balaikota.kernel.problems import FieldError, Invalid, Problem
from balaikota.kernel.text import Text, _

CHALLENGE_LIFE = timedelta(minutes=10)
MOST_TRIES = 5
# By account: whoever gets here knows the password, so a new challenge must not bring five new tries.
FACTOR = Limit(
    "second factor",
    timedelta(hours=1),
    growing(free=5, first=timedelta(seconds=30), longest=timedelta(minutes=15)),
)

ENROLLED_TITLE = _("Kode pengaman dipasang")
ENROLLED_BODY = _(
    "Aplikasi kode pengaman baru saja dipasang untuk akun Anda. Bila bukan Anda, segera hubungi admin."
)


class WrongFactor(Invalid):
    """The code does not fit, or was used before; the try is counted."""

    keeps_changes = True


class ChallengeOver(Problem):
    """The time after the password has run out, or there were too many wrong codes: the password is asked again."""

    status = 401
    slug = "masuk-lagi"
    title = _("Waktu untuk kode pengaman sudah habis")


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator app needs: the Base32 ``secret``, and the same as an ``otpauth`` address."""

    secret: str
    address: str


@dataclass(frozen=True, slots=True)
class NewChallenge:
    """The password was right; ``token`` stands for that during ten minutes. ``enrolment``: set up the app first."""

    token: str
    enrolment: Enrolment | None


def needs_second_factor(session: Session, account_id: UUID) -> bool:
    """Whether the account holds any permission of an office today, or has set up a second factor itself."""
    grants = session.runtime.plugins.collect("grants", session=session, account_id=account_id)
    return any(True for _grant in grants) or totp.is_enrolled(session, account_id)


def start_challenge(session: Session, account: Account, *, visit: Visit) -> NewChallenge:
    """Ask ``account`` for its second factor."""
    token, challenge_id = secrets.token_urlsafe(32), new_id()
    secret = None if totp.is_enrolled(session, account.id) else totp.new_secret()
    challenge = Challenge(
        id=challenge_id,
        account_id=account.id,
        kind=visit.kind,
        token_hash=_token_hash(session, token),
        enrol_secret=secret
        and session.runtime.keys.storage.seal(secret.encode(), _place(challenge_id)),
        tries=0,
        expires_at=session.now() + CHALLENGE_LIFE,
    )
    session.add(challenge)
    session.flush()
    return NewChallenge(token, _enrolment(session, challenge))


def open_challenge(session: Session, token: str) -> NewChallenge:
    """The challenge of ``token``, as long as it can be answered. Raises ``ChallengeOver``."""
    challenge = session.scalar(select(Challenge).where(*_answerable(session, token)))
    if challenge is None:
        raise _over()
    return NewChallenge(token, _enrolment(session, challenge))


def answer_challenge(session: Session, token: str, code: str, *, visit: Visit) -> NewSession:
    """Sign in with the second factor, setting it up when this is the first time.

    Raises ``WrongFactor`` (the try stays counted), ``ChallengeOver``, ``TooMany``.
    """
    challenge = session.scalar(
        update(Challenge)
        .where(*_answerable(session, token), Challenge.kind == visit.kind)
        .values(tries=Challenge.tries + 1)
        .returning(Challenge)
        .execution_options(populate_existing=True)
    )
    if challenge is None:
        raise _over()
    account = session.get_one(Account, challenge.account_id)
    count_try(session, FACTOR, str(account.id))
    if not _fits(session, challenge, account, code):
        _record(session, account, "identity.second_factor_failed")
        raise WrongFactor(errors=[FieldError("/code", _what_next(challenge.tries))])
    challenge.used_at = session.now()
    forgive(session, FACTOR, str(account.id))
    return open_session(session, account, visit=visit, second_factor=True)


def delete_expired_challenges(session: Session) -> None:
    """Delete challenges that nobody can answer any more."""
    session.execute(
        delete(Challenge)
        .where(Challenge.expires_at <= session.now())
        .execution_options(synchronize_session=False)
    )


def _fits(session: Session, challenge: Challenge, account: Account, code: str) -> bool:
    enrolment = _enrolment(session, challenge)
    if enrolment is None:
        return totp.use_code(session, account.id, code)
    counter = totp.fitting_counter(session, enrolment.secret, code)
    if counter is None:
        return False
    if not totp.enrol(session, account.id, enrolment.secret, last_counter=counter):
        raise _over()  # another browser was first, with another secret
    challenge.enrol_secret = None
    _record(session, account, "identity.second_factor_enrolled")
    message = Message(
        kind="identity.second_factor_enrolled",
        title=ENROLLED_TITLE.message,
        body=ENROLLED_BODY.message,
        account_id=account.id,
    )
    notify(session, message)
    return True


def _enrolment(session: Session, challenge: Challenge) -> Enrolment | None:
    if challenge.enrol_secret is None:
        return None
    sealed, place = challenge.enrol_secret, _place(challenge.id)
    secret = session.runtime.keys.storage.open(sealed, place).decode()
    person = display_name(session, session.get_one(Account, challenge.account_id))
    city = session.runtime.city.name
    return Enrolment(secret, totp.setup_address(secret, person=person, city=city))


def _answerable(session: Session, token: str) -> tuple[Any, ...]:
    enabled = select(Account.id).where(Account.disabled_at.is_(None))
    return (
        Challenge.token_hash == _token_hash(session, token),
        Challenge.used_at.is_(None),
        Challenge.expires_at > session.now(),
        Challenge.tries < MOST_TRIES,
        Challenge.account_id.in_(enabled),
    )


def _over() -> ChallengeOver:
    return ChallengeOver(
        _("Masuk lagi dengan kata sandi Anda"), headers={"WWW-Authenticate": "Bearer"}
    )


def _what_next(tries: int) -> Text:
    if tries >= MOST_TRIES:
        return _("Kode sudah lima kali salah. Masuk lagi dengan kata sandi Anda")
    return _("Kode tidak cocok atau sudah dipakai. Tunggu kode berikutnya di aplikasi Anda")


def _record(session: Session, account: Account, action: str) -> None:
    record(
        session,
        None,
        action,
        kind="identity.account",
        object_id=account.id,
        subject_id=account.citizen_id,
    )


def _token_hash(session: Session, token: str) -> bytes:
    return session.runtime.keys.fingerprint("identity.challenge", token)


def _place(challenge_id: UUID) -> str:
    return f"identity_challenge|enrol_secret|{challenge_id}"
