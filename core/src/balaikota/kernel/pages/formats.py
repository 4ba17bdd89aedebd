# SPDX-License-Identifier: Apache-2.0
"""Dates, times and money as people here write them: UTC inside, the city's zone and words at the edge."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal

from balaikota.kernel.http.context import current_runtime
from balaikota.kernel.pages.languages import language
from balaikota.kernel.text import gettext

ZONE_NAMES = {7: "WIB", 8: "WITA", 9: "WIT"}


def day(value: date | datetime) -> str:
    """``17 Agustus 2026``, in the city's zone for a moment."""
    local = _local(value) if isinstance(value, datetime) else value
    return format_date(local, "d MMMM y", locale=language())


def short_day(value: date | datetime) -> str:
    """``17 Agu 2026``, for columns."""
    local = _local(value) if isinstance(value, datetime) else value
    return format_date(local, "d MMM y", locale=language())


def moment(value: datetime) -> str:
    """``17 Agustus 2026 14.05 WITA``."""
    local = _local(value)
    zone = ZONE_NAMES.get(int((local.utcoffset() or local - local).total_seconds() // 3600), "")
    return f"{format_datetime(local, 'd MMMM y HH.mm', locale=language())} {zone}".strip()


def clock(value: datetime) -> str:
    """``14.05``."""
    return format_time(_local(value), "HH.mm", locale=language())


def rupiah(value: int) -> str:
    """``Rp1.500.000``; nothing to pay is said in words."""
    return f"Rp{format_decimal(value, locale='id')}" if value else gettext("Gratis")


def _local(value: datetime) -> datetime:
    return value.astimezone(current_runtime().settings.city.zone)


FILTERS: dict[str, Callable[..., Any]] = {
    "day": day,
    "short_day": short_day,
    "moment": moment,
    "clock": clock,
    "rupiah": rupiah,
}
