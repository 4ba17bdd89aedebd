# SPDX-License-Identifier: Apache-2.0
"""Working days on the Indonesian calendar, and a clock that rests while the citizen has the move."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from balaikota_public_services.services.corrections import Mark
from balaikota_public_services.services.deadlines import WorkingCalendar, national_holidays
from balaikota_public_services.testing import SKU_ANSWERS, file_request, take

CALENDAR = WorkingCalendar()


def test_a_year_has_its_libur_nasional_and_cuti_bersama():
    days = national_holidays(2026)
    assert len(days) == 25  # 17 and 8, of which none fall on one day
    assert date(2026, 8, 17) in days  # Hari Kemerdekaan
    assert date(2026, 12, 24) in days  # cuti bersama Natal
    assert date(2027, 1, 5) in national_holidays(2027)  # Isra Mikraj, twice in 2027
    assert date(2027, 12, 26) in national_holidays(2027)


@pytest.mark.parametrize(
    ("arrived", "days", "due"),
    [
        (date(2026, 11, 18), 0, date(2026, 11, 18)),
        (date(2026, 11, 18), 2, date(2026, 11, 20)),
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # Friday: Monday is next
        (date(2026, 11, 21), 1, date(2026, 11, 24)),  # Saturday: received on Monday
        (date(2026, 12, 23), 1, date(2026, 12, 28)),  # cuti bersama, Natal, weekend
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # over the year
    ],
)
def test_a_promise_counts_working_days_after_the_day_of_receipt(arrived, days, due):
    assert CALENDAR.due_on(arrived, days) == due


def test_the_city_corrects_the_calendar():
    anniversary = date(2026, 10, 12)
    closed = WorkingCalendar(more_holidays=frozenset({anniversary}))
    assert CALENDAR.is_working_day(anniversary)
    assert not closed.is_working_day(anniversary)
    taken_back = date(2026, 12, 24)
    open_again = WorkingCalendar(fewer_holidays=frozenset({taken_back}))
    assert not CALENDAR.is_working_day(taken_back)
    assert open_again.is_working_day(taken_back)


def test_the_days_left_after_a_pause_are_the_days_left_before():
    """Whatever the days: what remained when the request was returned remains when it comes back."""
    start = date(2026, 12, 14)
    for returned in range(12):
        for lasted in range(14):
            day = start + timedelta(days=returned)
            back = day + timedelta(days=lasted)
            due = CALENDAR.after(CALENDAR.received_on(start), 9)
            left = CALENDAR.between(day, due)
            passed = CALENDAR.between(day, CALENDAR.received_on(back))
            moved = CALENDAR.after(due, passed)
            assert CALENDAR.between(CALENDAR.received_on(back), moved) == left


@pytest.fixture
def settings_values(settings_values):
    return settings_values | {"public_services": {"more_holidays": [date(2026, 11, 19)]}}


def test_the_clock_rests_while_the_citizen_has_the_move(session, town, clock):
    request = file_request(session, town.siti)  # Wednesday 18 November, two working days
    assert request.due_on == date(2026, 11, 23)  # the 19th is free in this city
    take(session, town.front.account_id, request, "claim")
    mark = Mark("field", "business_name", "Tulis nama di papan")
    take(session, town.front.account_id, request, "return", corrections=(mark,))
    assert request.paused_on == date(2026, 11, 18)
    clock.advance(days=6)  # Tuesday 24 November: Friday, Monday and Tuesday passed
    answers = {"business_name": SKU_ANSWERS["business_name"]}
    take(session, town.siti, request, "resubmit", answers=answers)
    assert (request.paused_on, request.paused_days) == (None, 3)
    assert request.due_on == date(2026, 11, 26)


def test_a_pause_within_a_day_moves_nothing(session, town, clock):
    request = file_request(session, town.siti)
    due = request.due_on
    take(session, town.front.account_id, request, "claim")
    mark = Mark("field", "purpose", "Tulis nama banknya")
    take(session, town.front.account_id, request, "return", corrections=(mark,))
    clock.advance(hours=3)
    take(session, town.siti, request, "resubmit", answers={"purpose": "Pinjaman di Bank BRI"})
    assert (request.due_on, request.paused_days) == (due, 0)


def test_days_are_those_of_the_city_and_not_of_utc(session, town, clock):
    clock.advance(hours=15)  # 17.00 UTC on Wednesday is 01.00 WITA on Thursday the 19th, a free day
    assert file_request(session, town.siti).due_on == date(2026, 11, 24)
