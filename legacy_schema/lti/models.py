"""Registers the models labelled ``lti``; see ``legacy_schema.files.models``."""

from apps.lti.models import (
    LTILaunchLog,
    LTIPlatform,
    LTIResourceLink,
    LTIRoleMapping,
    LTIToolKeys,
    LTIUserMapping,
)

__all__ = [
    "LTILaunchLog",
    "LTIPlatform",
    "LTIResourceLink",
    "LTIRoleMapping",
    "LTIToolKeys",
    "LTIUserMapping",
]
