"""The nginx configuration as text. What it makes nginx do: test_nginx.py."""

from pathlib import Path

import pytest

from deploy.nginx.render import WebServer, main, render, write


def server(**changes: object) -> WebServer:
    values = {
        "listen": ["127.0.0.1:8000"],
        "upstream": "127.0.0.1:9000",
        "media_root": Path("/srv/media_files"),
        "static_root": Path("/srv/static"),
        "run_dir": Path("/run/portal"),
    }
    return WebServer(**(values | changes))  # type: ignore[arg-type]


def test_no_variable_is_left_open() -> None:
    assert "@{" not in "".join(line for line in render(server()).splitlines() if not line.startswith("#"))


def test_every_variable_of_the_template_is_described_at_its_head() -> None:
    template = Path("deploy/nginx/portal.conf.template").read_text(encoding="utf-8")
    head, _, body = template.partition("daemon off;")
    used = {part.partition("}")[0] for part in body.split("@{")[1:]}
    assert used
    assert all(f"#   {name} " in head for name in used)


def test_several_addresses_are_listened_on() -> None:
    text = render(server(listen=["80", "[::]:80"]))
    assert "listen 80;" in text
    assert "listen [::]:80;" in text


def test_worker_user_is_named_only_on_demand() -> None:
    assert "user www-data;" in render(server(run_as="www-data"))
    assert "\nuser " not in render(server())


def test_folders_with_blanks_are_quoted() -> None:
    assert 'alias "/srv/my media/$1/$2";' in render(server(media_root=Path("/srv/my media")))


@pytest.mark.parametrize("folder", ["/srv/a$b", '/srv/a"b', "/srv/a\\b", "/srv/a\nb", "srv/relative"])
def test_folders_that_nginx_would_misread_are_refused(folder: str) -> None:
    with pytest.raises(ValueError, match=r"folder|absolute"):
        render(server(media_root=Path(folder)))


@pytest.mark.parametrize("upstream", ["127.0.0.1:9000; evil", "a b", "a{b", "$host"])
def test_words_that_would_end_a_directive_are_refused(upstream: str) -> None:
    with pytest.raises(ValueError, match="cannot stand"):
        render(server(upstream=upstream))


def test_trusted_proxies_must_be_networks() -> None:
    with pytest.raises(ValueError, match="does not appear to be"):
        render(server(trusted_proxies=["everybody"]))


def test_write_makes_the_temporary_folders(tmp_path: Path) -> None:
    write(server(run_dir=tmp_path), tmp_path / "nginx.conf")
    assert (tmp_path / "nginx.conf").read_text(encoding="utf-8").startswith("#")
    assert (tmp_path / "client_body").is_dir()


def test_command_line_prints_the_configuration(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--media-root", "/m", "--static-root", "/s", "--run-dir", "/r", "--listen", "8080"])
    output = capsys.readouterr().out
    assert "listen 8080;" in output
    assert 'alias "/s/";' in output
