# SPDX-License-Identifier: Apache-2.0
"""A city with offices, and a plugin whose permissions tell roles apart."""

from __future__ import annotations

import pytest

from balaikota import Permission, Plugin, Text, hookimpl
from balaikota.testing.agencies_factory import Offices, make_offices
from balaikota.testing.city import city_settings
from balaikota.testing.regions_factory import add_places

READ, SIGN = "desk.case.read", "desk.case.sign"


class Desk(Plugin):
    """Declares two permissions: the lurah holds both, the clerk one."""

    name = "desk"
    slug = "meja"
    title = Text("Meja")

    @hookimpl
    def permissions(self):
        return [
            Permission(READ, Text("Membaca"), roles=("desk_clerk", "desk_head")),
            Permission(SIGN, Text("Menandatangani"), roles=("desk_head",)),
        ]


@pytest.fixture
def extra_plugins():
    return (Desk(),)


@pytest.fixture
def settings_values(tmp_path):
    return city_settings(tmp_path, enabled=[])


@pytest.fixture
def offices(runtime) -> Offices:
    with runtime.database.write() as session:
        add_places(session)
        return make_offices(session)
