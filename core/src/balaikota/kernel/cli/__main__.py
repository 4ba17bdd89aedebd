# SPDX-License-Identifier: Apache-2.0
"""``python -m balaikota.kernel.cli``: the program without its script."""

from balaikota.kernel.cli.main import main

main()
