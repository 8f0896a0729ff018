"""What follows from the settings: derived values, hosts, databases, applications, middleware."""

import pytest

from tests.config.conftest import ReadSettings, RefusedError

AUTHENTICATION = "django.contrib.auth.middleware.AuthenticationMiddleware"


@pytest.mark.parametrize(
    ("source", "value", "follower", "expected"),
    [
        ("DEFAULT_FROM_EMAIL", "a@example.org", "SERVER_EMAIL", "a@example.org"),
        ("MEDIA_ROOT", "/srv/media", "HLS_DIR", "/srv/media/hls/"),
        ("MEDIA_UPLOAD_DIR", "source/", "THUMBNAIL_UPLOAD_DIR", "source//thumbnails/"),
        ("MEDIA_UPLOAD_DIR", "source/", "SUBTITLES_UPLOAD_DIR", "source//subtitles/"),
        ("REDIS_LOCATION", "redis://r:1/2", "BROKER_URL", "redis://r:1/2"),
        ("REDIS_LOCATION", "redis://r:1/2", "CELERY_RESULT_BACKEND", "redis://r:1/2"),
        ("TIME_ZONE", "Europe/Athens", "CELERY_TIMEZONE", "Europe/Athens"),
        ("BASE_DIR", "/srv/portal", "STATIC_ROOT", "/srv/portal/static/"),
        ("BASE_DIR", "/srv/portal", "MEDIA_ROOT", "/srv/portal/media_files/"),
        ("BASE_DIR", "/srv/portal", "HLS_DIR", "/srv/portal/media_files/hls/"),
        ("BASE_DIR", "/srv/portal", "LOGS_DIR", "/srv/portal/logs"),
    ],
)
def test_derived_settings_follow_their_source(
    read_settings: ReadSettings, source: str, value: str, follower: str, expected: str
) -> None:
    assert read_settings(follower, local=f"{source} = {value!r}") == {follower: expected}
    assert read_settings(follower, env={source: value}) == {follower: expected}


def test_a_derived_setting_that_is_set_itself_stays(read_settings: ReadSettings) -> None:
    local = "MEDIA_ROOT = '/srv/media/'\nHLS_DIR = '/srv/media/streams/'"
    assert read_settings("HLS_DIR", local=local) == {"HLS_DIR": "/srv/media/streams/"}
    assert read_settings("HLS_DIR", local=local, env={"MEDIA_ROOT": "/mnt/"}) == {
        "HLS_DIR": "/srv/media/streams/"
    }


def test_a_file_that_restates_what_follows_does_not_keep_it_from_following(
    read_settings: ReadSettings,
) -> None:
    local = "REDIS_LOCATION = 'redis://old:6379/1'\nBROKER_URL = REDIS_LOCATION"
    values = read_settings("BROKER_URL", local=local, env={"REDIS_LOCATION": "redis://new:6379/1"})
    assert values == {"BROKER_URL": "redis://new:6379/1"}


def test_the_cache_is_the_legacy_servers(read_settings: ReadSettings) -> None:
    assert read_settings("CACHES", env={"REDIS_LOCATION": "redis://r:1/2"})["CACHES"]["default"] == {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": "redis://r:1/2",
        "OPTIONS": {"CLIENT_CLASS": "django_redis.client.DefaultClient"},
    }


# -- addresses ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "address", "links"),
    [
        ("media.example.org", "http://media.example.org", "http://media.example.org"),
        ("https://media.example.org/", "https://media.example.org", "https://media.example.org"),
        ("httpd.example.org", "http://httpd.example.org", "http://httpd.example.org"),
        ("http://media.example.org:8000", "http://media.example.org:8000", "http://media.example.org:8000"),
    ],
)
def test_the_public_address_is_completed(
    read_settings: ReadSettings, given: str, address: str, links: str
) -> None:
    values = read_settings("FRONTEND_HOST", "SSL_FRONTEND_HOST", env={"FRONTEND_HOST": given})
    assert values == {"FRONTEND_HOST": address, "SSL_FRONTEND_HOST": links}


