# SPDX-License-Identifier: Apache-2.0
"""Signing in with a contact and a password: one answer and one amount of work, whether the account exists or not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from balaikota.identity.models import Account
from balaikota.identity.services.accounts import account_of_contact
from balaikota.identity.services.challenges import (
    NewChallenge,
    needs_second_factor,
    start_challenge,
)
from balaikota.identity.services.contacts import read_contact
from balaikota.identity.services.passwords import hash_password, is_outdated, password_fits
from balaikota.identity.services.sessions import NewSession, open_session
from balaikota.identity.services.throttle import (
    Limit,
    count_try,
    forgive,
    growing,
    refuse_while_blocked,
    take_back,
)
from balaikota.identity.services.visits import Visit
from balaikota.kernel.db import Session
from balaikota.kernel.problems import Forbidden, Problem
from balaikota.kernel.text import _

HOUR = timedelta(hours=1)
SECONDS_30 = timedelta(seconds=30)
QUARTER = timedelta(minutes=15)
# Guessing one password from one place waits soon. The owner, who is elsewhere, waits only when the whole world
# guesses, and never longer than a minute. A network may be a whole city behind one address of its operator.
HERE = Limit("sign-in here", HOUR, growing(free=5, first=SECONDS_30, longest=QUARTER))
CONTACT = Limit(
    "sign-in contact", HOUR, growing(free=20, first=SECONDS_30, longest=timedelta(minutes=1))
)
NETWORK = Limit("sign-in network", HOUR, growing(free=100, first=SECONDS_30, longest=QUARTER))


class WrongSignIn(Problem):
    """No account has this contact and this password; which of the two is wrong is not said. The try is counted."""

    status = 401
    slug = "tidak-cocok"
    title = _("Nomor HP, e-mail, atau kata sandi tidak cocok")
    keeps_changes = True


class AccountDisabled(Forbidden):
    """The password was right, but the account was shut."""


def sign_in(
    session: Session, *, contact: str, password: str, visit: Visit
) -> NewSession | NewChallenge:
    """Sign in, or begin to: an officer gets a challenge for the second factor.

    Raises ``Invalid`` for what cannot be a contact, ``WrongSignIn``, ``AccountDisabled``, ``TooMany``.
    """
    address = read_contact(contact)
    subject = address.fingerprint(session.runtime.keys).hex()
    # The hash takes 20 ms: it is worked out before the transaction that counts, so that nobody waits for it.
    with session.runtime.database.read() as reading:
        for limit, value in _limits(subject, visit):
            refuse_while_blocked(reading, limit, value)
        found = account_of_contact(reading, address)
        fits = password_fits(found.password_hash if found else None, password)
    for limit, value in _limits(subject, visit):
        count_try(session, limit, value)
    if found is None or not fits:
        raise WrongSignIn(
            _("Periksa lagi nomor HP atau e-mail dan kata sandi Anda"),
            headers={"WWW-Authenticate": "Bearer"},
        )
    _forgive(session, subject, visit)
    return _welcome(session, session.get_one(Account, found.id), password, visit)


def _welcome(
    session: Session, account: Account, password: str, visit: Visit
) -> NewSession | NewChallenge:
    if account.disabled_at is not None:
        raise AccountDisabled(_("Akun ini ditutup. Hubungi kantor kelurahan Anda"))
    if is_outdated(account.password_hash):
        account.password_hash = hash_password(password)
    if needs_second_factor(session, account.id):
        return start_challenge(session, account, visit=visit)
    return open_session(session, account, visit=visit)


def _limits(subject: str, visit: Visit) -> Iterator[tuple[Limit, str]]:
    yield HERE, f"{subject}|{visit.network}"
    yield CONTACT, subject
    if visit.network:
        yield NETWORK, visit.network


def _forgive(session: Session, subject: str, visit: Visit) -> None:
    """A success clears what was counted against the contact; other people's tries from the network stay."""
    forgive(session, HERE, f"{subject}|{visit.network}")
    forgive(session, CONTACT, subject)
    if visit.network:
        take_back(session, NETWORK, visit.network)
