# SPDX-License-Identifier: Apache-2.0
"""What every plugin promises."""

import pytest

from balaikota.testing.contract import *  # noqa: F403


@pytest.fixture
def plugin_name():
    return "public_services"
