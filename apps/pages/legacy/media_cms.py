"""``window.MediaCMS``: what the prebuilt frontend knows of the portal (spec/page-shell.md §6).

The frontend reads the keys at load, and the recordings compare the object as text, so their order counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.html import escape

from apps.common.storage import media_url_for
from apps.media.access import is_editor, is_manager
from apps.pages.context import VERSION
from apps.users.models import User
from apps.users.selectors import oldest_channel

Tree: TypeAlias = dict[str, Any]
Visitor: TypeAlias = User | AnonymousUser

DEFAULT_AVATAR = "userlogos/user.jpg"
FOOTER = (
    'Powered by <a href="//mediacms.io" title="mediacms.io" target="_blank" rel="noopener">mediacms.io</a>'
)
SHARE_OPTIONS = (
    *("embed", "fb", "tw", "whatsapp", "telegram", "reddit"),
    *("tumblr", "vk", "pinterest", "mix", "linkedin", "email"),
)


@dataclass(frozen=True, slots=True)
class Rights:
    """What the visitor may do with the media or the profile that a page shows; nothing elsewhere."""

    edit_media: bool = False
    delete_media: bool = False
    edit_profile: bool = False
    delete_profile: bool = False


NO_RIGHTS = Rights()


@dataclass(frozen=True, slots=True)
class Subject:
    """What a page is about.

    Attributes:
        media_id: token of the media that is played.
        viewed: the user whose profile it is; None for the visitor.
        rights: of the visitor.
    """

    media_id: str | None = None
    viewed: User | None = None
    rights: Rights = NO_RIGHTS


NO_SUBJECT = Subject()


def media_cms(request: HttpRequest, subject: Subject = NO_SUBJECT) -> Tree:
    """The whole tree, for one visitor and one page."""
    user, viewed = request.user, subject.viewed or request.user
    tree: Tree = {"mediaId": subject.media_id} if subject.media_id else {}
    return tree | {
        "profileId": viewed.get_username(),
        "api": _api(user),
        "url": _url(user, viewed),
        "user": _user(user, subject.rights),
        "contents": _contents(),
        "features": _features(),
        "pages": _pages(),
        "site": _site(request),
    }


def sees_members_page(user: Visitor) -> bool:
    """Whether the menu offers the members page (spec/access.md §8)."""
    match settings.CAN_SEE_MEMBERS_PAGE:
        case "all":
            return user.is_authenticated
        case "editors":
            return is_editor(user)
        case "admins":
            return user.is_superuser
        case _:
            return False


def _api(user: Visitor) -> Tree:
    """Paths below ``site.api``."""
    return {
        "media": "/media",
        "playlists": "/playlists",
        "comments": "/comments",
        "search": "/search",
        "tags": "/tags",
        "categories": "/categories",
        "members": "/users",
        "liked": "/user/action/like",
        "history": "/user/action/watch",
        "actions": "/actions",
        **({"manage_media": "/manage_media"} if is_editor(user) else {}),
        **({"manage_users": "/manage_users"} if is_manager(user) else {}),
        **({"manage_comments": "/manage_comments"} if is_editor(user) else {}),
    }


def _url(user: Visitor, viewed: Visitor) -> Tree:
    return {
        "home": "/",
        "search": "/search",
        "latestMedia": "/latest",
        "featuredMedia": "/featured",
        "recommendedMedia": "/recommended",
        "members": "/members",
        "error404": "/error",
        "tags": "/tags",
        "categories": "/categories",
        "likedMedia": "/liked",
        "history": "/history",
        "addMedia": "/upload",
        "recordScreen": "/record_screen",
        "editProfile": f"/user/{viewed.username}/edit" if isinstance(viewed, User) else "",
        **(_url_of_members(user, viewed) if isinstance(user, User) else _url_of_visitors()),
    }


def _url_of_members(user: User, viewed: Visitor) -> Tree:
    channel = oldest_channel(viewed) if isinstance(viewed, User) else None
    return {
        "signout": "/accounts/logout/",
        # The frontend has always been told "None" of users without a channel.
        "editChannel": f"/channel/{channel.friendly_token}/edit" if channel else "None",
        "changePassword": "/accounts/password/change/",
        **({"admin": f"/{settings.DJANGO_ADMIN_URL}"} if user.is_superuser else {}),
        **({"manageMedia": "/manage/media"} if is_editor(user) else {}),
        **({"manageUsers": "/manage/users"} if is_manager(user) else {}),
        **({"manageComments": "/manage/comments"} if is_editor(user) else {}),
    }


def _url_of_visitors() -> Tree:
    return {"signin": "/accounts/login/", "register": "/accounts/signup/"}


def _user(user: Visitor, rights: Rights) -> Tree:
    """The visitor; always this one, whoever's profile is shown."""
    username = user.get_username()
    known = isinstance(user, User)
    return {
        "name": username if known else None,
        "username": username if known else None,
        "thumbnail": media_url_for(user.logo.name or DEFAULT_AVATAR) if isinstance(user, User) else None,
        "is": {"admin": user.is_superuser, "anonymous": not known},
        "can": {
            "addMedia": settings.UPLOAD_MEDIA_ALLOWED,
            "editMedia": rights.edit_media,
            "deleteMedia": rights.delete_media,
            "editSubtitle": rights.edit_media,
            "readComment": True,
            "addComment": True,
            "deleteComment": rights.edit_media,
            "editProfile": rights.edit_profile,
            "deleteProfile": rights.delete_profile,
            "canSeeMembersPage": sees_members_page(user),
            "manageMedia": is_editor(user),
            "manageUsers": is_manager(user),
            "manageComments": is_editor(user),
            "usersNeedsToBeApproved": settings.USERS_NEEDS_TO_BE_APPROVED,
        },
        "pages": {
            "media": f"/user/{username}",
            "about": f"/user/{username}/about",
            "playlists": f"/user/{username}/playlists",
        },
    }


