# SPDX-License-Identifier: Apache-2.0
"""Offices, the officers in them, and what a position lets them do."""

from balaikota.agencies.services.enrolling import Enrolled, enrol_admin, enrol_officer
from balaikota.agencies.services.officers import (
    AccountIsOfficer,
    NipTaken,
    add_officer,
    add_position,
    end_position,
    officer,
    officer_names,
    officer_of,
    position_in,
    positions_of,
)
from balaikota.agencies.services.roles import grants_of, officers_who_may, roles_of
from balaikota.agencies.services.staff import (
    MANAGE_OFFICERS,
    MANAGE_UNITS,
    Staff,
    staff_of,
    staff_of_city,
    units_in_charge,
)
from balaikota.agencies.services.units import (
    RegionServed,
    UnitCodeTaken,
    add_unit,
    unit,
    unit_by_code,
    unit_for_region,
    units,
)

__all__ = [
    "MANAGE_OFFICERS",
    "MANAGE_UNITS",
    "AccountIsOfficer",
    "Enrolled",
    "NipTaken",
    "RegionServed",
    "Staff",
    "UnitCodeTaken",
    "add_officer",
    "add_position",
    "add_unit",
    "end_position",
    "enrol_admin",
    "enrol_officer",
    "grants_of",
    "officer",
    "officer_names",
    "officer_of",
    "officers_who_may",
    "position_in",
    "positions_of",
    "roles_of",
    "staff_of",
    "staff_of_city",
    "unit",
    "unit_by_code",
    "unit_for_region",
    "units",
    "units_in_charge",
]
