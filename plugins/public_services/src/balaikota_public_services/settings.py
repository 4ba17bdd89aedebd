# SPDX-License-Identifier: Apache-2.0
"""The section ``[public_services]`` of the settings file."""

from __future__ import annotations

from datetime import date
from typing import Any

from marshmallow import fields

from balaikota import Schema


class _Day(fields.Date):
    """A date as TOML knows it, or as text."""

    def _deserialize(self, value: Any, *arguments: Any, **options: Any) -> Any:
        return value if type(value) is date else super()._deserialize(value, *arguments, **options)


class PublicServicesSettings(Schema):
    """``services_folder`` holds services of the city's own; one with the code of ours replaces ours.

    A relative path starts at the folder that holds the files folder.

    ``more_holidays`` are days on which the city does not work besides libur nasional and cuti bersama,
    ``fewer_holidays`` those on which it works all the same.
    """

    services_folder = fields.Str(load_default="")
    more_holidays = fields.List(_Day(), load_default=list)
    fewer_holidays = fields.List(_Day(), load_default=list)
