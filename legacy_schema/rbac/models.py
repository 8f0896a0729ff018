"""Registers the models labelled ``rbac``; see ``legacy_schema.files.models``."""

from apps.rbac.models import RBACGroup, RBACMembership

__all__ = ["RBACGroup", "RBACMembership"]
