"""What API v1 can do: one entry for each path and method (spec/feeds.md §6)."""

from apps.common.openapi.operations.base import Operation
from apps.common.openapi.operations.community import COMMUNITY
from apps.common.openapi.operations.management import MANAGEMENT
from apps.common.openapi.operations.media import MEDIA
from apps.common.openapi.operations.users import USERS

OPERATIONS: tuple[Operation, ...] = (*MEDIA, *COMMUNITY, *USERS, *MANAGEMENT)

__all__ = ["OPERATIONS", "Operation"]
