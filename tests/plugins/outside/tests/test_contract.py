# SPDX-License-Identifier: Apache-2.0
"""The promises of every plugin, kept by this one."""

import pytest

from balaikota.testing.contract import *  # noqa: F403


@pytest.fixture
def plugin_name() -> str:
    return "contoh"
