"""Celery tasks of actions and sessions.

Their names, queues and arguments are a legacy server's (spec/pipeline.md §17).
"""

from importlib import import_module
from typing import Any

from celery import shared_task
from django.conf import settings

from apps.actions import services
from apps.actions.services import Visitor
from apps.users.models import User

SHORT, LONG = "short_tasks", "long_tasks"


@shared_task(name="save_user_action", queue=SHORT)
def save_user_action(
    user_or_session: dict[str, Any],
    friendly_token: str | None = None,
    action: str = "watch",
    extra_info: Any = None,
) -> bool:
    """Record what a visitor did; False if it does not count.

    Args:
        user_or_session: ``{"user_id" or "user_session": …, "remote_ip_addr": …}``.
        friendly_token: of the media.
        action: like, dislike, watch, report or rate.
        extra_info: the reason of a report; score and category of a rating.
    """
    user_id, address = user_or_session.get("user_id"), user_or_session.get("remote_ip_addr")
    if user_id:
        visitor = Visitor(user=User.objects.filter(pk=user_id).first(), remote_ip=address)
    else:
        visitor = Visitor(session_key=user_or_session.get("user_session"), remote_ip=address)
    return services.action_record(
        visitor=visitor, friendly_token=friendly_token, action=action, extra_info=extra_info
    )


@shared_task(name="get_list_of_popular_media", queue=LONG)
def get_list_of_popular_media() -> bool:
    """Find the media that the recommended listing shows; three times a day."""
    services.popular_media_refresh()
    return True


@shared_task(name="clear_sessions", queue=SHORT)
def clear_sessions() -> bool:
    """Remove expired sessions; False if the session engine does not know how. Weekly."""
    engine = import_module(settings.SESSION_ENGINE)
    try:
        engine.SessionStore.clear_expired()
    except NotImplementedError:
        return False
    return True
