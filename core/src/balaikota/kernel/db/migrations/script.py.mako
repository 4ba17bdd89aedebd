## SPDX-License-Identifier: Apache-2.0
# SPDX-License-Identifier: Apache-2.0
"""${message}"""

% if "sa." in upgrades:
import sqlalchemy as sa
% endif
% if upgrades != "pass":
from alembic import op
% endif
% if imports:
${imports}
% endif

revision = "${up_revision}"
down_revision = ${f'"{down_revision}"' if down_revision else None}


def upgrade() -> None:
% for line in upgrades.splitlines():
% if "# ###" not in line:
${f"    {line.strip()}" if loop.first else line.rstrip()}
% endif
% endfor
