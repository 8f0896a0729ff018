"""Probes of supervisors and load balancers."""

import pytest
from django.db import connection
from django.test import Client

from apps.common import health


def test_a_living_process_answers_without_anything_else(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_a_portal_that_can_work_is_ready(client: Client, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = f"{tmp_path}/"
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "checks": {"database": "ok", "cache": "ok", "media_root": "ok"},
    }


@pytest.mark.django_db
def test_a_missing_media_root_is_named(client: Client, settings, tmp_path, caplog) -> None:
    settings.MEDIA_ROOT = f"{tmp_path}/gone/"
    response = client.get("/readyz")
    assert (response.status_code, response.json()["checks"]["media_root"]) == (503, "failed")
    assert "gone" in caplog.text
    assert "gone" not in response.content.decode()


@pytest.mark.django_db
def test_a_cache_that_is_down_is_named(client: Client, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = f"{tmp_path}/"
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    response = client.get("/readyz")
    assert (response.status_code, response.json()["checks"]["cache"]) == (503, "failed")


@pytest.mark.django_db
def test_a_database_that_is_down_is_named(client: Client, settings, tmp_path, monkeypatch) -> None:
    settings.MEDIA_ROOT = f"{tmp_path}/"

    def refuse(*args: object) -> None:
        raise health.DatabaseError("connection refused at 10.0.0.5")

    monkeypatch.setattr(connection, "cursor", refuse)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["checks"]["database"]) == (503, "failed")
    assert "10.0.0.5" not in response.content.decode()


def test_probes_need_no_host_and_no_https(client: Client, settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz", headers={"host": "10.0.0.7"}).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
