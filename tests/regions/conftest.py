# SPDX-License-Identifier: Apache-2.0
"""A city with its places."""

from __future__ import annotations

import pytest

from balaikota.testing.regions_factory import add_places


@pytest.fixture
def places(runtime):
    """The places of the test city, by code."""
    with runtime.database.write() as session:
        return add_places(session)
