"""What ``manage.py check`` and ``check --deploy`` say of the settings."""

import pytest

from config.checks import check_deployment, check_values


def ids(messages) -> set[str]:
    return {message.id for message in messages}


@pytest.fixture
def safe(settings):
    """Settings of a portal that nothing is wrong with."""
    settings.FRONTEND_HOST = "https://media.example.org"
    settings.ALLOWED_HOSTS = ["media.example.org"]
    settings.SECRET_KEY = "Zk3-x8vQ1m_7TtYw0pLr5nJc9bHd2sFg6aEuXiOq4y"
    settings.DATABASES = {
        "default": {**settings.DATABASES["default"], "HOST": "db", "PASSWORD": "long and own"}
    }
    settings.HLS_DIR = f"{settings.MEDIA_ROOT}hls/"
    return settings


def test_a_safe_portal_passes(safe) -> None:
    assert not check_deployment()
    assert not check_values()


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [
        ("ALLOWED_HOSTS", ["*"], "portal.W101"),
        ("SECRET_KEY", "short", "portal.W102"),
        ("SECRET_KEY", "ab" * 40, "portal.W102"),
        ("SECRET_KEY", "django-insecure-Zk3-x8vQ1m_7TtYw0pLr5nJc9bHd2sFg6aEuXiOq4y", "portal.W102"),
        ("FRONTEND_HOST", "http://localhost", "portal.W103"),
        ("FRONTEND_HOST", "http://127.0.0.1:8000", "portal.W103"),
        ("FRONTEND_HOST", "http://media.example.org", "portal.W104"),
        ("DATABASES", {"default": {"HOST": "db", "PASSWORD": "mediacms"}}, "portal.W106"),
        ("USE_X_ACCEL_REDIRECT", False, "portal.W107"),
    ],
)
def test_what_is_unsafe_is_named(safe, name: str, value, number: str) -> None:
    setattr(safe, name, value)
    assert number in ids(check_deployment())


def test_cookies_for_other_sites_need_https(safe) -> None:
    safe.USE_LTI, safe.FRONTEND_HOST = True, "http://media.example.org"
    assert "portal.W105" in ids(check_deployment())


def test_a_password_less_socket_is_fine(safe) -> None:
    safe.DATABASES = {"default": {"HOST": "/run/postgresql", "PASSWORD": ""}}
    assert "portal.W106" not in ids(check_deployment())


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [
        ("USE_RBAC", "False", "portal.W001"),
        ("PORTAL_WORKFLOW", "secret", "portal.W001"),
        ("TRUSTED_PROXIES", ["proxy"], "portal.E001"),
        ("FRONTEND", "legacy", "portal.W002"),
        ("HLS_DIR", "/elsewhere/hls/", "portal.W003"),
    ],
)
def test_doubtful_values_are_named(safe, name: str, value, number: str) -> None:
    setattr(safe, name, value)
    assert number in ids(check_values())


def test_a_folder_without_the_legacy_frontend_is_named(safe, tmp_path) -> None:
    safe.FRONTEND, safe.LEGACY_STATIC_ROOT = "legacy", str(tmp_path)
    assert ids(check_values()) == {"portal.W004"}
    (tmp_path / "js").mkdir()
    (tmp_path / "js/_commons.js").touch()
    assert not check_values()
