"""One function an action: reads what it needs from the request, and says what has been done.

The order of checks is part of the API (spec/api-media-bulk.md §1.2, §1.3). Numbers and nouns of the messages
never agree.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

from django.conf import settings
from django.core.exceptions import ValidationError

from apps.categories.models import Category
from apps.common.exceptions import BadRequest, Forbidden
from apps.media import access
from apps.media.bulk import courses, selectors, services
from apps.media.bulk.copy import media_copy_all
from apps.media.bulk.inputs import Inputs
from apps.media.models import Media, MediaPermission, MediaState
from apps.playlists.models import Playlist
from apps.users.models import User

Body: TypeAlias = dict[str, Any]
Handler: TypeAlias = Callable[[User, list[Media], Inputs], Body]

STATES = [MediaState.PRIVATE.value, MediaState.PUBLIC.value, MediaState.UNLISTED.value]
QUOTA_EXCEEDED = "You don't have permission to upload media, or have reached max number of media uploads."


def _said(message: str) -> Body:
    return {"detail": message}


# -- flags, comments, deletion -------------------------------------------------------------------------------


def enable_comments(_: User, media: list[Media], __: Inputs) -> Body:
    """Take comments on the selection."""
    services.media_flag_set(media=media, enable_comments=True)
    return _said(f"Comments enabled for {len(media)} media items")


def disable_comments(_: User, media: list[Media], __: Inputs) -> Body:
    """Take no more comments; those there are stay readable."""
    services.media_flag_set(media=media, enable_comments=False)
    return _said(f"Comments disabled for {len(media)} media items")


def enable_download(_: User, media: list[Media], __: Inputs) -> Body:
    """Show the download button."""
    services.media_flag_set(media=media, allow_download=True)
    return _said(f"Download enabled for {len(media)} media items")


def disable_download(_: User, media: list[Media], __: Inputs) -> Body:
    """Hide the download button."""
    services.media_flag_set(media=media, allow_download=False)
    return _said(f"Download disabled for {len(media)} media items")


def delete_comments(_: User, media: list[Media], __: Inputs) -> Body:
    """Delete all comments, whoever wrote them."""
    return _said(f"{services.comments_delete(media=media)} comments deleted")


def delete_media(_: User, media: list[Media], __: Inputs) -> Body:
    """Delete the selection with its files."""
    services.media_delete_all(media=media)
    return _said(f"{len(media)} media items deleted")


def copy_media(user: User, media: list[Media], _: Inputs) -> Body:
    """Copy the selection with its files, as far as the owner may have more media."""
    _check_quota(user, len(media))
    try:
        media_copy_all(media=media)
    except ValidationError as error:
        raise BadRequest(" ".join(error.messages)) from error
    return _said(f"{len(media)} media items copied")


def _check_quota(user: User, copies: int) -> None:
    """Refuse copies that `user` would not be allowed to upload."""
    room = settings.NUMBER_OF_MEDIA_USER_CAN_UPLOAD - Media.objects.filter(user=user).count()
    if not access.can_upload(user) or (copies > room and not access.is_editor(user)):
        raise Forbidden(QUOTA_EXCEEDED)


# -- playlists -----------------------------------------------------------------------------------------------


def add_to_playlist(user: User, media: list[Media], inputs: Inputs) -> Body:
    """Put the selection into own playlists."""
    playlists = _playlists(user, inputs, "add_to_playlist")
    added = services.playlists_extend(playlists=playlists, media=media)
    return _said(f"Added {added} media items to {len(playlists)} playlists")


def remove_from_playlist(user: User, media: list[Media], inputs: Inputs) -> Body:
    """Take the selection out of own playlists."""
    playlists = _playlists(user, inputs, "remove_from_playlist")
    removed = services.playlists_reduce(playlists=playlists, media=media)
    return _said(f"Removed {removed} media items from {len(playlists)} playlists")


def playlist_membership(user: User, media: list[Media], _: Inputs) -> Body:
    """Own playlists that contain all of the selection."""
    rows = selectors.playlists_with(media, user)
    return {"results": [{**row, "media_count": len(media)} for row in rows]}


def _playlists(user: User, inputs: Inputs, action: str) -> list[Playlist]:
    playlists = selectors.own_playlists(user, inputs.required_ids("playlist_ids", action))
    if not playlists:
        raise BadRequest("No matching playlists found")
    return playlists


# -- state and owner -----------------------------------------------------------------------------------------


def set_state(user: User, media: list[Media], inputs: Inputs) -> Body:
    """Make the selection public, unlisted or private; on request it is shared with nobody any more."""
    state = inputs.choice("state", "set_state", STATES)
    if state == MediaState.PUBLIC and settings.PORTAL_WORKFLOW != "public" and not access.is_editor(user):
        raise BadRequest("You are not allowed to set media to public state")
    services.states_set(media=media, state=state, remove_sharing=inputs.flag("remove_sharing"))
    return _said(f"State updated to {state}")


def change_owner(_: User, media: list[Media], inputs: Inputs) -> Body:
    """Give the selection to another user."""
    owner = selectors.users_named([str(inputs.required("owner", "change_owner"))])
    if not owner:
        raise BadRequest("User not found")
    services.owner_change(media=media, owner=owner[0])
    return _said(f"Owner changed for {len(media)} media items")


# -- sharing with users --------------------------------------------------------------------------------------


def get_ownership(user: User, media: list[Media], inputs: Inputs) -> Body:
    """Other users who hold exactly this permission on all of the selection."""
    permission = _permission(inputs, "get_ownership")
    holders = selectors.users_holding(permission, media, without=user)
    return {"results": [f"{holder['name']} - {holder['username']}" for holder in holders]}


def set_ownership(user: User, media: list[Media], inputs: Inputs) -> Body:
    """Share the selection with users."""
    permission = _permission(inputs, "set_ownership")
    users = _users(inputs, "set_ownership")
    services.permissions_grant(media=media, users=users, permission=permission, granted_by=user)
    return _said("Action succeeded")


def remove_ownership(_: User, media: list[Media], inputs: Inputs) -> Body:
    """Take exactly this permission from users."""
    permission = _permission(inputs, "remove_ownership")
    users = _users(inputs, "remove_ownership")
    services.permissions_revoke(media=media, users=users, permission=permission)
    return _said("Action succeeded")


def _permission(inputs: Inputs, action: str) -> str:
    return inputs.choice("ownership_type", action, MediaPermission.Permission.values)


def _users(inputs: Inputs, action: str) -> list[User]:
    users = selectors.users_named(inputs.required_texts("users", action))
    if not users:
        raise BadRequest("No valid users found")
    return users


# -- categories ----------------------------------------------------------------------------------------------


def add_to_category(user: User, media: list[Media], inputs: Inputs) -> Body:
    """Put the selection into categories, or into the course of a learning platform."""
    uids, context_id = inputs.texts("category_uids"), inputs.value("lti_context_id")
    if not uids and not context_id:
        raise BadRequest("category_uids or lti_context_id is required for add_to_category action")
    if uids:
        categories = selectors.assignable(user, uids)
    else:
        categories = selectors.assignable_courses(user, str(context_id))
    added = services.categories_add(media=media, categories=_allowed(categories))
    return _said(f"Added {added} media items to {len(categories)} categories")


def remove_from_category(user: User, media: list[Media], inputs: Inputs) -> Body:
    """Take the selection out of categories."""
    uids = inputs.required_texts("category_uids", "remove_from_category")
    categories = _allowed(selectors.assignable(user, uids))
    removed = services.categories_remove(media=media, categories=categories)
    return _said(f"Removed {removed} media items from {len(categories)} categories")


def category_membership(_: User, media: list[Media], __: Inputs) -> Body:
    """Categories that contain all of the selection, and courses that embed any of it."""
    return {"results": list(selectors.categories_with(media))}


def _allowed(categories: list[Category]) -> list[Category]:
    if not categories:
        raise BadRequest("No matching categories found or access denied")
    return categories


# -- tags ----------------------------------------------------------------------------------------------------


def add_tags(_: User, media: list[Media], inputs: Inputs) -> Body:
    """Put existing tags on the selection."""
    tags = _tags(inputs, "add_tags")
    return _said(f"Added {services.tags_add(media=media, tags=tags)} media items to {len(tags)} tags")


def remove_tags(_: User, media: list[Media], inputs: Inputs) -> Body:
    """Take tags off the selection."""
    tags = _tags(inputs, "remove_tags")
    return _said(f"Removed {services.tags_remove(media=media, tags=tags)} media items from {len(tags)} tags")


def tag_membership(_: User, media: list[Media], __: Inputs) -> Body:
    """Tags that all of the selection has."""
    return {"results": [{**row, "media_count": len(media)} for row in selectors.tags_with(media)]}


def _tags(inputs: Inputs, action: str) -> list[Any]:
    tags = selectors.tags_titled(inputs.required_texts("tag_titles", action))
    if not tags:
        raise BadRequest("No matching tags found")
    return tags


# -- courses -------------------------------------------------------------------------------------------------


def course_cleanup(user: User, inputs: Inputs) -> Body:
    """The one action that works on a course instead of a selection, other people's media included."""
    uids = inputs.texts("category_uids")
    if not uids:
        raise BadRequest("category_uids is required")
    categories = list(Category.objects.filter(uid__in=uids).order_by("title", "pk"))
    if not categories:
        raise BadRequest("No matching categories found")
    contributed = courses.courses_of(user, categories)
    if not contributed:
        raise Forbidden("No contributor access to specified categories")
    tokens = inputs.texts("media_ids")
    courses.courses_clean_up(
        courses=contributed,
        user=user,
        clean_up=courses.CleanUp(
            tokens=tokens or None,
            permissions=inputs.flag("remove_permissions"),
            comments=inputs.flag("remove_comments"),
            everything_else=inputs.flag("apply_to_all"),
        ),
    )
    return _said("Course cleanup completed successfully")


HANDLERS: dict[str, Handler] = {
    handler.__name__: handler
    for handler in (
        enable_comments,
        disable_comments,
        enable_download,
        disable_download,
        delete_comments,
        delete_media,
        copy_media,
        add_to_playlist,
        remove_from_playlist,
        playlist_membership,
        set_state,
        change_owner,
        get_ownership,
        set_ownership,
        remove_ownership,
        add_to_category,
        remove_from_category,
        category_membership,
        add_tags,
        remove_tags,
        tag_membership,
    )
}
"""Actions on a selection of the requester's own media, by the name that requests give."""