@pytest.mark.parametrize("given", ["http://media.example.org", "https://media.example.org"])
def test_a_local_install_links_to_https_once(read_settings: ReadSettings, given: str) -> None:
    values = read_settings("SSL_FRONTEND_HOST", env={"FRONTEND_HOST": given, "LOCAL_INSTALL": "1"})
    assert values == {"SSL_FRONTEND_HOST": "https://media.example.org"}


def test_an_address_without_a_host_is_refused(read_settings: ReadSettings) -> None:
    with pytest.raises(RefusedError, match=r"FRONTEND_HOST: .* is not an address"):
        read_settings("DEBUG", env={"FRONTEND_HOST": "https://"})


def test_only_the_public_host_and_local_ones_are_answered(read_settings: ReadSettings) -> None:
    values = read_settings("ALLOWED_HOSTS", env={"FRONTEND_HOST": "https://media.example.org:8443"})
    assert values["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]", "media.example.org"]


def test_hosts_that_are_set_are_honoured_and_the_public_one_added(read_settings: ReadSettings) -> None:
    env = {"FRONTEND_HOST": "https://a.example.org", "ALLOWED_HOSTS": '["*"]'}
    assert read_settings("ALLOWED_HOSTS", env=env)["ALLOWED_HOSTS"] == ["*", "a.example.org"]


def test_forms_are_accepted_from_the_public_address(read_settings: ReadSettings) -> None:
    env = {"FRONTEND_HOST": "https://a.example.org", "CSRF_TRUSTED_ORIGINS": '["https://b.example.org"]'}
    origins = read_settings("CSRF_TRUSTED_ORIGINS", env=env)["CSRF_TRUSTED_ORIGINS"]
    assert origins == ["https://b.example.org", "https://a.example.org"]


def test_folders_end_in_a_slash(read_settings: ReadSettings) -> None:
    env = {"MEDIA_ROOT": "/srv/media", "MEDIA_URL": "/media", "DJANGO_ADMIN_URL": "/staff"}
    assert read_settings("MEDIA_ROOT", "MEDIA_URL", "DJANGO_ADMIN_URL", env=env) == {
        "MEDIA_ROOT": "/srv/media/",
        "MEDIA_URL": "/media/",
        "DJANGO_ADMIN_URL": "staff/",
    }


def test_the_legacy_frontend_brings_its_static_files(read_settings: ReadSettings) -> None:
    env = {"FRONTEND": "legacy", "LEGACY_STATIC_ROOT": "/srv/mediacms/static"}
    assert "/srv/mediacms/static" in read_settings("STATICFILES_DIRS", env=env)["STATICFILES_DIRS"]
    for other in ({"FRONTEND": "modern"}, {"STATIC_ROOT": "/srv/mediacms/static/"}):
        values = read_settings("STATICFILES_DIRS", env=env | other)
        assert "/srv/mediacms/static" not in values["STATICFILES_DIRS"]


# -- database -------------------------------------------------------------------------------------------


def test_the_database_is_built_from_the_docker_variables(read_settings: ReadSettings) -> None:
    env = {"POSTGRES_HOST": "db", "POSTGRES_PORT": "6543", "POSTGRES_USER": "u", "POSTGRES_PASSWORD": "p"}
    database = read_settings("DATABASES", env=env)["DATABASES"]["default"]
    assert {name: database[name] for name in ("ENGINE", "NAME", "HOST", "PORT", "USER", "PASSWORD")} == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "mediacms",
        "HOST": "db",
        "PORT": 6543,
        "USER": "u",
        "PASSWORD": "p",
    }


def test_docker_variables_win_over_the_database_of_a_file(read_settings: ReadSettings) -> None:
    local = (
        "DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql', 'NAME': 'mine', 'HOST': 'old'}}"
    )
    database = read_settings("DATABASES", local=local, env={"POSTGRES_HOST": "new"})["DATABASES"]["default"]
    assert (database["NAME"], database["HOST"]) == ("mine", "new")


