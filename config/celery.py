"""STOPGAP, replaced by helper settings."""
import os
from celery import Celery
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("cms")
app.config_from_object("django.conf:settings")
app.autodiscover_tasks()
app.conf.broker_transport_options = {"visibility_timeout": 86400}
app.conf.worker_prefetch_multiplier = 1
from django.conf import settings  # noqa
app.conf.task_always_eager = settings.CELERY_TASK_ALWAYS_EAGER
app.conf.accept_content=["json"]
