# SPDX-License-Identifier: Apache-2.0
"""Who did what, and who *saw* whose data. Rows are only ever added."""

from balaikota.kernel.audit.record import AuditUnavailable, record, record_read

__all__ = ["AuditUnavailable", "record", "record_read"]