POOLED = """
DATABASES = {
    "default": {"ENGINE": "django.db.backends.postgresql", "NAME": "x", "OPTIONS": {"pool": {"max_size": 3}}}
}
"""


def test_workers_and_commands_have_no_pool(read_settings: ReadSettings) -> None:
    database = read_settings("DATABASES", local=POOLED)["DATABASES"]["default"]
    assert "pool" not in database["OPTIONS"]
    assert database["CONN_MAX_AGE"] == 60
    assert database["CONN_HEALTH_CHECKS"] is True


def test_web_processes_pool_their_connections(read_settings: ReadSettings) -> None:
    database = read_settings("DATABASES", env={"DATABASE_POOL": "true"})["DATABASES"]["default"]
    assert database["OPTIONS"]["pool"]["max_size"] == 8
    assert database["CONN_MAX_AGE"] == 0


def test_web_processes_take_the_pool_of_a_file(read_settings: ReadSettings) -> None:
    database = read_settings("DATABASES", local=POOLED, env={"DATABASE_POOL": "true"})["DATABASES"]["default"]
    assert database["OPTIONS"]["pool"] == {"max_size": 3}


def test_a_file_can_turn_the_pool_off(read_settings: ReadSettings) -> None:
    local = POOLED.replace('{"max_size": 3}', "False")
    database = read_settings("DATABASES", local=local, env={"DATABASE_POOL": "true"})["DATABASES"]["default"]
    assert "pool" not in database["OPTIONS"]


# -- switches -------------------------------------------------------------------------------------------


def test_approval_and_login_wall_stand_directly_behind_authentication(read_settings: ReadSettings) -> None:
    env = {"GLOBAL_LOGIN_REQUIRED": "1", "USERS_NEEDS_TO_BE_APPROVED": "1"}
    middleware = read_settings("MIDDLEWARE", env=env)["MIDDLEWARE"]
    behind = middleware.index(AUTHENTICATION) + 1
    assert middleware[behind : behind + 2] == [
        "cms.middleware.ApprovalMiddleware",
        "apps.users.middleware.LoginRequiredMiddleware",
    ]


def test_backends_are_those_that_legacy_sessions_name(read_settings: ReadSettings) -> None:
    model = "django.contrib.auth.backends.ModelBackend"
    allauth = "allauth.account.auth_backends.AuthenticationBackend"
    approval = "cms.auth_backends.ApprovalBackend"
    assert read_settings("AUTHENTICATION_BACKENDS")["AUTHENTICATION_BACKENDS"] == [model, allauth]
    values = read_settings("AUTHENTICATION_BACKENDS", env={"USERS_NEEDS_TO_BE_APPROVED": "1"})
    assert values["AUTHENTICATION_BACKENDS"] == [approval, allauth, model]


