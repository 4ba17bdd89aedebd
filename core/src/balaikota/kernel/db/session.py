# SPDX-License-Identifier: Apache-2.0
"""The session that services get: SQLAlchemy's, knowing the city it works for and what to do after commit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import TextClause, event, orm

if TYPE_CHECKING:
    from balaikota.kernel.runtime import Runtime

log = structlog.get_logger(__name__)


class ReadOnlyError(RuntimeError):
    """A request that must not change anything (GET) tried to write: our mistake, never the visitor's."""


class Session(orm.Session):
    """A unit of work of one city.

    ``writable`` tells whether it may change anything; ``request_id`` joins audit and log.
    """

    def __init__(self, *, runtime: Runtime, writable: bool, **options: Any) -> None:
        super().__init__(**options)
        self.runtime = runtime
        self.writable = writable
        self.request_id = ""
        self._after_commit: list[Callable[[Runtime], None]] = []
        self._promised: dict[orm.SessionTransaction, int] = {}

    def now(self) -> datetime:
        """The present moment in UTC, from the city's clock (tests set it)."""
        return self.runtime.now()

    def on_commit(self, task: Callable[[Runtime], None]) -> None:
        """Run ``task`` once this unit of work is durable: slow work that no transaction may wait for.

        A task that fails is logged; what it should have done must be resumable by a job. Work that is rolled
        back, to a savepoint or altogether, takes its tasks along.
        """
        self._after_commit.append(task)

    def count_promises(self, transaction: orm.SessionTransaction) -> None:
        """Note how many tasks there were when ``transaction`` (a savepoint, or all of it) began."""
        self._promised[transaction] = len(self._after_commit)

    def forget_promises(self, transaction: orm.SessionTransaction) -> None:
        """Drop the tasks that came with work which was rolled back."""
        del self._after_commit[self._promised.pop(transaction, 0) :]

    def commit_and_follow_up(self) -> None:
        """Commit, then run what ``on_commit`` collected. Only the edge calls it."""
        self.commit()
        tasks, self._after_commit = self._after_commit, []
        self._promised.clear()
        for task in tasks:
            try:
                task(self.runtime)
            except Exception:
                log.exception("follow_up_failed", task=getattr(task, "__qualname__", repr(task)))


@event.listens_for(Session, "do_orm_execute")
def _refuse_writes(state: orm.ORMExecuteState) -> None:
    session = state.session
    if isinstance(session, Session) and not session.writable and not _only_reads(state):
        raise ReadOnlyError(str(state.statement))


def _only_reads(state: orm.ORMExecuteState) -> bool:
    if isinstance(state.statement, TextClause):
        return state.statement.text.lstrip().upper().startswith("SELECT")
    return state.is_select


@event.listens_for(Session, "before_flush")
def _refuse_flush(session: orm.Session, _context: object, _instances: object) -> None:
    if (
        isinstance(session, Session)
        and not session.writable
        and (session.new or session.dirty or session.deleted)
    ):
        raise ReadOnlyError("flush")


@event.listens_for(Session, "after_transaction_create")
def _transaction_begins(session: orm.Session, transaction: orm.SessionTransaction) -> None:
    if isinstance(session, Session):
        session.count_promises(transaction)


@event.listens_for(Session, "after_soft_rollback")
def _transaction_is_undone(session: orm.Session, transaction: orm.SessionTransaction) -> None:
    if isinstance(session, Session):
        session.forget_promises(transaction)
