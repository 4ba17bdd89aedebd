# SPDX-License-Identifier: Apache-2.0
"""The core alone, worked by its program."""

from __future__ import annotations

import pytest

from balaikota.testing.installed import InstalledCity


@pytest.fixture
def urls(backend, databases, tmp_path):
    with databases.empty(backend, tmp_path) as made:
        yield made


@pytest.fixture
def city(urls, tmp_path) -> InstalledCity:
    return InstalledCity.make(tmp_path, urls)
