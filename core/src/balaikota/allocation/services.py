# SPDX-License-Identifier: Apache-2.0
"""Numbers that are given out once: consecutive, never twice, and written the way the city writes them."""

from __future__ import annotations

from datetime import date

from sqlalchemy.dialects import postgresql, sqlite

from balaikota.allocation.models import Sequence
from balaikota.allocation.numbering import NumberParts, write_number
from balaikota.kernel.db import Session


def take(session: Session, scope: str) -> int:
    """Take the next number of ``scope``, beginning with 1.

    One atomic statement: whoever comes second waits until the first commits, or gets the number that the first
    gave back by rolling back. So committed numbers have no gap and none is taken twice. Take it late in a unit of
    work, because others wait for it until the commit. Raises ``ValueError`` for an empty scope.
    """
    if not scope.strip():
        raise ValueError("a sequence needs a scope")
    insert = postgresql.insert if session.runtime.database.is_postgres else sqlite.insert
    statement = insert(Sequence).values(scope=scope, value=1)
    statement = statement.on_conflict_do_update(
        index_elements=[Sequence.scope], set_={"value": Sequence.value + 1}
    )
    return session.execute(statement.returning(Sequence.value)).scalar_one()


def yearly_scope(kind: str, *, unit_code: str, date: date) -> str:
    """The scope that starts again with each unit and calendar year (Permendagri 83/2022): ``letters/2026/KEL-API``.

    ``date`` is the city's date (``session.runtime.today()``), the same that ``format_number`` gets: at 07.00 WITA
    on 1 January it is still last year in UTC.
    """
    return f"{kind}/{date.year}/{unit_code}"


def format_number(
    template: str, *, sequence: int, unit_code: str, date: date, code: str = ""
) -> str:
    """Write number ``sequence`` by the city's ``template``, e.g. ``{kode}/{urut:03}/{unit}/{bulan_romawi}/{tahun}``.

    ``code`` is the classification of the letter, ``unit_code`` the unit's letter code, ``date`` the city's date.
    The template's language is told in ``allocation.numbering``. Raises ``TemplateError`` for a broken template.
    """
    return write_number(template, NumberParts(sequence, code, unit_code, date))
