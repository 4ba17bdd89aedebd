# SPDX-License-Identifier: Apache-2.0
"""The services of one city hall, read at boot, and the older versions that running requests still follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from balaikota_public_services.definitions.load import definition_from, read_services
from balaikota_public_services.definitions.model import Definition


class Catalogue:
    """What is offered today, by code, and every version met so far, by hash. A version never changes."""

    def __init__(self, services: Mapping[str, Definition]) -> None:
        self._offered = dict(services)
        self._versions = {service.hash: service for service in services.values()}

    @classmethod
    def read(cls, folders: Iterable[Path]) -> Catalogue:
        """The services in ``folders``. Raises ``BrokenDefinitions`` with every fault."""
        return cls(read_services(folders))

    def __iter__(self) -> Iterator[Definition]:
        return iter(sorted(self._offered.values(), key=lambda service: service.title))

    def get(self, code: str) -> Definition | None:
        """The service offered under ``code``."""
        return self._offered.get(code)

    def version(self, digest: str) -> Definition | None:
        """A version that was met before."""
        return self._versions.get(digest)

    def learn(self, code: str, content: Mapping[str, Any], template: str) -> Definition:
        """Take in a version that was stored, and give it."""
        service = definition_from(code, content, template)
        self._versions[service.hash] = service
        return service
