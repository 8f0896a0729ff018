"""Defaults, the local settings file and the environment: which of them wins, and what is refused."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.config.conftest import PROJECT, ReadSettings, RefusedError, environment

LEGACY_DOCKER_FILE = """
import os

FRONTEND_HOST = os.getenv("FRONTEND_HOST", "http://localhost")
PORTAL_NAME = os.getenv("PORTAL_NAME", "MediaCMS")
REDIS_LOCATION = os.getenv("REDIS_LOCATION", "redis://redis:6379/1")
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.getenv("POSTGRES_NAME", "mediacms"),
        "HOST": os.getenv("POSTGRES_HOST", "db"),
        "PORT": os.getenv("POSTGRES_PORT", "5432"),
        "USER": os.getenv("POSTGRES_USER", "mediacms"),
        "PASSWORD": os.getenv("POSTGRES_PASSWORD", "mediacms"),
        "OPTIONS": {"pool": {"min_size": 2, "max_size": 8, "timeout": 10}},
    }
}
CACHES = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": REDIS_LOCATION,
        "OPTIONS": {"CLIENT_CLASS": "django_redis.client.DefaultClient"},
    }
}
BROKER_URL = REDIS_LOCATION
CELERY_RESULT_BACKEND = BROKER_URL
MP4HLS_COMMAND = "/home/mediacms.io/bento4/bin/mp4hls"
DEBUG = os.getenv("DEBUG", "False") == "True"
"""

LEGACY_HOST_FILE = """
FRONTEND_HOST='http://media.example.org'
PORTAL_NAME='Example'
SSL_FRONTEND_HOST = FRONTEND_HOST.replace('http', 'https')
SECRET_KEY='of-the-installer-script-0123456789-0123456789-0123456789'
LOCAL_INSTALL = True
"""


def test_defaults_hold_without_any_source(read_settings: ReadSettings) -> None:
    assert read_settings("PORTAL_NAME", "USE_RBAC", "MINIMUM_RESOLUTIONS_TO_ENCODE") == {
        "PORTAL_NAME": "MediaCMS",
        "USE_RBAC": False,
        "MINIMUM_RESOLUTIONS_TO_ENCODE": [144, 240],
    }


def test_a_local_file_wins_over_defaults(read_settings: ReadSettings) -> None:
    values = read_settings("PORTAL_NAME", "PORTAL_DESCRIPTION", local="PORTAL_NAME = 'Ours'")
    assert values == {"PORTAL_NAME": "Ours", "PORTAL_DESCRIPTION": ""}


def test_the_environment_wins_over_a_local_file(read_settings: ReadSettings) -> None:
    values = read_settings(
        "PORTAL_NAME", "USE_RBAC", env={"PORTAL_NAME": "Env"}, local="PORTAL_NAME = 'Local'\nUSE_RBAC = True"
    )
    assert values == {"PORTAL_NAME": "Env", "USE_RBAC": True}


def test_an_empty_variable_counts_as_not_set(tmp_path: Path) -> None:
    program = "from config import env; print(env.read({'PORTAL_NAME': ' ', 'USE_RBAC': ''}))"
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "{}"


def test_the_docker_file_of_the_legacy_server_works_unchanged(read_settings: ReadSettings) -> None:
    values = read_settings(
        *("DATABASES", "CACHES", "BROKER_URL", "FRONTEND_HOST", "DEBUG", "MP4HLS_COMMAND", "ALLOWED_HOSTS"),
        env={
            "FRONTEND_HOST": "https://media.example.org",
            "POSTGRES_HOST": "db7",
            "REDIS_LOCATION": "redis://cache:6379/3",
            "DEBUG": "False",
        },
        local=LEGACY_DOCKER_FILE,
    )
    assert values["DATABASES"]["default"]["HOST"] == "db7"
    assert values["DATABASES"]["default"]["NAME"] == "mediacms"
    assert values["CACHES"]["default"]["LOCATION"] == values["BROKER_URL"] == "redis://cache:6379/3"
    assert values["MP4HLS_COMMAND"] == "/home/mediacms.io/bento4/bin/mp4hls"
    assert values["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]", "media.example.org"]
    assert values["DEBUG"] is False


def test_the_docker_file_without_variables_keeps_its_own_defaults(read_settings: ReadSettings) -> None:
    values = read_settings("DATABASES", "BROKER_URL", local=LEGACY_DOCKER_FILE)
    assert values["DATABASES"]["default"]["HOST"] == "db"
    assert values["BROKER_URL"] == "redis://redis:6379/1"


def test_the_file_of_the_old_installer_works_unchanged(read_settings: ReadSettings) -> None:
    values = read_settings(
        "FRONTEND_HOST", "SSL_FRONTEND_HOST", "SECRET_KEY", local=LEGACY_HOST_FILE, env={"SECRET_KEY": ""}
    )
    assert values["SSL_FRONTEND_HOST"] == "https://media.example.org"
    assert values["SECRET_KEY"].startswith("of-the-installer-script")


def test_names_with_an_underscore_stay_private(read_settings: ReadSettings) -> None:
    local = "_PORTAL_NAME = 'no'\nportal_name = 'no'"
    assert read_settings("PORTAL_NAME", "_PORTAL_NAME", local=local) == {
        "PORTAL_NAME": "MediaCMS",
        "_PORTAL_NAME": "not there",
    }


def test_all_decides_what_a_file_exports(read_settings: ReadSettings) -> None:
    local = "__all__ = ['USE_RBAC']\nUSE_RBAC = True\nPORTAL_NAME = 'not exported'"
    values = read_settings("USE_RBAC", "PORTAL_NAME", local=local)
    assert values == {"USE_RBAC": True, "PORTAL_NAME": "MediaCMS"}


def test_a_file_can_import_what_lies_beside_it(read_settings: ReadSettings, tmp_path: Path) -> None:
    (tmp_path / "passwords.py").write_text("SMTP = 'secret'")
    local = "from cms.passwords import SMTP as _smtp\nfrom . import passwords\nEMAIL_HOST_PASSWORD = _smtp"
    assert read_settings("EMAIL_HOST_PASSWORD", local=local) == {"EMAIL_HOST_PASSWORD": "secret"}


@pytest.mark.parametrize("place", ["cms/local_settings.py", "local_settings.py"])
def test_a_file_is_found_where_it_always_was(tmp_path: Path, place: str) -> None:
    file = tmp_path / place
    file.parent.mkdir(exist_ok=True)
    file.write_text("PORTAL_NAME = __name__")
    program = (
        "import sys; from pathlib import Path; from config import legacy_imports, local_settings;"
        "legacy_imports.install(); print(local_settings.load(Path(sys.argv[1])).values)"
    )
    result = subprocess.run(
        [sys.executable, "-B", "-c", program, str(tmp_path)],
        cwd=PROJECT,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.strip() == "{'PORTAL_NAME': 'cms.local_settings'}"


def test_a_named_file_that_is_missing_is_refused(read_settings: ReadSettings) -> None:
    with pytest.raises(RefusedError, match=r"LOCAL_SETTINGS names /nowhere/x.py, and there is no such file"):
        read_settings("DEBUG", env={"LOCAL_SETTINGS": "/nowhere/x.py"})


@pytest.mark.parametrize(
    ("local", "message"),
    [
        ("DEBUG = False\nimport not_installed", r"local_settings.py, line 2: ModuleNotFoundError: No module"),
        ("DEBUG = False\n\nPORT = int('x')", r"local_settings.py, line 3: ValueError: invalid literal"),
        ("DEBUG = False\nDEBUG == =", r"local_settings.py, line 2: SyntaxError"),
        ("def f():\n    return 1 / 0\nDEBUG = f()", r"local_settings.py, line 2: ZeroDivisionError"),
    ],
)
def test_errors_in_a_file_are_named_with_their_line(
    read_settings: ReadSettings, local: str, message: str
) -> None:
    with pytest.raises(RefusedError, match=message):
        read_settings("DEBUG", local=local)


def test_misspelt_names_in_a_file_are_refused_with_a_suggestion(read_settings: ReadSettings) -> None:
    with pytest.raises(RefusedError, match=r"USE_RBACK; did you mean USE_RBAC\?") as refusal:
        read_settings("USE_RBAC", local="USE_RBACK = True\nQWERTZ = 1\nPORTAL_NAME = 'fine'")
    assert "QWERTZ" in str(refusal.value)
    assert "PORTAL_NAME" not in str(refusal.value)


@pytest.mark.parametrize(
    "line",
    [
        "SECURE_PROXY_SSL_HEADER = ('HTTP_X_FORWARDED_PROTO', 'https')",
        "SOCIALACCOUNT_AUTO_SIGNUP = True",
        "ACCOUNT_PREVENT_ENUMERATION = 'strict'",
        "ACCOUNT_AUTHENTICATION_METHOD = 'username_email'",
        "ADMIN_TOKEN = 'x'",
        "CKEDITOR_CONFIGS = {}",
        "LOGIN_REQUIRED_IGNORE_PATHS = ['/x']",
        "EMAIL_USE_LOCALTIME = True",
        "EMAIL_FILE_PATH = '/tmp/mails'",
        "DOMAIN = 'a.example.org'\nFRONTEND_HOST = f'https://{DOMAIN}'",
        "INSTALLED_APPS = ['shop']\nSHOP_COLOUR = 'red'",
    ],
)
def test_names_that_somebody_reads_are_accepted(read_settings: ReadSettings, line: str) -> None:
    read_settings("DEBUG", local=line)


def test_tuples_are_accepted_where_lists_are_meant(read_settings: ReadSettings) -> None:
    values = read_settings("ALLOWED_HOSTS", local="ALLOWED_HOSTS = ('a.example.org',)")
    assert values["ALLOWED_HOSTS"] == ["a.example.org", "localhost"]