def _contents() -> Tree:
    """Texts of the operator. The frontend writes them as HTML; the upload messages are plain text."""
    return {
        "sidebar": {
            "navMenuItems": [
                {"text": "About", "link": "/about", "icon": "contact_support"},
                {"text": "Terms", "link": "/tos", "icon": "insert_drive_file"},
                {"text": "Contact", "link": "/contact", "icon": "alternate_email"},
            ],
            "belowNavMenu": None,
            "footer": settings.SIDEBAR_FOOTER_TEXT or FOOTER,
        },
        "uploader": {
            "belowUploadArea": escape(settings.PRE_UPLOAD_MEDIA_MESSAGE),
            "postUploadMessage": escape(settings.POST_UPLOAD_AUTHOR_MESSAGE_UNLISTED_NO_COMMENTARY),
        },
    }


def _features() -> Tree:
    return {
        "embeddedVideo": {"initialDimensions": {"width": 560, "height": 315}},
        "headerBar": {
            "hideLogin": not settings.LOGIN_ALLOWED,
            "hideRegister": not settings.REGISTER_ALLOWED,
        },
        "sideBar": {"hideHomeLink": False, "hideTagsLink": False, "hideCategoriesLink": False},
        "media": {
            "actions": {
                "share": settings.CAN_SHARE_MEDIA,
                "report": settings.CAN_REPORT_MEDIA,
                "like": settings.CAN_LIKE_MEDIA,
                "dislike": settings.CAN_DISLIKE_MEDIA,
                "download": True,
                "comment": True,
                "timestampTimebar": settings.TIMESTAMP_IN_TIMEBAR,
                "comment_mention": settings.ALLOW_MENTION_IN_COMMENTS,
                "save": True,
                "allowMediaReplacement": settings.ALLOW_MEDIA_REPLACEMENT,
            },
            "shareOptions": list(SHARE_OPTIONS),
        },
        "mediaItem": {"hideDate": False, "hideViews": False, "hideAuthor": False},
        "listings": {"includeNumbers": settings.INCLUDE_LISTING_NUMBERS},
        "playlists": {"mediaTypes": ["audio", "video"]},
    }


def _pages() -> Tree:
    return {
        "home": {"sections": {"latest": {"title": "Latest"}}},
        "search": {"advancedFilters": True},
        "media": {
            "categoriesWithTitle": False,
            "htmlInDescription": False,
            "hideViews": False,
            "related": {"initialSize": 15},
        },
        "profile": {"htmlInDescription": False, "includeHistory": False, "includeLikedMedia": False},
    }


def _site(request: HttpRequest) -> Tree:
    address = f"{request.scheme}://{request.get_host()}"
    return {
        "id": "mediacms",
        "title": settings.PORTAL_NAME,
        "url": address,
        "api": f"{address}/api/v1",
        "useRoundedCorners": settings.USE_ROUNDED_CORNERS,
        "version": VERSION,
        "theme": {"mode": settings.DEFAULT_THEME, "switch": {"position": "sidebar"}},
        "logo": {
            # A dark logo stands on the light theme.
            "lightMode": {"img": settings.PORTAL_LOGO_DARK_PNG, "svg": settings.PORTAL_LOGO_DARK_SVG},
            "darkMode": {"img": settings.PORTAL_LOGO_LIGHT_PNG, "svg": settings.PORTAL_LOGO_LIGHT_SVG},
        },
        "pages": {
            "latest": {"title": "Recent uploads"},
            "featured": {"title": "Featured"},
            "recommended": {"title": "Recommended"},
            "members": {"title": "Members"},
        },
        "userPages": {"liked": {"title": "Liked media"}, "history": {"title": "History"}},
        "taxonomies": {"tags": {"title": "Tags"}, "categories": {"title": "Categories"}},
    }
