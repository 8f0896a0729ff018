"""Writes of actions: likes, watches, reports, ratings (spec/api-community.md §8)."""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from apps.actions import mail, selectors
from apps.actions.models import MediaAction, Rating, RatingCategory
from apps.media import access
from apps.media.models import Media, MediaState
from apps.media.upkeep import media_store
from apps.users.models import User

logger = logging.getLogger(__name__)

Action = MediaAction.Action

COUNTERS = {Action.WATCH: "views", Action.LIKE: "likes", Action.DISLIKE: "dislikes"}
SCORES = range(6)
POPULAR_MEDIA_KEY = "popular_media_ids"
POPULAR_MEDIA_SECONDS = 12 * 60 * 60


@transaction.atomic
def action_record(
    *,
    friendly_token: str | None,
    action: str,
    user_id: int | None = None,
    session_key: str | None = None,
    remote_ip: str | None = None,
    extra_info: Any = None,
) -> bool:
    """Record what a visitor did to a media, if it counts, and all that follows from it.

    Args:
        friendly_token: of the media; nothing is recorded for one that the visitor may not see.
        action: a value of ``MediaAction.Action``; nothing is recorded for another one.
        user_id: who did it; or
        session_key: the anonymous session that did it.
        remote_ip: what is kept of the visitor's address.
        extra_info: the reason of a report, or ``{"score": …, "category_id": …}`` of a rating.

    Returns:
        Whether it was recorded.
    """
    user = User.objects.filter(pk=user_id).first() if user_id else None
    if action not in Action.values or (user is None and (user_id or not session_key)):
        return False
    media = _locked_media(friendly_token)
    if media is None or not access.can_view(user or AnonymousUser(), media):
        return False
    own = Q(user=user) if user else Q(user=None, session_key=session_key)
    earlier = MediaAction.objects.filter(media=media, action=action)
    if action == Action.RATE:
        if user is None or not _rate(user, media, extra_info):
            return False
    elif not _counts(media, action, user, own, earlier, remote_ip):
        return False
    if action == Action.WATCH:
        earlier.filter(own).delete()
    reason = extra_info if extra_info is None or isinstance(extra_info, str) else str(extra_info)
    MediaAction.objects.create(
        user=user,
        session_key=None if user else session_key,
        action=action,
        extra_info=reason,
        media=media,
        remote_ip=remote_ip,
    )
    if action == Action.REPORT:
        _report(media, reason)
    elif counter := COUNTERS.get(Action(action)):
        Media.objects.filter(pk=media.pk).update(**{counter: F(counter) + 1})
    return True


@transaction.atomic
def reports_reset(*, media: Media) -> None:
    """Forget the reports of a media, so that they can be made again. Its state stays as they left it."""
    MediaAction.objects.filter(media=media, action=Action.REPORT).delete()
    Media.objects.filter(pk=media.pk).update(reported_times=0)
    logger.info("reports reset", extra={"media": media.friendly_token})


def popular_media_refresh() -> list[str]:
    """Find the media that are popular now, for the recommended listing; legacy servers read the same key."""
    tokens = selectors.popular_media()
    cache.set(POPULAR_MEDIA_KEY, tokens, POPULAR_MEDIA_SECONDS)
    logger.info("popular media refreshed", extra={"media": len(tokens)})
    return tokens


def _locked_media(token: str | None) -> Media | None:
    """The media; others who act on it wait, so that nothing is counted twice."""
    rows = Media.objects.select_for_update(of=("self",), no_key=True).select_related("user")
    return rows.filter(friendly_token=token).first()


def _counts(
    media: Media,
    action: str,
    user: User | None,
    own: Q,
    earlier: QuerySet[MediaAction],
    remote_ip: str | None,
) -> bool:
    """Whether an action counts, or repeats an earlier one (spec/api-community.md §8.3).

    Everybody likes, dislikes and reports a media once. Watching counts again after the length of the media.
    The anonymous are also held back by their address, since a session is easily had.
    """
    last = _age(earlier.filter(own))
    if last is not None and action != Action.WATCH:
        return False
    if user:
        return last is None or (media.duration > 0 and last > timedelta(seconds=media.duration))
    neighbour = _age(earlier.filter(user=None, remote_ip=remote_ip))
    if neighbour is None:
        return True
    if action == Action.WATCH and neighbour <= timedelta(seconds=media.duration):
        return False
    return neighbour > timedelta(seconds=settings.TIME_TO_ACTION_ANONYMOUS)


def _age(actions: QuerySet[MediaAction]) -> timedelta | None:
    """How long ago the latest of these actions was; None if there is none."""
    latest = actions.order_by("-action_date").values_list("action_date", flat=True).first()
    return None if latest is None else timezone.now() - latest


def _report(media: Media, reason: str | None) -> None:
    """Count a report, and hide the media once there are too many."""
    media.reported_times += 1
    if media.reported_times >= settings.REPORTED_TIMES_THRESHOLD:
        media.state = MediaState.PRIVATE
    media_store(media, "reported_times", "state")
    mail.media_reported(media, reason)
    logger.info(
        "media reported",
        extra={"media": media.friendly_token, "reports": media.reported_times, "state": media.state},
    )


def _rate(user: User, media: Media, extra_info: Any) -> bool:
    """Store a score, in place of an earlier one, if the portal has ratings and the media is rated by that."""
    if not (settings.ALLOW_RATINGS and isinstance(extra_info, dict)):
        return False
    try:
        score, category_id = int(extra_info["score"]), int(extra_info["category_id"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return False
    category = RatingCategory.objects.filter(pk=category_id, media=media, enabled=True).first()
    if category is None or score not in SCORES:
        return False
    Rating.objects.update_or_create(
        user=user, media=media, rating_category=category, defaults={"score": score}
    )
    return True
