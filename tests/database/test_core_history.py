# SPDX-License-Identifier: Apache-2.0
"""The one history of the core gives the tables that all its features describe."""

from __future__ import annotations

import pytest

from balaikota.testing.contract import plugin, test_models_and_migrations_agree

__all__ = ["plugin", "test_models_and_migrations_agree"]


@pytest.fixture
def plugin_name() -> str:
    """Any feature: they share the owner."""
    return "identity"


@pytest.fixture
def settings_values(settings_values):
    """The core alone."""
    return {**settings_values, "plugins": {"enabled": []}}
