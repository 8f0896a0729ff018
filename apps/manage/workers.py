"""What the workers do, as they say themselves (spec/api-manage.md §3)."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from celery import current_app
from kombu.exceptions import OperationalError

from apps.encoding.models import EncodeProfile, Encoding
from apps.media.models import Media

logger = logging.getLogger(__name__)

STATES = ("active", "reserved", "scheduled")
SECONDS = 1.0
"""How long workers may take to answer."""

ENCODE = "encode_media"

Task = dict[str, Any]


def overview() -> dict[str, Any]:
    """The tasks that the workers run, hold, and have to run later; nothing where no worker answers.

    Returns:
        The body of the answer. A scheduled task is empty but for its worker, as ever.
    """
    tasks = {state: list(_flat(answers)) for state, answers in _ask_workers().items()}
    listed = [task for state in STATES for task in tasks[state]]
    pairs = [pair for pair in map(_media_and_profile, listed) if pair]
    _add_info(listed, pairs)
    return {
        **{state: {"tasks": tasks[state]} for state in STATES},
        "task_ids": [task["task_id"] for task in listed],
        "media_profile_pairs": [list(pair) for pair in pairs],
    }


def revoke(task_id: str) -> None:
    """Tell all workers to drop a task when it is its turn; tasks that run are left alone."""
    try:
        current_app.control.revoke(task_id)
    except OperationalError:
        logger.exception("task %s was not revoked", task_id)
        return
    logger.info("task %s revoked", task_id)


def _ask_workers() -> dict[str, Mapping[str, list[Mapping[str, Any]]]]:
    """The answers to all three questions, asked at the same time: each waits the whole time.

    Returns:
        State → node name of a worker → what Celery's remote control says of its tasks.
    """
    inspect = current_app.control.inspect(timeout=SECONDS)
    with ThreadPoolExecutor(len(STATES)) as threads:
        questions = {state: threads.submit(getattr(inspect, state)) for state in STATES}
    try:
        return {state: question.result() or {} for state, question in questions.items()}
    except OperationalError:
        logger.exception("workers could not be asked")
        return {state: {} for state in STATES}


def _flat(answers: Mapping[str, list[Mapping[str, Any]]]) -> Iterable[Task]:
    for worker, tasks in answers.items():
        for task in tasks:
            yield {
                "worker": worker,
                "task_id": task.get("id"),
                "args": task.get("args"),
                "name": task.get("name"),
                "time_start": task.get("time_start"),
            }


def _media_and_profile(task: Task) -> tuple[str, int] | None:
    """The first two arguments of an encoding task."""
    match task:
        case {"name": name, "args": [str(token), int(profile), *_]} if name == ENCODE:
            return token, profile
        case _:
            return None


def _add_info(tasks: list[Task], pairs: list[tuple[str, int]]) -> None:
    """Say of encoding tasks what they encode; three queries for all of them."""
    if not pairs:
        return
    tokens, profile_ids = zip(*pairs, strict=True)
    titles = dict(Media.objects.filter(friendly_token__in=tokens).values_list("friendly_token", "title"))
    profiles = dict(EncodeProfile.objects.filter(pk__in=profile_ids).values_list("pk", "name"))
    ids = [task["task_id"] for task in tasks if task["task_id"]]
    progress = dict(Encoding.objects.filter(task_id__in=ids).values_list("task_id", "progress"))
    for task in tasks:
        token, profile = _media_and_profile(task) or ("", 0)
        if token in titles and profile in profiles:
            task["info"] = {"profile name": profiles[profile], "media title": titles[token]}
            if task["task_id"] in progress:
                task["info"]["encoding progress"] = progress[task["task_id"]]
