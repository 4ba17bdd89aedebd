# SPDX-License-Identifier: Apache-2.0
"""Accounts: one per citizen, with proved contacts and a password."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.exc import IntegrityError

from balaikota.identity.models import Account, Contact
from balaikota.identity.services.contacts import ContactAddress, ProvenContact
from balaikota.identity.services.passwords import check_new_password, hash_password
from balaikota.kernel.actor import Actor
from balaikota.kernel.audit import record
from balaikota.kernel.db import Session, new_id
from balaikota.kernel.problems import Conflict, NotFound
from balaikota.kernel.secrets import open_sealed, seal
from balaikota.kernel.text import _


class ContactTaken(Conflict):
    """The contact, proved by this very person, became somebody's account meanwhile: most likely their own."""


def create_account(
    session: Session,
    *,
    account_id: UUID,
    citizen_id: UUID,
    display_name: str,
    contact: ProvenContact,
    password: str,
    language: str,
) -> Account:
    """Open an account for the citizen. Raises ``Invalid`` at ``/password`` and ``ContactTaken``."""
    check_new_password(password, contact)
    account = Account(
        id=account_id,
        citizen_id=citizen_id,
        display_name=seal(session, citizen_id, display_name, place=_name_place(account_id)),
        language=language,
        password_hash=hash_password(password),
        created_at=session.now(),
    )
    session.add(account)
    session.flush()
    _add_contact(session, account, contact)
    for action in ("identity.account_created", "identity.password_set"):
        record(
            session,
            None,
            action,
            kind="identity.account",
            object_id=account.id,
            subject_id=citizen_id,
        )
    return account


def disable_account(session: Session, actor: Actor | None, account_id: UUID) -> None:
    """Shut the account: each of its sessions ends with its next request. Raises ``NotFound``."""
    disabled = account(session, account_id)
    disabled.disabled_at = disabled.disabled_at or session.now()
    session.flush()
    record(
        session,
        actor,
        "identity.account_disabled",
        kind="identity.account",
        object_id=account_id,
        subject_id=disabled.citizen_id,
    )


def account(session: Session, account_id: UUID) -> Account:
    """The account ``account_id``. Raises ``NotFound``."""
    found = session.get(Account, account_id)
    if found is None:
        raise NotFound
    return found


def account_of_citizen(session: Session, citizen_id: UUID) -> Account | None:
    """The citizen's account, or None: many citizens have none."""
    return session.scalar(select(Account).where(Account.citizen_id == citizen_id))


def account_of_contact(session: Session, contact: ContactAddress) -> Account | None:
    """The account whose proved contact this is. For internal use: the answer may not reach whoever asked."""
    return session.scalar(
        select(Account)
        .join(Contact, Contact.account_id == Account.id)
        .where(_is(session, contact), Contact.verified_at.is_not(None))
    )


def contact_is_taken(session: Session, contact: ContactAddress) -> bool:
    """Whether an account has this contact. For internal use: the answer may not reach whoever asked."""
    condition = exists().where(_is(session, contact), Contact.verified_at.is_not(None))
    return bool(session.scalar(select(condition)))


def contacts_of(session: Session, account_id: UUID) -> list[ProvenContact]:
    """The proved contacts of an account, oldest first. Raises ``NotFound``."""
    owner = account(session, account_id)
    rows = session.scalars(
        select(Contact)
        .where(Contact.account_id == account_id, Contact.verified_at.is_not(None))
        .order_by(Contact.id)
    )
    return [_opened(session, owner, row) for row in rows]


def display_name(session: Session, shown: Account) -> str:
    """The name that the account shows."""
    sealed = shown.display_name
    return open_sealed(session, shown.citizen_id, sealed, place=_name_place(shown.id)).decode()


def _add_contact(session: Session, owner: Account, contact: ProvenContact) -> None:
    contact_id = new_id()
    place = f"identity_contact|address|{contact_id}"
    row = Contact(
        id=contact_id,
        account_id=owner.id,
        channel=contact.channel,
        address=seal(session, owner.citizen_id, contact.address, place=place),
        fingerprint=contact.fingerprint(session.runtime.keys),
        verified_at=session.now(),
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise ContactTaken(_("Nomor HP atau e-mail ini sudah punya akun. Silakan masuk")) from error


def _opened(session: Session, owner: Account, row: Contact) -> ProvenContact:
    place = f"identity_contact|address|{row.id}"
    address = open_sealed(session, owner.citizen_id, row.address, place=place).decode()
    return ProvenContact(row.channel, address)


def _is(session: Session, contact: ContactAddress) -> ColumnElement[bool]:
    return Contact.fingerprint == contact.fingerprint(session.runtime.keys)


def _name_place(account_id: UUID) -> str:
    return f"identity_account|display_name|{account_id}"
