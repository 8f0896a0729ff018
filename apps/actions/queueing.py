"""Handing actions to a worker, which finds out whether they count."""

from typing import Any

from django.http import HttpRequest
from rest_framework.request import Request

from apps.actions.tasks import save_user_action
from apps.actions.visitor import actor_of
from apps.encoding.queueing import enqueue


def action_enqueue(
    request: HttpRequest | Request, *, friendly_token: str, action: Any, **extra_info: Any
) -> None:
    """Queue what the visitor of a request did; an anonymous one without a session gets one.

    Args:
        request: says who, and from where.
        friendly_token: of the media; whether the visitor may act on it is asked before.
        action: a value of ``MediaAction.Action``; others are discarded later.
        extra_info: ``extra_info`` of the API; not given for the watch of a page.
    """
    enqueue(
        save_user_action.name, actor_of(request), friendly_token=friendly_token, action=action, **extra_info
    )
