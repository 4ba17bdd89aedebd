# SPDX-License-Identifier: Apache-2.0
"""Put messages into inboxes, send them on their way outside, and read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson
from sqlalchemy import Select, func, select, update

from balaikota.identity.models import Account
from balaikota.identity.services import ContactAddress, contacts_of
from balaikota.kernel.actor import Actor
from balaikota.kernel.audit import record
from balaikota.kernel.db import Session, new_id
from balaikota.kernel.events import Message, Undeliverable, announce
from balaikota.kernel.problems import NotFound
from balaikota.kernel.secrets import UnreadableError, open_sealed, seal, subject_cipher
from balaikota.kernel.text import Text
from balaikota.notices.events import MessageDispatched
from balaikota.notices.models import Notice


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice, opened. ``link`` is an address on this site, or None."""

    id: UUID
    kind: str
    title: Text
    body: Text
    link: str | None
    created_at: datetime
    read_at: datetime | None

    @property
    def is_unread(self) -> bool:
        """Whether its reader has not opened it."""
        return self.read_at is None


def receive(session: Session, message: Message) -> None:
    """Keep ``message`` in the reader's inbox and let it go out on one channel.

    A secret message never enters the inbox. It goes to its own ``address`` or else to the reader's contact: on
    the channel that the message names, otherwise e-mail, which costs nobody anything, before phone. Raises
    ``Undeliverable`` when there is no such account or its person was erased.
    """
    reader = _reader(session, message)
    if reader is not None and not message.secret:
        _keep(session, reader, message)
    contact = _contact(session, message)
    if contact is None:
        if message.secret:
            raise Undeliverable("there is no address for it")
        return
    language = message.language or (reader.language if reader else "id")
    _dispatch(session, message, contact, language)


def inbox_of(account_id: UUID) -> Select[Notice]:
    """The notices of one account, to be sorted by id: the newest has the largest."""
    return select(Notice).where(Notice.account_id == account_id)


def opened(session: Session, notice: Notice) -> Letter:
    """The notice with its words."""
    raw = open_sealed(session, notice.subject_id, notice.words, place=_place(notice.id))
    words = orjson.loads(raw)
    title, body, values = words["title"], words["body"], words["values"]
    return Letter(
        id=notice.id,
        kind=notice.kind,
        title=Text(title, **values),
        body=Text(body, **values),
        link=words["link"],
        created_at=notice.created_at,
        read_at=notice.read_at,
    )


def notice_of(session: Session, account_id: UUID, notice_id: UUID) -> Letter:
    """One's own notice. Raises ``NotFound``, also for somebody else's."""
    found = session.scalar(inbox_of(account_id).where(Notice.id == notice_id))
    if found is None:
        raise NotFound
    return opened(session, found)


def unread_count(session: Session, account_id: UUID) -> int:
    """How many notices the reader has not opened."""
    query = select(func.count()).select_from(Notice)
    unread = query.where(Notice.account_id == account_id, Notice.read_at.is_(None))
    return session.scalar(unread) or 0


def mark_read(session: Session, actor: Actor, notice_id: UUID) -> Letter:
    """Note that the reader has opened it; the first time counts. Raises ``NotFound``."""
    _mark(session, actor, notice_id)
    return notice_of(session, actor.account_id, notice_id)


def mark_all_read(session: Session, actor: Actor) -> int:
    """Note that the reader has seen everything; return how many were new."""
    return _mark(session, actor)


def _mark(session: Session, actor: Actor, notice_id: UUID | None = None) -> int:
    statement = (
        update(Notice)
        .where(Notice.account_id == actor.account_id, Notice.read_at.is_(None))
        .values(read_at=session.now())
        .returning(Notice.id)
    )
    if notice_id is not None:
        statement = statement.where(Notice.id == notice_id)
    marked = session.scalars(statement).all()
    for found in marked:
        record(
            session,
            actor,
            "notices.read",
            kind="notices.notice",
            object_id=found,
            subject_id=actor.citizen_id,
        )
    return len(marked)


def _reader(session: Session, message: Message) -> Account | None:
    if message.account_id is None:
        return None
    reader = session.get(Account, message.account_id)
    if reader is None:
        raise Undeliverable("the account is gone")
    try:
        subject_cipher(session, reader.citizen_id)
    except UnreadableError as error:
        raise Undeliverable("the reader was erased") from error
    return reader


def _keep(session: Session, reader: Account, message: Message) -> None:
    notice_id = new_id()
    words = orjson.dumps(
        {
            "title": message.title,
            "body": message.body,
            "values": message.values,
            "link": _own_link(message.link),
        }
    )
    session.add(
        Notice(
            id=notice_id,
            account_id=reader.id,
            subject_id=reader.citizen_id,
            kind=message.kind,
            words=seal(session, reader.citizen_id, words, place=_place(notice_id)),
            created_at=session.now(),
        )
    )
    session.flush()


def _contact(session: Session, message: Message) -> ContactAddress | None:
    if message.address is not None and message.channel is not None:
        return ContactAddress(message.channel, message.address)
    if message.account_id is None:
        return None
    contacts = contacts_of(session, message.account_id)
    wanted = (message.channel,) if message.channel else ("email", "phone")
    ranked = (contact for channel in wanted for contact in contacts if contact.channel == channel)
    return next(ranked, None)


def _dispatch(session: Session, message: Message, contact: ContactAddress, language: str) -> None:
    dispatched = MessageDispatched(
        dispatch_id=new_id(),
        channel=contact.channel,
        address=contact.address,
        title=message.title,
        body=message.body,
        values=message.values,
        language=language,
        link=_own_link(message.link),
        secret=message.secret,
    )
    announce(session, dispatched)


def _own_link(link: str | None) -> str | None:
    """Only an address on this site: a message must not lead people elsewhere."""
    return link if link and link.startswith("/") and not link.startswith(("//", "/\\")) else None


def _place(notice_id: UUID) -> str:
    return f"notices_notice|words|{notice_id}"
