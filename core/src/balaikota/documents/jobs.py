# SPDX-License-Identifier: Apache-2.0
"""Recurring work: no letter waits for its signature for ever."""

from __future__ import annotations

from datetime import timedelta

from balaikota.documents.services import complete_signing, waiting_letters
from balaikota.kernel.contributions import Job
from balaikota.kernel.runtime import Runtime


def resume_signing(runtime: Runtime) -> None:
    """Sign the letters whose signing failed or was cut off, as soon as each is due."""
    with runtime.database.read() as session:
        waiting = waiting_letters(session)
    for letter_id in waiting:
        complete_signing(runtime, letter_id)


JOBS = (Job("documents.resume_signing", timedelta(minutes=1), resume_signing),)
