# SPDX-License-Identifier: Apache-2.0
"""A plugin of Balaikota: guest books."""
