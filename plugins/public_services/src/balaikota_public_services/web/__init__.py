# SPDX-License-Identifier: Apache-2.0
"""The pages: form, service, render. Each module puts its views on one of the two blueprints."""

from balaikota import Pages
from balaikota_public_services.web import (
    application,
    case,
    catalogue,
    correction,
    decisions,
    documents,
    own,
    sending,
    tracking,
    worklist,
)
from balaikota_public_services.web.blueprints import desk, pages

PAGES = (Pages(pages), Pages(desk, audience="officer"))

__all__ = [
    "PAGES",
    "application",
    "case",
    "catalogue",
    "correction",
    "decisions",
    "documents",
    "own",
    "sending",
    "tracking",
    "worklist",
]
