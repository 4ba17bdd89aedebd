# SPDX-License-Identifier: Apache-2.0
"""Everything that can be done with guest books."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, delete, select

from balaikota import Actor, NotFound, Session, announce, new_id, record
from balaikota_contoh.events import EntryWritten
from balaikota_contoh.models import Book, Entry


def all_books() -> Select[Book]:
    """Every book."""
    return select(Book)


def open_book(session: Session, actor: Actor | None, *, title: str) -> Book:
    """Open a book."""
    book = Book(id=new_id(), title=title, opened_at=session.now())
    session.add(book)
    session.flush()
    record(session, actor, "contoh.book_opened", kind="contoh.book", object_id=book.id)
    return book


def write_entry(session: Session, actor: Actor, *, book_id: UUID, words: str) -> Entry:
    """Write ``words`` in a book. Raises ``NotFound``."""
    if session.get(Book, book_id) is None:
        raise NotFound
    entry = Entry(
        id=new_id(),
        book_id=book_id,
        account_id=actor.account_id,
        words=words,
        written_at=session.now(),
    )
    session.add(entry)
    session.flush()
    record(session, actor, "contoh.entry_written", kind="contoh.entry", object_id=entry.id)
    announce(session, EntryWritten(entry_id=entry.id))
    return entry


def close_empty_books(session: Session) -> None:
    """Remove the books in which nobody wrote."""
    session.execute(delete(Book).where(Book.id.not_in(select(Entry.book_id))))
