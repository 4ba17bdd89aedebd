# SPDX-License-Identifier: Apache-2.0
"""Working days on the Indonesian calendar. Deadlines are dates in the city's zone, never moments in UTC."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from balaikota import Session
from balaikota_public_services.rights import NAME

SATURDAY = 5
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Monday to Friday without libur nasional and cuti bersama, as the city corrects them in its settings.

    ``more_holidays`` are the city's anniversary or a local election, ``fewer_holidays`` days that a decree took back.
    """

    more_holidays: frozenset[date] = frozenset()
    fewer_holidays: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Whether offices are open on ``day``."""
        if day in self.fewer_holidays:
            return True
        is_holiday = day in self.more_holidays or day in national_holidays(day.year)
        return day.weekday() < SATURDAY and not is_holiday

    def received_on(self, day: date) -> date:
        """The working day on which what arrives on ``day`` is received: that day, or the next one that is worked."""
        while not self.is_working_day(day):
            day += DAY
        return day

    def after(self, day: date, working_days: int) -> date:
        """The date ``working_days`` working days after ``day``; 0 is ``day`` itself."""
        while working_days > 0:
            day += DAY
            working_days -= self.is_working_day(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; 0 when ``end`` is not later."""
        days = (start + DAY * step for step in range(1, (end - start).days + 1))
        return sum(map(self.is_working_day, days))

    def due_on(self, arrived: date, working_days: int) -> date:
        """The last day of a promise of ``working_days`` made when something arrived."""
        return self.after(self.received_on(arrived), working_days)


@cache
def national_holidays(year: int) -> Collection[date]:
    """Libur nasional and cuti bersama of ``year``, of the package ``holidays``; years ahead are partly estimates."""
    from holidays import country_holidays

    found = country_holidays("ID", years=year, expand=False, categories=("public", "government"))
    return frozenset(found)


def calendar_of(session: Session) -> WorkingCalendar:
    """The calendar of this city."""
    settings = session.runtime.plugin_settings[NAME]
    return WorkingCalendar(
        frozenset(settings["more_holidays"]), frozenset(settings["fewer_holidays"])
    )
