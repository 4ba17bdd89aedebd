# SPDX-License-Identifier: Apache-2.0
"""What comes in over the API."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_smorest.fields import Upload
from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from balaikota import PageQuery, Schema, _
from balaikota_public_services.services.corrections import Mark
from balaikota_public_services.services.effects import Step
from balaikota_public_services.services.worklist import WorklistFilter

ASSIGNEE = validate.Regexp(
    r"none\Z|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", error=_("Isian ini tidak sah")
)
NAME = validate.Regexp(r"^[a-z0-9_]{1,60}\Z", error=_("Isian ini tidak sah"))


class UploadForm(Schema):
    """Text parts of an upload: the document's ``name`` and either the ``service`` or the ``request`` it is for."""

    name = fields.Str(required=True, validate=NAME)
    service = fields.Str(validate=NAME)
    request = fields.UUID()

    @validates_schema
    def _one_home(self, values: dict[str, Any], **_options: object) -> None:
        if ("service" in values) == ("request" in values):
            raise ValidationError(_("Sebutkan salah satu: service atau request"))


class UploadFiles(Schema):
    """File parts of an upload."""

    file = Upload(required=True)


class SubmissionSchema(Schema):
    """A new request: the service's code, answers by field, ids of uploads by document."""

    service = fields.Str(required=True, validate=NAME)
    answers = fields.Dict(keys=fields.Str(), values=fields.Raw(allow_none=True), required=True)
    documents = fields.Dict(keys=fields.Str(), values=fields.UUID(), load_default=dict)


class MarkSchema(Schema):
    """One field or document that must be corrected, and how."""

    kind = fields.Str(
        required=True, validate=validate.OneOf(["field", "document"], error=_("Pilih salah satu"))
    )
    name = fields.Str(required=True, validate=NAME)
    note = fields.Str(
        required=True,
        validate=validate.Length(min=1, max=1000, error=_("Tulis 1 sampai 1000 huruf")),
    )

    @post_load
    def _made(self, values: dict[str, Any], **_options: object) -> Mark:
        return Mark(**values)


class StepSchema(Schema):
    """A step to take. ``corrections`` go with a return, ``answers`` and ``documents`` with the answer to one."""

    action = fields.Str(required=True, validate=NAME)
    comment = fields.Str()
    assignee_id = fields.UUID(data_key="assignee")
    corrections = fields.List(fields.Nested(MarkSchema))
    answers = fields.Dict(keys=fields.Str(), values=fields.Raw(allow_none=True))
    documents = fields.Dict(keys=fields.Str(), values=fields.UUID())

    @post_load
    def _made(self, values: dict[str, Any], **_options: object) -> Step:
        marks = tuple(values.pop("corrections", ()))
        return Step(corrections=marks, **values)


class WorklistQuery(PageQuery):
    """Filters of an officer's worklist."""

    which = fields.Str(
        load_default="waiting",
        validate=validate.OneOf(["waiting", "open", "closed"], error=_("Pilih salah satu")),
    )
    state = fields.Str(validate=NAME)
    assignee = fields.Str(validate=ASSIGNEE)
    service = fields.Str(validate=NAME)
    number = fields.Str(validate=validate.Length(max=40, error=_("Isian ini terlalu panjang")))

    @post_load
    def _page(self, values: dict[str, Any], **_options: object) -> dict[str, Any]:
        """The page of the base, and the filters as what the service takes."""
        paged = super()._page(values)
        page, assignee = paged.pop("page"), paged.pop("assignee", None)
        officer_id = UUID(assignee) if assignee not in {None, "none"} else assignee
        service_code = paged.pop("service", None)
        wanted = WorklistFilter(assignee=officer_id, service_code=service_code, **paged)
        return {"page": page, "wanted": wanted}
