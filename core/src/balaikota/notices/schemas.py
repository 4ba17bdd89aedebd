# SPDX-License-Identifier: Apache-2.0
"""What goes out: the inbox as JSON."""

from __future__ import annotations

from marshmallow import fields

from balaikota.kernel.http.validation import Schema


class NoticeSchema(Schema):
    """One notice, in the language of the request."""

    id = fields.UUID(required=True)
    kind = fields.Str(
        required=True, metadata={"description": "what it is about, e.g. citizens.welcome"}
    )
    title = fields.Str(required=True)
    body = fields.Str(required=True)
    link = fields.Str(
        required=True, allow_none=True, metadata={"description": "address on this site"}
    )
    created_at = fields.AwareDateTime(required=True)
    read_at = fields.AwareDateTime(required=True, allow_none=True)


class InboxSchema(Schema):
    """A page of the inbox, newest first, and how many notices are unread in all."""

    items = fields.List(fields.Nested(NoticeSchema), required=True)
    next = fields.Str(required=True, allow_none=True)
    unread = fields.Int(required=True)
