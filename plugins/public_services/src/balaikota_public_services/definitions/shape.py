# SPDX-License-Identifier: Apache-2.0
"""The shape of ``service.toml``: which names a file may use and what kind of value each takes."""

from __future__ import annotations

from typing import Any, ClassVar

from marshmallow import (
    RAISE,
    Schema,
    ValidationError,
    fields,
    post_load,
    validate,
    validates_schema,
)

from balaikota_public_services.definitions import model

NAME = validate.Regexp(
    r"^[a-z][a-z0-9]*(_[a-z0-9]+)*\Z", error="must be a plain name such as business_name"
)
FIELD_TYPES = (
    "text",
    "long_text",
    "number",
    "money",
    "date",
    "choice",
    "yes_no",
    "nik",
    "phone",
    "email",
    "kelurahan",
    "address",
)
FILE_TYPES = ("jpg", "png", "pdf")
EFFECTS = (
    model.CLAIM,
    model.RELEASE,
    model.RETURN,
    model.ANSWER,
    model.ISSUE_LETTER,
    model.REJECT,
)
LIMITS = ("min", "max", "min_length", "max_length", "pattern")


class _Shape(Schema):
    """Refuses names that it does not know, and makes the frozen dataclass ``makes``."""

    makes: ClassVar[type[Any] | None] = None

    class Meta:
        unknown = RAISE

    @post_load
    def _made(self, values: dict[str, Any], **_options: object) -> Any:
        frozen = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in values.items()
        }
        return self.makes(**frozen) if self.makes else frozen


class _Words(fields.String):
    """Text that says something. Braces would stand for values where it becomes part of a message."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        words = super()._deserialize(value, *args, **kwargs)
        if not words.strip():
            raise ValidationError("must not be empty")
        if "{" in words or "}" in words:
            raise ValidationError("must not hold braces")
        return words.strip()


def _words(**options: Any) -> fields.List[Any]:
    return fields.List(
        _Words(),
        required=True,
        validate=validate.Length(min=1, error="must not be empty"),
        **options,
    )


class RuleShape(_Shape):
    """One limit of an answer."""

    makes = model.Rule

    message = _Words(required=True)
    min = fields.Raw()
    max = fields.Raw()
    min_length = fields.Int(strict=True, validate=validate.Range(min=1))
    max_length = fields.Int(strict=True, validate=validate.Range(min=1))
    pattern = fields.Str(validate=validate.Length(min=1))

    @validates_schema
    def _one_limit(self, values: dict[str, Any], **_options: object) -> None:
        if sum(name in values for name in LIMITS) != 1:
            raise ValidationError(f"needs exactly one of {', '.join(LIMITS)}")


class OptionShape(_Shape):
    """One answer of a choice."""

    makes = model.Option

    value = fields.Str(required=True, validate=NAME)
    label = _Words(required=True)


class FieldShape(_Shape):
    """The part ``[[fields]]``."""

    makes = model.Field

    name = fields.Str(required=True, validate=NAME)
    label = _Words(required=True)
    type = fields.Str(required=True, validate=validate.OneOf(FIELD_TYPES))
    required = fields.Bool()
    help = _Words()
    validation = fields.List(fields.Nested(RuleShape))
    options = fields.List(fields.Nested(OptionShape))
    prefill = fields.Str(validate=validate.OneOf(model.PREFILLS))


class DocumentShape(_Shape):
    """The part ``[[documents]]``."""

    makes = model.Document

    name = fields.Str(required=True, validate=NAME)
    label = _Words(required=True)
    required = fields.Bool()
    types = fields.List(
        fields.Str(validate=validate.OneOf(FILE_TYPES)), validate=validate.Length(min=1)
    )
    max_mb = fields.Int(strict=True, validate=validate.Range(min=1, max=10))
    help = _Words()


class PageShape(_Shape):
    """The part ``[[pages]]``."""

    makes = model.FormPage

    name = fields.Str(required=True, validate=NAME)
    title = _Words(required=True)
    fields_ = fields.List(
        fields.Str(),
        required=True,
        data_key="fields",
        attribute="fields",
        validate=validate.Length(1),
    )


class AgencyShape(_Shape):
    """The part ``[agency]``."""

    makes = model.Agency

    kind = fields.Str(required=True, validate=validate.OneOf(["kelurahan", "unit"]))
    region_field = fields.Str()
    unit = _Words()


class StandardShape(_Shape):
    """The part ``[standard]``."""

    makes = model.Standard

    requirements = _words()
    procedure = _words()
    working_days = fields.Int(required=True, strict=True, validate=validate.Range(min=0, max=365))
    fee = fields.Int(required=True, strict=True, validate=validate.Range(min=0))
    product = _Words(required=True)
    complaints = _words()


class HolderShape(_Shape):
    """An entry of ``workflow.holders``."""

    makes = model.Holder

    name = fields.Str(required=True, validate=NAME)
    title = _Words(required=True)
    permission = fields.Str(required=True)


class StateShape(_Shape):
    """An entry of ``workflow.states``."""

    makes = model.State

    name = fields.Str(required=True, validate=NAME)
    title = _Words(required=True)
    public_title = _Words(required=True)
    holder = fields.Str()
    deadline_days = fields.Int(strict=True, validate=validate.Range(min=0, max=365))
    outcome = fields.Str(validate=validate.OneOf(["done", "rejected", "withdrawn"]))


class ActionShape(_Shape):
    """An entry of ``workflow.actions``."""

    makes = model.Action

    name = fields.Str(required=True, validate=NAME)
    title = _Words(required=True)
    start = fields.List(fields.Str(), data_key="from", validate=validate.Length(min=1))
    to = fields.Str(required=True)
    who = fields.Str(required=True)
    comment = fields.Str(validate=validate.OneOf(["none", "optional", "required"]))
    effects = fields.List(fields.Str(validate=validate.OneOf(EFFECTS)))
    public = fields.Bool()


class WorkflowShape(_Shape):
    """The part ``[workflow]``."""

    makes = model.Workflow

    holders = fields.List(fields.Nested(HolderShape), required=True)
    states = fields.List(fields.Nested(StateShape), required=True)
    actions = fields.List(fields.Nested(ActionShape), required=True)


class LetterShape(_Shape):
    """The part ``[letter]``."""

    makes = model.LetterPlan

    title = _Words(required=True)
    classification = _Words(required=True)
    signer = fields.Str(required=True)
    values = fields.Dict(keys=fields.Str(), values=fields.Str(), required=True)
    valid_months = fields.Int(strict=True, validate=validate.Range(min=1, max=120))


class ServiceShape(_Shape):
    """A whole ``service.toml``."""

    title = _Words(required=True)
    summary = _Words(required=True)
    legal_basis = _words()
    agency = fields.Nested(AgencyShape, required=True)
    standard = fields.Nested(StandardShape, required=True)
    fields_ = fields.List(
        fields.Nested(FieldShape),
        required=True,
        data_key="fields",
        attribute="fields",
        validate=validate.Length(min=1),
    )
    documents = fields.List(fields.Nested(DocumentShape), load_default=list)
    pages = fields.List(fields.Nested(PageShape), load_default=list)
    workflow = fields.Nested(WorkflowShape, required=True)
    letter = fields.Nested(LetterShape, required=True)
    sources = fields.Dict(keys=fields.Str(), values=_Words(), load_default=dict)
