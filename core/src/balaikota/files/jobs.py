# SPDX-License-Identifier: Apache-2.0
"""Recurring work: files on disk that no row knows, left by a transaction that was rolled back or a killed process."""

from __future__ import annotations

from datetime import timedelta

from balaikota.files.sweeping import sweep
from balaikota.kernel.contributions import Job

SWEEP = Job("files.sweep", timedelta(hours=6), sweep)
