# SPDX-License-Identifier: Apache-2.0
"""The application may work with rows, never with tables; what is append-only stays so."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from balaikota.kernel.audit.models import AuditEntry
from balaikota.kernel.db import new_id
from balaikota.kernel.db.migrate import upgrade
from balaikota.testing.tables import as_owner

CHANGES = ("UPDATE kernel_audit SET action = 'other'", "DELETE FROM kernel_audit")


@pytest.fixture
def audited(city):
    """A city with one line in its audit, written by the application."""
    upgrade(city)
    with city.database.write() as session:
        session.execute(
            insert(AuditEntry).values(
                id=new_id(),
                at=session.now(),
                action="contoh.book_opened",
                is_read=False,
                object_kind="contoh.book",
                details={},
                request_id="",
            )
        )
    return city


def actions(runtime) -> list[str]:
    with runtime.database.read() as session:
        return list(session.scalars(text("SELECT action FROM kernel_audit")))


@pytest.mark.parametrize("change", CHANGES)
def test_the_application_cannot_change_the_audit(audited, change):
    refusals = {True: "permission denied for table kernel_audit", False: "append-only"}
    with (
        pytest.raises(
            (IntegrityError, ProgrammingError), match=refusals[audited.database.is_postgres]
        ),
        audited.database.write() as session,
    ):
        session.execute(text(change))
    assert actions(audited) == ["contoh.book_opened"]


@pytest.mark.parametrize("change", CHANGES)
def test_not_even_the_owner_changes_the_audit(audited, change):
    with (
        pytest.raises(IntegrityError, match="kernel_audit is append-only"),
        as_owner(audited) as connection,
    ):
        connection.execute(text(change))
    assert actions(audited) == ["contoh.book_opened"]


def test_the_application_cannot_empty_the_audit_either(audited):
    if not audited.database.is_postgres:
        return  # SQLite has no other way than DELETE
    with (
        pytest.raises(IntegrityError, match="kernel_audit is append-only"),
        as_owner(audited) as connection,
    ):
        connection.execute(text("TRUNCATE kernel_audit"))


def test_an_audit_that_is_made_anew_is_protected_again(audited, opened, newer):
    """A revision that recreates the table drops its triggers; the upgrade puts them back."""
    anew = 'with op.batch_alter_table("kernel_audit", recreate="always") as batch_op:\n        pass'
    city = opened(newer(anew))
    upgrade(city)
    upgrade(
        city
    )  # the core's turn comes before the plugin's, so its next one mends what the plugin did
    with (
        pytest.raises(IntegrityError, match="kernel_audit is append-only"),
        as_owner(audited) as connection,
    ):
        connection.execute(text("DELETE FROM kernel_audit"))
    assert actions(audited) == ["contoh.book_opened"]


def test_the_application_reads_and_writes_the_plugins_rows_but_makes_no_table(audited):
    with audited.database.write() as session:
        session.execute(
            text("INSERT INTO contoh_book (id, title, opened_at) VALUES (:id, 'Lurah', :at)"),
            {"id": "018f0000000070008000000000000001", "at": "2026-01-01 00:00:00"},
        )
        session.execute(text("UPDATE contoh_book SET title = 'Camat'"))
        session.execute(text("DELETE FROM contoh_book"))
    if audited.database.is_postgres:
        with (
            pytest.raises(ProgrammingError, match="permission denied for schema public"),
            audited.database.write() as session,
        ):
            session.execute(text("CREATE TABLE contoh_other (id integer)"))


def test_the_application_reads_revisions_and_cannot_change_them(audited):
    with audited.database.read() as session:
        assert session.scalar(text("SELECT version_num FROM alembic_version_contoh")) == "0002"
    if audited.database.is_postgres:
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            audited.database.write() as session,
        ):
            session.execute(text("DELETE FROM alembic_version_contoh"))