def test_learning_platforms_need_cookies_of_other_sites(read_settings: ReadSettings) -> None:
    names = ("SESSION_COOKIE_SAMESITE", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SAMESITE", "CSRF_COOKIE_SECURE")
    assert read_settings(*names, "RELATED_MEDIA_STRATEGY", env={"USE_LTI": "1"}) == {
        "SESSION_COOKIE_SAMESITE": "None",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SAMESITE": "None",
        "CSRF_COOKIE_SECURE": True,
        "RELATED_MEDIA_STRATEGY": "no_related",
    }


def test_development_mode_is_debug_mode(read_settings: ReadSettings) -> None:
    assert read_settings("DEBUG", env={"DEVELOPMENT_MODE": "True"}) == {"DEBUG": True}
    assert read_settings("DEBUG", env={"DEVELOPMENT_MODE": "False"}) == {"DEBUG": False}


def test_testing_runs_tasks_at_once(read_settings: ReadSettings) -> None:
    assert read_settings("CELERY_TASK_ALWAYS_EAGER", env={"TESTING": "True"}) == {
        "CELERY_TASK_ALWAYS_EAGER": True
    }


def test_the_sign_up_fields_follow_the_legacy_settings(read_settings: ReadSettings) -> None:
    assert read_settings("ACCOUNT_SIGNUP_FIELDS")["ACCOUNT_SIGNUP_FIELDS"] == [
        "email*",
        "username*",
        "password1*",
    ]
    local = "ACCOUNT_EMAIL_REQUIRED = False\nACCOUNT_SIGNUP_PASSWORD_ENTER_TWICE = True"
    fields = read_settings("ACCOUNT_SIGNUP_FIELDS", local=local)["ACCOUNT_SIGNUP_FIELDS"]
    assert fields == ["email", "username*", "password1*", "password2*"]


def test_scheduled_tasks_of_a_file_come_besides_ours(read_settings: ReadSettings) -> None:
    local = "CELERY_BEAT_SCHEDULE = {'extra': {'task': 'extra', 'schedule': 60}}"
    schedule = read_settings("CELERY_BEAT_SCHEDULE", local=local)["CELERY_BEAT_SCHEDULE"]
    assert {"extra", "clear_sessions", "get_list_of_popular_media", "update_listings_thumbnails"} <= set(
        schedule
    )


def test_templates_of_a_file_come_before_ours(read_settings: ReadSettings) -> None:
    (ours,) = read_settings("TEMPLATES")["TEMPLATES"]
    engine = {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": ["/srv/templates", "templates"],
        "OPTIONS": {
            "context_processors": ["files.context_processors.stuff", "mine.processor"],
            "debug": True,
        },
    }
    (merged,) = read_settings("TEMPLATES", local=f"TEMPLATES = [{engine!r}]")["TEMPLATES"]
    assert merged["DIRS"] == ["/srv/templates", *ours["DIRS"]]
    assert merged["APP_DIRS"] is True
    processors = merged["OPTIONS"]["context_processors"]
    assert processors == [*ours["OPTIONS"]["context_processors"], "mine.processor"]
    assert merged["OPTIONS"]["debug"] is True


def test_the_api_of_a_file_still_asks_for_approval(read_settings: ReadSettings) -> None:
    legacy = {
        "DEFAULT_AUTHENTICATION_CLASSES": (
            "rest_framework.authentication.TokenAuthentication",
            "mine.Authentication",
        ),
        "PAGE_SIZE": 20,
    }
    merged = read_settings("REST_FRAMEWORK", local=f"REST_FRAMEWORK = {legacy!r}")["REST_FRAMEWORK"]
    assert merged["DEFAULT_AUTHENTICATION_CLASSES"] == [
        "apps.users.authentication.TokenAuthentication",
        "mine.Authentication",
    ]
    assert merged["PAGE_SIZE"] == 20
    assert merged["DEFAULT_PERMISSION_CLASSES"] == ["apps.users.permissions.PassesLoginWall"]


# -- logging --------------------------------------------------------------------------------------------


def test_logs_go_to_the_console(read_settings: ReadSettings) -> None:
    assert list(read_settings("LOGGING")["LOGGING"]["handlers"]) == ["console"]


def test_errors_can_be_logged_to_a_file(read_settings: ReadSettings, tmp_path) -> None:
    logs = tmp_path / "logs"
    handlers = read_settings("LOGGING", env={"LOG_TO_FILE": "yes", "LOGS_DIR": str(logs)})["LOGGING"][
        "handlers"
    ]
    assert handlers["file"]["filename"] == f"{logs}/debug.log"
    assert logs.is_dir()


def test_the_logging_of_a_file_stays(read_settings: ReadSettings, tmp_path) -> None:
    local = f"LOGS_DIR = {str(tmp_path / 'l')!r}\nLOGGING = {{'version': 1}}"
    assert read_settings("LOGGING", local=local) == {"LOGGING": {"version": 1}}
    assert (tmp_path / "l").is_dir()
