# SPDX-License-Identifier: Apache-2.0
"""A field for the settings of features that give out numbers."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields

from balaikota.allocation.numbering import TemplateError, check_template


class NumberTemplate(fields.String):
    """A number template; one that cannot write every number stops the start with a sentence."""

    def _deserialize(self, value: Any, *arguments: Any, **options: Any) -> str:
        template: str = super()._deserialize(value, *arguments, **options)
        try:
            check_template(template)
        except TemplateError as error:
            raise ValidationError(str(error)) from error
        return template
