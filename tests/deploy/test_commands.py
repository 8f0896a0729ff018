"""Data folder, ports, Python and npm packages, and the command lines."""

import json
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.embedded import bootstrap, chromium, cli, interpreter, network, start, status, testing
from deploy.embedded.data import AlreadyRunningError, DataFolder
from deploy.embedded.errors import PortalError

ROOT = cli.ROOT


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "var")


def test_data_folder_belongs_to_one_supervisor(data: DataFolder) -> None:
    assert not data.is_running()
    with data.locked():
        assert data.is_running()
        with pytest.raises(AlreadyRunningError):
            data.locked().__enter__()
    assert not data.is_running()


def test_second_start_names_the_address_of_the_first(
    data: DataFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    with data.locked():
        data.write_state({"url": "http://127.0.0.1:8123/"})
        assert start.main(cli.start_parser().parse_args(["--data", str(data.root)])) == 1
    assert "already running" in (output := capsys.readouterr().out)
    assert "http://127.0.0.1:8123/" in output


def test_state_and_secrets_are_for_the_owner_alone(data: DataFolder) -> None:
    data.create()
    data.write_state({"url": "x"})
    data.secret("secret_key")
    for path in (data.state_file, data.root / "secret_key"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_secret_is_made_once(data: DataFolder) -> None:
    data.create()
    assert data.secret("secret_key") == data.secret("secret_key")
    assert len(data.secret("secret_key")) == 64


def test_damaged_state_file_counts_as_none(data: DataFolder) -> None:
    data.create()
    data.state_file.write_text("{", encoding="utf-8")
    assert data.read_state() == {}


def test_reset_deletes_what_the_portal_made_and_nothing_else(data: DataFolder) -> None:
    data.create()
    (data.media / "video.mp4").write_bytes(b"")
    (data.root / "notes.txt").write_text("mine", encoding="utf-8")
    with data.locked():
        data.remove()
    assert not data.media.exists()
    assert (data.root / "notes.txt").exists()


def test_reset_follows_no_link_out_of_the_data_folder(data: DataFolder, tmp_path: Path) -> None:
    library = tmp_path / "library"
    library.mkdir()
    (library / "video.mp4").write_bytes(b"")
    data.root.mkdir()
    data.media.symlink_to(library)
    data.remove()
    assert (library / "video.mp4").exists()


@pytest.mark.parametrize("answer", ["", "no\n", "y\n"])
def test_reset_without_a_yes_deletes_nothing(
    data: DataFolder, answer: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    data.create()
    reply = tmp_path / "reply"
    reply.write_text(answer, encoding="utf-8")
    with reply.open(encoding="utf-8") as file:
        monkeypatch.setattr(sys, "stdin", file)
        assert start.main(cli.start_parser().parse_args(["--data", str(data.root), "--reset"])) == 1
    assert data.media.exists()


def test_taken_port_leads_to_the_next() -> None:
    with socket.socket() as taken:
        taken.bind((network.LOOPBACK, 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert port < network.first_free_port(network.LOOPBACK, port) <= port + network.PORTS_TRIED


def test_free_port_is_taken_as_wished() -> None:
    port = network.any_free_port()
    assert network.first_free_port(network.LOOPBACK, port) == port


def test_address_of_another_machine_is_refused_with_a_reason() -> None:
    with pytest.raises(PortalError, match=r"cannot listen on 192\.0\.2\.1:8000"):
        network.first_free_port("192.0.2.1", 8000)


def test_any_address_is_reached_through_the_loopback_interface() -> None:
    assert network.joined(network.reachable("0.0.0.0"), 80) == "127.0.0.1:80"  # noqa: S104
    assert network.joined(network.reachable("::"), 80) == "[::1]:80"


def test_status_of_a_portal_that_does_not_run(data: DataFolder, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--data", str(data.root)]
    assert status.main(cli.status_parser().parse_args(options)) == 1
    assert "No portal is running" in capsys.readouterr().out
    assert status.main(cli.status_parser().parse_args([*options, "--json"])) == 1
    assert json.loads(capsys.readouterr().out)["running"] is False
    assert not data.root.exists()


def test_tests_see_no_settings_of_the_caller(tmp_path: Path) -> None:
    environ = {
        "FRONTEND_HOST": "https://portal.example",
        "DEBUG": "True",
        "PYTEST_ADDOPTS": "-v",
        "PATH": "/bin",
    }
    environment = testing.environment(environ, tmp_path)
    assert "FRONTEND_HOST" not in environment
    assert environment["DEBUG"] == "False"
    assert environment["PYTEST_ADDOPTS"] == "-v"
    assert environment["MEDIA_ROOT"].startswith(str(tmp_path))


def test_unknown_arguments_of_the_test_command_reach_pytest() -> None:
    options, rest = cli.test_parser().parse_known_args(["--junit", "r.xml", "tests/deploy", "-k", "x", "-n0"])
    arguments = testing.pytest_arguments(options, rest)
    assert arguments[-4:] == ["tests/deploy", "-k", "x", "-n0"]
    assert f"--junitxml={Path('r.xml').absolute()}" in arguments


def test_served_npm_files_are_copied_and_packages_installed_once(tmp_path: Path) -> None:
    folder, target = tmp_path / "player", tmp_path / "static"
    (folder / "package").mkdir(parents=True)
    (folder / "package/package.json").write_text('{"name": "part", "version": "1.0.0"}', encoding="utf-8")
    (folder / "package/part.js").write_text("//", encoding="utf-8")
    manifest = {
        "name": "player",
        "dependencies": {"part": "file:package"},
        "staticFiles": {"part/part.js": "player/part.js"},
    }
    (folder / "package.json").write_text(json.dumps(manifest), encoding="utf-8")
    subprocess.run(
        ["npm", "install", "--package-lock-only", "--offline"], cwd=folder, check=True, capture_output=True
    )
    bootstrap.build_assets(folder, target)
    assert (target / "player/part.js").is_file()
    assert bootstrap.install_npm_packages(folder) is False


def test_old_node_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("node", "npm"):
        program = tmp_path / name
        program.write_text("#!/bin/sh\necho v18.19.0\n", encoding="utf-8")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    with pytest.raises(PortalError, match=r"Node 20 or newer is needed; this is v18\.19\.0"):
        bootstrap.require_node()


def test_missing_node_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(PortalError, match="was not found"):
        bootstrap.require_node()


def test_old_python_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SystemExit, match=r"Python 3\.11 to 3\.13 is needed"):
        interpreter.ensure_supported(["scripts/start"])


def test_interpreter_check_can_be_read_by_an_old_python() -> None:
    source = Path(interpreter.__file__).read_text(encoding="utf-8")
    compile(source, "interpreter.py", "exec", dont_inherit=True)
    assert "annotations" not in source
    assert "match " not in source


@pytest.mark.parametrize("script", ["start", "test", "manage"])
def test_help_needs_nothing_installed(script: str) -> None:
    result = subprocess.run(
        [sys.executable, "-S", "-E", str(ROOT / "scripts" / script), "--help"],
        check=True,
        capture_output=True,
        text=True,
        cwd="/",
    )
    assert result.stdout.startswith(f"usage: scripts/{script}")


def test_browser_of_the_caller_is_used() -> None:
    assert chromium.find({"CHROMIUM": "/opt/chrome"}) == "/opt/chrome"


def test_the_fonts_of_the_packaged_browser_lie_where_it_looks_for_them(tmp_path: Path) -> None:
    """A machine without fonts has only these, and Chromium crashes without any."""
    configuration = chromium.fonts_configuration(tmp_path / "a & b")
    assert f"<dir>{tmp_path}/a &amp; b/fonts</dir>" in configuration
