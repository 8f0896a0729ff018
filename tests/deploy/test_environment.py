"""Which services are embedded, and what programs get to see."""

from pathlib import Path

import pytest

from deploy.embedded.data import DataFolder
from deploy.embedded.environment import Given, basics, setting_names
from deploy.embedded.errors import PortalError
from deploy.embedded.services import Services
from deploy.embedded.settings import application_environment


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose configuration knows some settings."""
    (tmp_path / "config").mkdir()
    names = (
        "POSTGRES_HOST",
        "REDIS_LOCATION",
        "PORTAL_NAME",
        "SECRET_KEY",
        "ADMIN_PASSWORD",
        "LOCAL_SETTINGS",
    )
    (tmp_path / "config/settings.py").write_text(
        "\n".join(f"env('{name}')" for name in names), encoding="utf-8"
    )
    return tmp_path


def local_settings(project: Path, text: str, path: str = "local_settings.py") -> Path:
    file = project / path
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_everything_is_embedded_when_nothing_is_given(project: Path, tmp_path: Path) -> None:
    services = Services.choose(Given.read({}, project), tmp_path)
    assert services.postgres
    assert services.valkey
    assert {"POSTGRES_HOST", "REDIS_LOCATION", "FFMPEG_COMMAND", "FFPROBE_COMMAND"} <= set(services.variables)


def test_database_of_the_caller_is_used(project: Path, tmp_path: Path) -> None:
    services = Services.choose(Given.read({"POSTGRES_HOST": "db.example"}, project), tmp_path)
    assert services.postgres is None
    assert services.valkey
    assert "POSTGRES_HOST" not in services.variables


def test_redis_of_the_caller_is_used(project: Path, tmp_path: Path) -> None:
    services = Services.choose(Given.read({"REDIS_LOCATION": "redis://cache/1"}, project), tmp_path)
    assert services.valkey is None
    assert services.postgres


def test_empty_variable_is_not_a_choice(project: Path) -> None:
    assert not Given.read({"POSTGRES_HOST": ""}, project).database


@pytest.mark.parametrize("path", ["local_settings.py", "cms/local_settings.py"])
@pytest.mark.parametrize(
    "text",
    [
        "DATABASES = {'default': {}}",
        "DATABASES['default']['HOST'] = 'db'",
        "if True:\n    DATABASES: dict = {}",
        "import os\nDEBUG, DATABASES = False, {}",
    ],
)
def test_database_of_the_settings_file_is_used(project: Path, path: str, text: str) -> None:
    local_settings(project, text, path)
    given = Given.read({}, project)
    assert given.database
    assert not given.redis


def test_names_that_are_only_read_are_no_choice(project: Path) -> None:
    local_settings(project, "print(DATABASES)  # CACHES = 1\nlower = 'REDIS_LOCATION'")
    given = Given.read({}, project)
    assert not given.database
    assert not given.redis


def test_settings_file_may_lie_elsewhere(project: Path, tmp_path: Path) -> None:
    file = local_settings(tmp_path, "CACHES = {}", "portal.py")
    given = Given.read({"LOCAL_SETTINGS": str(file)}, project)
    assert given.redis
    assert given.variables["LOCAL_SETTINGS"] == str(file)


def test_broken_settings_file_is_named(project: Path) -> None:
    local_settings(project, "DATABASES = {")
    with pytest.raises(PortalError, match=r"local_settings\.py cannot be read"):
        Given.read({}, project)


def test_settings_of_the_caller_are_passed_on_and_nothing_unrelated(project: Path) -> None:
    environ = {"PORTAL_NAME": "Example", "AWS_SECRET_ACCESS_KEY": "secret", "EDITOR": "vi"}
    assert Given.read(environ, project).variables == {"PORTAL_NAME": "Example"}


def test_misspelt_settings_reach_the_application_which_names_them(project: Path) -> None:
    assert Given.read({"PORTAL_NMAE": "Example"}, project).variables == {"PORTAL_NMAE": "Example"}


def test_administrators_password_is_not_passed_on(project: Path) -> None:
    assert Given.read({"ADMIN_PASSWORD": "secret"}, project).variables == {}


def test_every_setting_that_the_configuration_mentions_can_be_given(project: Path) -> None:
    assert "PORTAL_NAME" in setting_names(project)


def test_programs_keep_language_time_zone_and_proxies() -> None:
    environ = {
        "PATH": "/bin",
        "LC_ALL": "C",
        "TZ": "UTC",
        "https_proxy": "http://proxy",
        "SSH_AUTH_SOCK": "/x",
    }
    assert basics(environ) == {
        "PATH": "/bin",
        "LC_ALL": "C",
        "TZ": "UTC",
        "https_proxy": "http://proxy",
        "PYTHONUNBUFFERED": "1",
    }


def test_application_is_told_of_data_folder_services_and_address(project: Path, tmp_path: Path) -> None:
    data = DataFolder(tmp_path / "var")
    data.create()
    given = Given.read({}, project)
    services = Services.choose(given, data.root)
    told = application_environment({"PATH": "/bin"}, given, data, services, "http://127.0.0.1:8000")
    assert told["FRONTEND_HOST"] == "http://127.0.0.1:8000"
    assert told["MEDIA_ROOT"] == f"{tmp_path}/var/media_files/"
    assert told["POSTGRES_HOST"] == services.variables["POSTGRES_HOST"]
    assert len(told["SECRET_KEY"]) == 64


def test_what_the_caller_says_wins(project: Path, tmp_path: Path) -> None:
    local_settings(project, "MEDIA_ROOT = '/srv/media/'")
    data = DataFolder(tmp_path / "var")
    data.create()
    given = Given.read({"SECRET_KEY": "chosen"}, project)
    told = application_environment({}, given, data, Services.choose(given, data.root))
    assert told["SECRET_KEY"] == "chosen"
    assert "MEDIA_ROOT" not in told


def test_embedded_database_is_not_mixed_with_another(project: Path, tmp_path: Path) -> None:
    (project / "config/more.py").write_text("POSTGRES_NAME", encoding="utf-8")
    data = DataFolder(tmp_path / "var")
    data.create()
    given = Given.read({"POSTGRES_NAME": "elsewhere", "POSTGRES_HOST": ""}, project)
    services = Services.choose(given, data.root)
    told = application_environment({}, given, data, services)
    assert {name: told[name] for name in services.variables} == services.variables
