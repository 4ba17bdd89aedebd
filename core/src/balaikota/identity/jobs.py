# SPDX-License-Identifier: Apache-2.0
"""What is over is deleted: codes, challenges, sessions with their refresh tokens, counted tries."""

from __future__ import annotations

from datetime import timedelta

from balaikota.identity.services import delete_what_is_over
from balaikota.kernel.contributions import Job
from balaikota.kernel.runtime import Runtime


def delete_expired(runtime: Runtime) -> None:
    """Delete expired rows. What a lookup would refuse anyway is gone; running twice changes nothing."""
    with runtime.database.write() as session:
        delete_what_is_over(session)


JOBS = (Job("identity.delete_expired", timedelta(hours=1), delete_expired),)
