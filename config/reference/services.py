"""Settings of the services around the portal: database, cache, queues (spec/settings.md §4, §5.10)."""

from typing import Any

from config.reference.setting import IN_SETTINGS, Follows, Section, Setting, same_as


def caches(location: str) -> dict[str, Any]:
    """Return ``CACHES`` as in the legacy server: each reads the other's sessions (spec/settings.md §6)."""
    return {
        "default": {
            "BACKEND": "django_redis.cache.RedisCache",
            "LOCATION": location,
            "OPTIONS": {"CLIENT_CLASS": "django_redis.client.DefaultClient"},
        }
    }


DATABASE = Section(
    "Database",
    (
        Setting("POSTGRES_NAME", str, "mediacms", "Database."),
        Setting("POSTGRES_HOST", str, "127.0.0.1", "Host of PostgreSQL, or the folder of its socket."),
        Setting("POSTGRES_PORT", int, 5432, "Port of PostgreSQL.", limits=(1, 65535)),
        Setting("POSTGRES_USER", str, "mediacms", "User at PostgreSQL."),
        Setting("POSTGRES_PASSWORD", str, "mediacms", "Password at PostgreSQL."),
        Setting(
            "DATABASES",
            dict[str, dict[str, Any]],
            IN_SETTINGS,
            "Django's setting, in the place of POSTGRES_*.",
        ),
    ),
)

QUEUES = Section(
    "Cache, sessions and queues",
    (
        Setting(
            "REDIS_LOCATION", str, "redis://127.0.0.1:6379/1", "Redis or Valkey: cache, sessions and queues."
        ),
        Setting(
            "CACHES",
            dict[str, dict[str, Any]],
            Follows("REDIS_LOCATION", caches, "`REDIS_LOCATION`"),
            "Caches.",
        ),
        Setting("SESSION_ENGINE", str, "django.contrib.sessions.backends.cache", "Where sessions live."),
        Setting("SESSION_CACHE_ALIAS", str, "default", "Cache of the sessions."),
        Setting("BROKER_URL", str, same_as("REDIS_LOCATION"), "Where tasks wait."),
        Setting("CELERY_RESULT_BACKEND", str, same_as("REDIS_LOCATION"), "Where results of tasks are kept."),
        Setting("CELERY_TIMEZONE", str, same_as("TIME_ZONE"), "Time zone of scheduled tasks."),
        Setting("CELERY_ACCEPT_CONTENT", list[str], ["application/json"], "Formats that workers read."),
        Setting("CELERY_TASK_SERIALIZER", str, "json", "Format of tasks."),
        Setting("CELERY_RESULT_SERIALIZER", str, "json", "Format of results."),
        Setting(
            "CELERY_BEAT_SCHEDULE", dict[str, dict[str, Any]], IN_SETTINGS, "Scheduled tasks, besides ours."
        ),
        Setting("CELERY_SOFT_TIME_LIMIT", int, 7200, "Seconds that an encode may take."),
        Setting(
            "CELERY_WORKER_PREFETCH_MULTIPLIER",
            int,
            1,
            "Tasks that a worker process reserves.",
            limits=(1, 100),
        ),
        Setting("CELERYD_PREFETCH_MULTIPLIER", int, 1, "The same under its old name."),
        Setting("CELERY_TASK_ALWAYS_EAGER", bool, same_as("TESTING"), "Run tasks at once, without a worker."),
        Setting("TESTING", bool, False, "Tests: run tasks at once."),
    ),
)

SERVER = Section(
    "Keys, hosts and start",
    (
        Setting("SECRET_KEY", str, "", "Signs sessions and links. Empty: read from SECRET_KEY_FILE."),
        Setting(
            "SECRET_KEY_FILE",
            str,
            Follows("BASE_DIR", lambda base: f"{base}/.secret_key", "`.secret_key` in the project"),
            "File of the key; it is made when there is none.",
        ),
        Setting("SECRET_KEY_FALLBACKS", list[str], [], "Former keys whose signatures are still accepted."),
        Setting(
            "ALLOWED_HOSTS",
            list[str],
            IN_SETTINGS,
            "Hosts that the portal answers to, besides that of FRONTEND_HOST. Default: local addresses.",
        ),
        Setting("INSTALLED_APPS", list[str], IN_SETTINGS, "Django applications; ours always stay."),
        Setting("MIDDLEWARE", list[str], IN_SETTINGS, "Django middleware; ours always stays."),
        Setting("TEMPLATES", list[dict[str, Any]], IN_SETTINGS, "Template engines."),
        Setting("REST_FRAMEWORK", dict[str, Any], IN_SETTINGS, "Settings of the API."),
        Setting("LOGGING", dict[str, Any], IN_SETTINGS, "Python's logging."),
        Setting("CRISPY_ALLOWED_TEMPLATE_PACKS", str, "bootstrap5", "No effect."),
        Setting("CRISPY_TEMPLATE_PACK", str, "bootstrap5", "No effect."),
        Setting("INTERNAL_IPS", list[str], ["127.0.0.1"], "Addresses for which debug mode shows queries."),
        Setting("DEVELOPMENT_MODE", bool, False, "Debug mode."),
        Setting("CELERY_APP", str, "", "No effect: workers are started with `-A config.celery`."),
        Setting("ENABLE_MIGRATIONS", bool, True, "Container: prepare the database."),
        Setting("ENABLE_UWSGI", bool, True, "Container: run the application server."),
        Setting("ENABLE_NGINX", bool, True, "Container: run the web server."),
        Setting("ENABLE_CELERY_BEAT", bool, True, "Container: run the clock of scheduled tasks."),
        Setting("ENABLE_CELERY_SHORT", bool, True, "Container: run the worker for short tasks."),
        Setting("ENABLE_CELERY_LONG", bool, True, "Container: run the worker for encoding."),
    ),
)
