# SPDX-License-Identifier: Apache-2.0
"""Deleting what no longer works."""

from __future__ import annotations

from balaikota.identity.services.challenges import delete_expired_challenges
from balaikota.identity.services.proofs import delete_old_proofs
from balaikota.identity.services.sessions import delete_ended_sessions
from balaikota.identity.services.throttle import delete_stale
from balaikota.kernel.db import Session


def delete_what_is_over(session: Session) -> None:
    """Delete proofs, challenges, sessions (with their refresh tokens) and counts that bind nobody any more."""
    delete_old_proofs(session)
    delete_expired_challenges(session)
    delete_ended_sessions(session)
    delete_stale(session)
