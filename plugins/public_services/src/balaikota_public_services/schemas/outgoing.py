# SPDX-License-Identifier: Apache-2.0
"""What goes out over the API."""

from __future__ import annotations

from marshmallow import fields

from balaikota import Schema


class UploadSchema(Schema):
    """An uploaded document; ``id`` goes into ``documents`` of a request or of its correction."""

    id = fields.UUID()
    name = fields.Str()


class OptionSchema(Schema):
    """One answer of a choice."""

    value = fields.Str()
    label = fields.Str()


class RuleSchema(Schema):
    """A limit of an answer; exactly one of the limits is set."""

    message = fields.Str()
    min = fields.Raw()
    max = fields.Raw()
    min_length = fields.Int()
    max_length = fields.Int()
    pattern = fields.Str()


class FieldSchema(Schema):
    """One question of a form."""

    name = fields.Str()
    label = fields.Str()
    type = fields.Str()
    required = fields.Bool()
    help = fields.Str()
    validation = fields.List(fields.Nested(RuleSchema))
    options = fields.List(fields.Nested(OptionSchema))


class DocumentPlanSchema(Schema):
    """One document that the applicant uploads."""

    name = fields.Str()
    label = fields.Str()
    required = fields.Bool()
    types = fields.List(fields.Str())
    max_mb = fields.Int()
    help = fields.Str()


class FormPageSchema(Schema):
    """Questions that belong on one page."""

    name = fields.Str()
    title = fields.Str()
    fields_ = fields.List(fields.Str(), data_key="fields", attribute="fields")


class StandardSchema(Schema):
    """The published Standar Pelayanan; ``sources`` tell where each value comes from."""

    requirements = fields.List(fields.Str())
    procedure = fields.List(fields.Str())
    working_days = fields.Int()
    fee = fields.Int()
    product = fields.Str()
    complaints = fields.List(fields.Str())
    legal_basis = fields.List(fields.Str())
    sources = fields.Dict(keys=fields.Str(), values=fields.Str())


class ServiceSummarySchema(Schema):
    """A service in the catalogue."""

    code = fields.Str()
    title = fields.Str()
    summary = fields.Str()
    working_days = fields.Int()
    fee = fields.Int()


class ServiceListSchema(Schema):
    """Every service, by title: the catalogue is short and comes whole."""

    items = fields.List(fields.Nested(ServiceSummarySchema))


class ServiceSchema(ServiceSummarySchema):
    """A service with its standard and its form."""

    version = fields.Str()
    standard = fields.Nested(StandardSchema)
    pages = fields.List(fields.Nested(FormPageSchema))
    fields_ = fields.List(fields.Nested(FieldSchema), data_key="fields", attribute="fields")
    documents = fields.List(fields.Nested(DocumentPlanSchema))


class StateSchema(Schema):
    """Where a request stands, in the officers' words and in the citizen's."""

    name = fields.Str()
    title = fields.Str()
    public_title = fields.Str()
    outcome = fields.Str(allow_none=True)


class RequestSummarySchema(Schema):
    """A request in a list."""

    id = fields.UUID()
    number = fields.Str()
    service = fields.Str()
    service_title = fields.Str()
    state = fields.Nested(StateSchema)
    holder = fields.Str()
    unit_id = fields.UUID()
    assignee = fields.Str()
    assignee_id = fields.UUID(allow_none=True)
    version = fields.Int()
    submitted_at = fields.DateTime()
    closed_at = fields.DateTime(allow_none=True)
    due_on = fields.Date()
    clock_stopped = fields.Bool()


class RequestPageSchema(Schema):
    """Requests of one page, and the cursor of the next."""

    items = fields.List(fields.Nested(RequestSummarySchema))
    next = fields.Str(allow_none=True)


class AnswerSchema(Schema):
    """A question with its answer, as kept and in words."""

    name = fields.Str()
    label = fields.Str()
    value = fields.Raw(allow_none=True)
    text = fields.Str()


class RequestDocumentSchema(Schema):
    """A document of a request; ``replaced`` ones stay for the record."""

    id = fields.UUID()
    name = fields.Str()
    label = fields.Str()
    state = fields.Str()
    uploaded_at = fields.DateTime()
    address = fields.Str()


class CorrectionSchema(Schema):
    """What an officer marked as wrong; ``previous`` is the answer before it was corrected."""

    kind = fields.Str()
    name = fields.Str()
    label = fields.Str()
    note = fields.Str()
    is_open = fields.Bool()
    previous = fields.Raw(allow_none=True)


class TimelineSchema(Schema):
    """A step that was taken."""

    at = fields.DateTime()
    action = fields.Str()
    title = fields.Str()
    state = fields.Str()
    by = fields.Str()
    comment = fields.Str(allow_none=True)


class ActionSchema(Schema):
    """A step that may be taken now."""

    name = fields.Str()
    title = fields.Str()
    comment = fields.Str()
    effects = fields.List(fields.Str())


class SubjectSchema(Schema):
    """The person concerned; the NIK is masked."""

    name = fields.Str()
    nik = fields.Str(allow_none=True)


class LetterSchema(Schema):
    """The letter of a request: ``signing`` until its signature is there."""

    number = fields.Str()
    state = fields.Str()
    verification_code = fields.Str()
    address = fields.Str(allow_none=True)


class RequestSchema(RequestSummarySchema):
    """A request with everything that this person may see of it. ``ETag`` is its version."""

    unit = fields.Str()
    step_due_on = fields.Date(allow_none=True)
    decided_at = fields.DateTime(allow_none=True)
    subject = fields.Nested(SubjectSchema)
    answers = fields.List(fields.Nested(AnswerSchema))
    documents = fields.List(fields.Nested(RequestDocumentSchema))
    corrections = fields.List(fields.Nested(CorrectionSchema))
    timeline = fields.List(fields.Nested(TimelineSchema))
    actions = fields.List(fields.Nested(ActionSchema))
    letter = fields.Nested(LetterSchema, allow_none=True)
