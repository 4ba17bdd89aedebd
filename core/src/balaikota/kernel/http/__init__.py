# SPDX-License-Identifier: Apache-2.0
"""The HTTP edge: what every route gets without asking. Views import from here."""

from balaikota.kernel.http.blueprint import ApiBlueprint
from balaikota.kernel.http.context import (
    current_actor,
    current_runtime,
    current_session,
    expected_version,
    keep_changes,
    visitor,
)
from balaikota.kernel.http.etag import with_etag
from balaikota.kernel.http.paging import Page, PageQuery, Slice, slice_of
from balaikota.kernel.http.policy import CITIZEN, KEY, PUBLIC, exempt, natural, officer, policy

__all__ = [
    "CITIZEN",
    "KEY",
    "PUBLIC",
    "ApiBlueprint",
    "Page",
    "PageQuery",
    "Slice",
    "current_actor",
    "current_runtime",
    "current_session",
    "exempt",
    "expected_version",
    "keep_changes",
    "natural",
    "officer",
    "policy",
    "slice_of",
    "visitor",
    "with_etag",
]
