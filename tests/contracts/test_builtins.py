# SPDX-License-Identifier: Apache-2.0
"""The core's own features keep the promises that they ask of plugins."""

from __future__ import annotations

import pytest

from balaikota.kernel.pages import languages
from balaikota.kernel.plugins import BUILTIN_GROUP, _installed
from balaikota.testing.catalogues import catalogue_faults
from balaikota.testing.contract import *  # noqa: F403

# The core has one history, which tests/database compares with the models of all its features; it has no purge.
del test_models_and_migrations_agree  # noqa: F821
del test_a_purge_leaves_nothing_and_an_upgrade_brings_it_back  # noqa: F821

BUILTINS = sorted(_installed(BUILTIN_GROUP))
ENGLISH = languages.CORE / "en" / "LC_MESSAGES" / "messages.po"


@pytest.fixture(params=BUILTINS)
def plugin_name(request):
    return request.param


@pytest.fixture
def settings_values(settings_values):
    """The core alone."""
    return {**settings_values, "plugins": {"enabled": []}}


def test_the_kernels_english_catalogue_is_complete():
    assert catalogue_faults(languages.CORE.parent / "kernel", ENGLISH) == []
