"""The Celery application: what has to be as in the legacy server (spec/pipeline.md §16)."""

import logging
import runpy
import subprocess
import sys

from celery.schedules import crontab
from django.conf import settings

from config.celery import app, configure_logging
from tests.config.conftest import PROJECT, environment


def test_tasks_and_results_travel_as_json_through_the_legacy_redis() -> None:
    assert app.conf.broker_url == app.conf.result_backend == settings.REDIS_LOCATION
    assert app.conf.task_serializer == app.conf.result_serializer == "json"
    assert app.conf.accept_content == ["application/json"]


def test_a_task_is_given_again_after_a_day_at_the_earliest() -> None:
    assert app.conf.broker_transport_options["visibility_timeout"] == 86_400
    assert app.conf.worker_prefetch_multiplier == 1


def test_times_of_scheduled_tasks_are_those_of_the_portal() -> None:
    assert app.conf.timezone == settings.TIME_ZONE
    schedule = app.conf.beat_schedule
    assert schedule["clear_sessions"]["schedule"] == crontab(hour=1, minute=1, day_of_week=6)
    assert schedule["get_list_of_popular_media"]["schedule"].hour == {0, 10, 20}
    assert schedule["update_listings_thumbnails"]["schedule"].hour == {0}


def test_every_scheduled_task_is_known() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


def test_workers_log_as_web_processes_do() -> None:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        configure_logging()
        assert root.level == logging.INFO
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)


def test_gunicorn_does_not_load_the_settings_before_it_forks() -> None:
    program = (
        "import runpy, sys; runpy.run_path('config/gunicorn.conf.py');"
        "sys.exit('config.settings' in sys.modules or 'config.celery' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], cwd=PROJECT, env=environment(), check=True)


def test_gunicorn_pools_connections_and_trusts_the_local_proxy() -> None:
    options = runpy.run_path(str(PROJECT / "config/gunicorn.conf.py"))
    assert options["raw_env"] == ["DATABASE_POOL=true"]
    assert options["forwarded_allow_ips"] == "127.0.0.1,::1"
    assert options["wsgi_app"] == "config.wsgi"
    assert (options["timeout"], options["keepalive"], options["max_requests"]) == (120, 5, 1000)
