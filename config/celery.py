"""The Celery application; tasks, queues and messages are the legacy server's (spec/pipeline.md §16)."""

import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

DAY = 24 * 60 * 60

app = Celery("cms")
# Legacy settings files name Celery's options as its old releases did.
app.config_from_object("django.conf:settings")
# These have names that Celery itself never had.
app.conf.beat_schedule = settings.CELERY_BEAT_SCHEDULE
app.conf.task_always_eager = settings.CELERY_TASK_ALWAYS_EAGER
app.conf.broker_transport_options = {"visibility_timeout": DAY}
app.conf.worker_prefetch_multiplier = settings.CELERY_WORKER_PREFETCH_MULTIPLIER
app.autodiscover_tasks()


@setup_logging.connect
def configure_logging(**_: Any) -> None:
    """Log as web processes do, in the place of Celery's own way."""
    logging.config.dictConfig(settings.LOGGING)
