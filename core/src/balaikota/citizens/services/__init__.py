# SPDX-License-Identifier: Apache-2.0
"""The registry of citizens. Other features import from here; the files behind it are private."""

from balaikota.citizens.services.merging import CannotMerge, merge_citizens
from balaikota.citizens.services.people import NikTaken
from balaikota.citizens.services.profiles import (
    NIK_READ,
    Profile,
    name_of,
    names_of,
    own_profile,
    profile,
    reveal_nik,
    update_address,
)
from balaikota.citizens.services.registering import (
    add_citizen_without_account,
    register,
    warnings_about,
)

__all__ = [
    "NIK_READ",
    "CannotMerge",
    "NikTaken",
    "Profile",
    "add_citizen_without_account",
    "merge_citizens",
    "name_of",
    "names_of",
    "own_profile",
    "profile",
    "register",
    "reveal_nik",
    "update_address",
    "warnings_about",
]
