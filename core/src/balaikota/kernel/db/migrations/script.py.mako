## SPDX-License-Identifier: Apache-2.0
<%! from balaikota.kernel.db.autogenerate import steps %>\
<% parts = steps(upgrades) %>\
# SPDX-License-Identifier: Apache-2.0
"""${message.rstrip(".")}."""

% if any("sa." in line for _name, lines in parts for line in lines):
import sqlalchemy as sa
% endif
% if parts:
from alembic import op
% endif
% if imports:
${imports}
% endif

revision = "${up_revision}"
down_revision = ${f'"{down_revision}"' if down_revision else None}


def upgrade() -> None:
% if len(parts) == 1:
${"\n".join(parts[0][1]).rstrip()}
% elif parts:
% for name, _lines in parts:
    ${name}()
% endfor
% else:
    pass
% endif
% if len(parts) > 1:
% for name, lines in parts:


def ${name}() -> None:
${"\n".join(lines).rstrip()}
% endfor
% endif
