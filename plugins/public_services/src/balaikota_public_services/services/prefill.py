# SPDX-License-Identifier: Apache-2.0
"""Answers that the registry knows already, offered where the service says so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from balaikota import Actor, Session, profile
from balaikota_public_services.definitions.model import Field
from balaikota_public_services.services.drafts import subject_of


def registry_answers(session: Session, actor: Actor, fields: Iterable[Field]) -> dict[str, Any]:
    """What the person's own entry says, for the ``fields`` that ask for it; without what it does not know."""
    wanted = [field for field in fields if field.prefill]
    if not wanted:
        return {}
    about = profile(session, subject_of(actor))
    facts = {"subject.kelurahan": about.kelurahan_code, "subject.address": about.address}
    return {field.name: facts[field.prefill] for field in wanted if facts[field.prefill]}
