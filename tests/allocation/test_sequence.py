# SPDX-License-Identifier: Apache-2.0
"""Numbers are consecutive and never given out twice, however many take them at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest

from balaikota.allocation.services import take, yearly_scope
from balaikota.kernel.db.session import ReadOnlyError

LETTERS = "letters/2026/KEL-API"


@pytest.fixture(autouse=True)
def noise(runtime):
    """Another unit and another year, whose numbers must not matter."""
    with runtime.database.write() as session:
        for scope in ("letters/2026/KEL-LOK", "letters/2025/KEL-API", "letters/2026/KEL-API2"):
            take(session, scope)


def test_numbers_begin_with_one_and_are_consecutive(runtime):
    taken = []
    for _round in range(3):
        with runtime.database.write() as session:
            taken.append(take(session, LETTERS))
    assert taken == [1, 2, 3]


def test_one_unit_of_work_may_take_several_numbers(runtime):
    with runtime.database.write() as session:
        assert [take(session, LETTERS) for _round in range(3)] == [1, 2, 3]


def test_fifty_takers_at_once_get_fifty_consecutive_numbers(runtime):
    start = Barrier(50)

    def take_one(_taker: int) -> int:
        start.wait()
        with runtime.database.write() as session:
            return take(session, LETTERS)

    with ThreadPoolExecutor(50) as takers:
        taken = list(takers.map(take_one, range(50)))
    assert sorted(taken) == list(range(1, 51))


def test_a_taker_who_rolls_back_leaves_no_gap(runtime):
    with runtime.database.write() as session:
        take(session, LETTERS)
    with runtime.database.session(write=True) as session:
        assert take(session, LETTERS) == 2
        session.rollback()
    with runtime.database.write() as session:
        assert take(session, LETTERS) == 2


def test_takers_of_whom_every_third_rolls_back_leave_no_gap(runtime):
    start = Barrier(30)

    def take_one(taker: int) -> int | None:
        start.wait()
        try:
            with runtime.database.write() as session:
                number = take(session, LETTERS)
                if taker % 3 == 0:
                    raise LookupError
                return number
        except LookupError:
            return None

    with ThreadPoolExecutor(30) as takers:
        taken = [number for number in takers.map(take_one, range(30)) if number is not None]
    assert sorted(taken) == list(range(1, 21))


def test_a_savepoint_that_is_undone_gives_its_number_back(runtime):
    with runtime.database.write() as session:
        savepoint = session.begin_nested()
        take(session, LETTERS)
        savepoint.rollback()
        assert take(session, LETTERS) == 1


@pytest.mark.parametrize("scope", ["", "  "])
def test_a_sequence_without_a_scope_is_refused(runtime, scope):
    with pytest.raises(ValueError, match="scope"), runtime.database.write() as session:
        take(session, scope)


def test_a_request_that_only_reads_takes_no_number(runtime):
    with runtime.database.read() as session, pytest.raises(ReadOnlyError):
        take(session, LETTERS)


def test_numbering_starts_again_on_new_years_day_of_the_city(runtime, clock):
    eve = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)  # 23.59 WITA
    clock.advance(seconds=(eve - clock()).total_seconds())
    before = yearly_scope("letters", unit_code="KEL-API", date=runtime.today())
    clock.advance(minutes=1)
    after = yearly_scope("letters", unit_code="KEL-API", date=runtime.today())
    assert (before, after) == ("letters/2026/KEL-API", "letters/2027/KEL-API")
    with runtime.database.write() as session:
        assert [take(session, before), take(session, before), take(session, after)] == [1, 2, 1]
