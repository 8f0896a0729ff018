"""What every template knows (spec/settings.md §8)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from apps.media.access import is_editor, is_manager
from apps.pages.legacy import translations

VERSION = "8.3.2"
"""The legacy release whose frontend, templates and clients are served."""

SAME_NAME = (
    *("DEFAULT_THEME", "PORTAL_NAME", "PORTAL_DESCRIPTION", "PORTAL_LOGO_DARK_SVG", "PORTAL_LOGO_DARK_PNG"),
    *(
        "PORTAL_LOGO_LIGHT_SVG",
        "PORTAL_LOGO_LIGHT_PNG",
        "EXTRA_CSS_PATHS",
        "LOAD_FROM_CDN",
        "TIMESTAMP_IN_TIMEBAR",
    ),
    *("CAN_LIKE_MEDIA", "CAN_DISLIKE_MEDIA", "CAN_REPORT_MEDIA", "CAN_SHARE_MEDIA", "UPLOAD_MAX_SIZE"),
    *("UPLOAD_MAX_FILES_NUMBER", "PRE_UPLOAD_MEDIA_MESSAGE", "SIDEBAR_FOOTER_TEXT"),
    *("POST_UPLOAD_AUTHOR_MESSAGE_UNLISTED_NO_COMMENTARY", "USERS_NEEDS_TO_BE_APPROVED", "ALLOW_RATINGS"),
    *(
        "ALLOW_RATINGS_CONFIRMED_EMAIL_ONLY",
        "VIDEO_PLAYER_FEATURED_VIDEO_ON_INDEX_PAGE",
        "USE_SAML",
        "USE_RBAC",
    ),
    *("USE_ROUNDED_CORNERS", "INCLUDE_LISTING_NUMBERS", "ALLOW_MEDIA_REPLACEMENT"),
)
"""Settings that templates see under their own name."""

RENAMED = {
    "CAN_LOGIN": "LOGIN_ALLOWED",
    "CAN_REGISTER": "REGISTER_ALLOWED",
    "CAN_UPLOAD_MEDIA": "UPLOAD_MEDIA_ALLOWED",
    "CAN_MENTION_IN_COMMENTS": "ALLOW_MENTION_IN_COMMENTS",
}
"""Names in templates → settings."""


def stuff(request: HttpRequest) -> dict[str, Any]:
    """Return the names that legacy templates use; administrators have templates of their own."""
    user = request.user
    context = {name: getattr(settings, name) for name in SAME_NAME}
    context |= {name: getattr(settings, setting) for name, setting in RENAMED.items()}
    context |= {
        "FRONTEND_HOST": f"{request.scheme}://{request.get_host()}",
        "IS_MEDIACMS_ADMIN": user.is_superuser,
        "IS_MEDIACMS_EDITOR": is_editor(user),
        "IS_MEDIACMS_MANAGER": is_manager(user),
        "CAN_SEE_MEMBERS_PAGE": _can_see_members_page(request),
        "RSS_URL": "/rss",
        "TRANSLATION": translations.translation(get_language() or ""),
        "REPLACEMENTS": translations.replacements(get_language() or ""),
        "VERSION": VERSION,
    }
    if user.is_superuser:
        context["DJANGO_ADMIN_URL"] = settings.DJANGO_ADMIN_URL
    if settings.USE_LTI and user.is_authenticated and "lti_session" in request.session:
        context["lti_session"] = request.session["lti_session"]
    return context


def _can_see_members_page(request: HttpRequest) -> bool:
    """Whether the menu shows the members page (spec/access.md §8)."""
    allowed = {
        "all": lambda user: user.is_authenticated,
        "editors": is_editor,
        "admins": lambda user: user.is_superuser,
    }
    rule = allowed.get(settings.CAN_SEE_MEMBERS_PAGE)
    return rule is not None and bool(rule(request.user))
