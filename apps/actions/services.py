"""Writes of actions: likes, watches, reports, ratings (spec/api-community.md §8)."""

import logging
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who acts: a user, or an anonymous session.

    Attributes:
        user: None for an anonymous session.
        session_key: of an anonymous session.
        remote_ip: what is kept of the address.
    """

    user: User | None = None
    session_key: str | None = None
    remote_ip: str | None = None

    def own(self) -> Q:
        """The condition that an action is the visitor's own."""
        return Q(user=self.user) if self.user else Q(user=None, session_key=self.session_key)


COUNTERS = {Action.WATCH: "views", Action.LIKE: "likes", Action.DISLIKE: "dislikes"}
SCORES = range(6)
POPULAR_MEDIA_KEY = "popular_media_ids"
POPULAR_MEDIA_SECONDS = 12 * 60 * 60


@transaction.atomic
def action_record(
    *,
    visitor: Visitor,
    friendly_token: str | None,
    action: str,
    extra_info: Any = None,
) -> bool:
    """Record what a visitor did to a media, if it counts, and all that follows from it.

    Args:
        visitor: who did it.
        friendly_token: of the media; nothing is recorded for one that the visitor may not see.
        action: a value of ``MediaAction.Action``; nothing is recorded for another one.
        extra_info: the reason of a report, or ``{"score": …, "category_id": …}`` of a rating.

    Returns:
        Whether it was recorded.
    """
    if action not in Action.values or not (visitor.user or visitor.session_key):
        return False
    media = _locked_media(friendly_token)
    if media is None or not access.can_view(visitor.user or AnonymousUser(), media):
        return False
    earlier = MediaAction.objects.filter(media=media, action=action)
    accepted = (
        _rate(visitor, media, extra_info)
        if action == Action.RATE
        else _counts(visitor, media, action, earlier)
    )
    if not accepted:
        return False
    if action == Action.WATCH:
        earlier.filter(visitor.own()).delete()
    reason = extra_info if extra_info is None or isinstance(extra_info, str) else str(extra_info)
    MediaAction.objects.create(
        user=visitor.user,
        session_key=None if visitor.user else visitor.session_key,
        action=action,
        extra_info=reason,
        media=media,
        remote_ip=visitor.remote_ip,
    )
    _count(media, Action(action), reason)
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


def _counts(visitor: Visitor, media: Media, action: str, earlier: QuerySet[MediaAction]) -> bool:
    """Whether an action counts, or repeats an earlier one (spec/api-community.md §8.3).

    Everybody likes, dislikes and reports a media once. Watching counts again after the length of the media.
    The anonymous are also held back by their address, since a session is easily had.
    """
    length = timedelta(seconds=media.duration)
    last = _age(earlier.filter(visitor.own()))
    if last is not None and action != Action.WATCH:
        return False
    if visitor.user:
        return last is None or timedelta(0) < length < last
    neighbour = _age(earlier.filter(user=None, remote_ip=visitor.remote_ip))
    if neighbour is None:
        return True
    if action == Action.WATCH and neighbour <= length:
        return False
    return neighbour > timedelta(seconds=settings.TIME_TO_ACTION_ANONYMOUS)


def _age(actions: QuerySet[MediaAction]) -> timedelta | None:
    """How long ago the latest of these actions was; None if there is none."""
    latest = actions.order_by("-action_date").values_list("action_date", flat=True).first()
    return None if latest is None else timezone.now() - latest


def _count(media: Media, action: Action, reason: str | None) -> None:
    """Add an accepted action to the counter of the media."""
    if action == Action.REPORT:
        _report(media, reason)
    elif counter := COUNTERS.get(action):
        Media.objects.filter(pk=media.pk).update(**{counter: F(counter) + 1})


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


def _rate(visitor: Visitor, media: Media, extra_info: Any) -> bool:
    """Store a score, in place of an earlier one, if the portal has ratings and the media is rated by that."""
    if not (settings.ALLOW_RATINGS and visitor.user and isinstance(extra_info, dict)):
        return False
    try:
        score, category_id = int(extra_info["score"]), int(extra_info["category_id"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return False
    category = RatingCategory.objects.filter(pk=category_id, media=media, enabled=True).first()
    if category is None or score not in SCORES:
        return False
    Rating.objects.update_or_create(
        user=visitor.user, media=media, rating_category=category, defaults={"score": score}
    )
    return True
