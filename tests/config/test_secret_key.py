"""Where the secret key comes from."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.config.conftest import PROJECT, ReadSettings, RefusedError, environment

NO_KEY = {"SECRET_KEY": ""}


def test_the_key_of_the_environment_wins(read_settings: ReadSettings) -> None:
    values = read_settings("SECRET_KEY", env={"SECRET_KEY": "e" * 50}, local=f"SECRET_KEY = {'l' * 50!r}")
    assert values == {"SECRET_KEY": "e" * 50}


def test_a_key_in_the_local_file_is_enough(read_settings: ReadSettings) -> None:
    values = read_settings("SECRET_KEY", env=NO_KEY, local=f"SECRET_KEY = {'l' * 50!r}")
    assert values == {"SECRET_KEY": "l" * 50}


def test_the_legacy_key_file_is_read(read_settings: ReadSettings, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("of-the-legacy-server\n")
    values = read_settings("SECRET_KEY", env=NO_KEY | {"SECRET_KEY_FILE": str(file)})
    assert values == {"SECRET_KEY": "of-the-legacy-server"}


def test_a_missing_key_is_made_once_and_kept_private(read_settings: ReadSettings, tmp_path: Path) -> None:
    file = tmp_path / ".secret_key"
    first = read_settings("SECRET_KEY", env=NO_KEY | {"SECRET_KEY_FILE": str(file)})
    assert read_settings("SECRET_KEY", env=NO_KEY | {"SECRET_KEY_FILE": str(file)}) == first
    assert len(first["SECRET_KEY"]) >= 50
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [".secret_key"]


def test_processes_that_start_at_once_agree_on_a_key(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from config import secret_key; sys.stdin.read();"
        "print(secret_key.load_or_create(Path(sys.argv[1])))"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "key")]
    starters = [
        subprocess.Popen(
            command, cwd=PROJECT, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(8)
    ]
    for starter in starters:
        assert starter.stdin is not None
        starter.stdin.close()
        starter.stdin = None
    keys = {starter.communicate()[0].strip() for starter in starters}
    assert len(keys) == 1
    assert len(keys.pop()) >= 50


def test_an_empty_key_file_is_refused(read_settings: ReadSettings, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("\n")
    with pytest.raises(RefusedError, match=r"key is empty. Write a secret key into it"):
        read_settings("SECRET_KEY", env=NO_KEY | {"SECRET_KEY_FILE": str(file)})


def test_a_folder_that_cannot_hold_the_key_is_named(read_settings: ReadSettings, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match=r"No SECRET_KEY is set, and its file cannot be used: .*missing"):
        read_settings("SECRET_KEY", env=NO_KEY | {"SECRET_KEY_FILE": str(tmp_path / "missing" / "key")})
