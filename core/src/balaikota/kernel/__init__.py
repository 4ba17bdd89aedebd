# SPDX-License-Identifier: Apache-2.0
"""The kernel: what every feature and plugin stands on. It knows none of them by name."""
