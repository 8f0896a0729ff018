"""Reads of what visitors did (spec/api-community.md §8 to §10)."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from apps.actions.models import MediaAction
from apps.media import access
from apps.media.models import Media
from apps.media.selectors import Row, list_rows
from apps.users.models import User

Action = MediaAction.Action

POPULAR_EACH = 25
WATCHED_WITHIN = timedelta(days=7)
LIKED_WITHIN = timedelta(days=180)


def acted_on(user: access.Requester, session_key: str | None, action: str) -> QuerySet[Media, Row]:
    """The media on which a user, or an anonymous session, did `action`; the latest first, one row an action.

    Media that the requester may not see any more are left out.

    Args:
        user: who asks.
        session_key: of an anonymous visitor; None if there is no session.
        action: any text; nothing is found for an unknown one.
    """
    if isinstance(user, User):
        own: dict[str, Any] = {"actions__user": user}
    elif session_key:
        own = {"actions__session_key": session_key, "actions__user": None}
    else:
        return list_rows(Media.objects.none())
    media = Media.objects.filter(access.viewable_by(user), actions__action=action, **own)
    return list_rows(media.order_by("-actions__action_date", "-actions__pk"))


def reports(media: Media) -> list[Row]:
    """``action_date``, ``extra_info`` of the reports of a media, oldest first."""
    rows = MediaAction.objects.filter(media=media, action=Action.REPORT).order_by("pk")
    return [dict(row) for row in rows.values("action_date", "extra_info")]


def popular_media() -> list[str]:
    """Tokens of the listable media that most people watched or liked lately, without duplicates.

    A repeated watch replaces the row of the former one, so viewers are counted, not views.
    """
    watched = _most(Action.WATCH, WATCHED_WITHIN)
    liked = _most(Action.LIKE, LIKED_WITHIN)
    return list(dict.fromkeys([*watched, *liked]))


def _most(action: Action, within: timedelta) -> list[str]:
    actions = MediaAction.objects.filter(
        action=action, action_date__gte=timezone.now() - within, media__listable=True
    )
    counted = actions.values("media__friendly_token").annotate(times=Count("pk"))
    return [row["media__friendly_token"] for row in counted.order_by("-times", "-media_id")[:POPULAR_EACH]]
