"""What nginx does with the template: files, access check, refusals, headers (spec/operations.md §5, §6)."""

from pathlib import Path

import pytest

from tests.deploy.conftest import Put, Site

UID = "0123456789abcdef0123456789abcdef"
VIDEO = bytes(range(256)) * 4


def test_protected_file_is_served_when_the_application_allows_it(site: Site, put: Put) -> None:
    answer = site.get(put(f"encoded/2/allowed/{UID}.mp4", VIDEO))
    assert (answer.status, answer.body) == (200, VIDEO)
    assert answer.headers["Content-Type"] == "video/mp4"
    assert answer.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize("folder", ["encoded", "hls", "original"])
@pytest.mark.parametrize(("word", "status"), [("denied", 403), ("login", 401)])
def test_refusal_of_the_application_is_passed_on(
    site: Site, put: Put, folder: str, word: str, status: int
) -> None:
    assert site.get(put(f"{folder}/{word}/{UID}.mp4")).status == status


def test_failing_access_check_does_not_serve_the_file(site: Site, put: Put) -> None:
    assert site.get(put(f"hls/broken/{UID}.ts", VIDEO)).body != VIDEO


def test_access_check_gets_the_address_as_sent_and_the_cookies(site: Site, put: Put) -> None:
    put("hls/allowed/a b.ts")
    site.auth_requests.clear()
    site.get("/media/hls/allowed/a%20b.ts?u=1", Cookie="sessionid=s", Host="portal.example:8000")
    request = site.auth_requests[0]
    assert request["X-Original-URI"] == "/media/hls/allowed/a%20b.ts?u=1"
    assert request["Cookie"] == "sessionid=s"
    assert request["Host"] == "portal.example:8000"
    assert request["method"] == "GET"


def test_visitor_cannot_choose_the_address_that_is_checked(site: Site, put: Put) -> None:
    path = put(f"hls/denied/{UID}.ts")
    assert site.get(path, X_Original_URI="/media/hls/allowed/x.ts").status == 403


def test_access_check_is_not_reachable_from_outside(site: Site) -> None:
    assert site.get("/_media_auth").status == 404


def test_head_of_a_protected_file_is_checked_too(site: Site, put: Put) -> None:
    assert site.request("HEAD", put(f"hls/denied/{UID}.ts")).status == 403
    assert site.request("HEAD", put(f"hls/allowed/{UID}.ts", VIDEO)).headers["Content-Length"] == "1024"


@pytest.mark.parametrize(
    ("wanted", "content_range", "body"),
    [
        ("bytes=0-9", "bytes 0-9/1024", VIDEO[:10]),
        ("bytes=1000-", "bytes 1000-1023/1024", VIDEO[1000:]),
        ("bytes=-4", "bytes 1020-1023/1024", VIDEO[-4:]),
    ],
)
def test_a_range_is_served_alone(site: Site, put: Put, wanted: str, content_range: str, body: bytes) -> None:
    answer = site.get(put(f"encoded/allowed/{UID}.webm", VIDEO), Range=wanted)
    assert (answer.status, answer.headers["Content-Range"], answer.body) == (206, content_range, body)


def test_range_behind_the_end_is_refused(site: Site, put: Put) -> None:
    assert site.get(put(f"encoded/allowed/{UID}.webm", VIDEO), Range="bytes=2000-").status == 416


def test_unchanged_file_is_not_sent_again(site: Site, put: Put) -> None:
    path = put("userlogos/user.jpg")
    etag = site.get(path).headers["ETag"]
    assert site.get(path, If_None_Match=etag).status == 304


@pytest.mark.parametrize("name", ["userlogos/2026/01/02/me.jpg", "tinymce_media/picture.png"])
def test_public_media_needs_no_check(site: Site, put: Put, name: str) -> None:
    site.auth_requests.clear()
    assert site.get(put(name)).status == 200
    assert not site.auth_requests


@pytest.mark.parametrize(
    "name",
    [
        "chunks/8e1f7f0c/0",
        "uploads/8e1f7f0c/allowed.mp4",
        "backup.sql",
        "other/allowed.mp4",
        "hls/allowed/.part.ts",
        "userlogos/.hidden/me.jpg",
    ],
)
def test_everything_else_in_the_media_root_is_refused(site: Site, put: Put, name: str) -> None:
    assert site.get(put(name)).status == 403


def test_folders_beside_the_media_root_are_out_of_reach(site: Site) -> None:
    backup = site.media.with_name("media files_backup") / "userlogos"
    backup.mkdir(parents=True)
    (backup / "me.jpg").write_bytes(b"content")
    assert b"content" not in site.get("/media_backup/userlogos/me.jpg").body.splitlines()


@pytest.mark.parametrize(
    "path",
    [
        "/media/userlogos/../chunks/x",
        "/media/userlogos/%2e%2e/chunks/x",
        "/media/userlogos/.%2E/chunks/x",
        "/media/userlogos/..%2fchunks/x",
        "/media/userlogos%2f..%2fchunks/x",
        "/media/userlogos/..",
        "/media/userlogos/..?x=1",
        "/static/../media/chunks/x",
        "/search/../x",
    ],
)
def test_parent_segments_are_refused(site: Site, path: str) -> None:
    assert site.get(path).status == 403


@pytest.mark.parametrize("path", ["/search?q=a/../b", "/search?next=%2f..%2f", "/a..b/c", "/...", "/a/..b"])
def test_dots_that_are_no_parent_segment_pass(site: Site, path: str) -> None:
    assert site.get(path).json["path"] == path


@pytest.mark.parametrize(
    "path",
    [
        f"/media/%65ncoded/denied/{UID}.mp4",
        f"/media//encoded/denied/{UID}.mp4",
        f"//media/encoded/denied/{UID}.mp4",
        f"/media/./encoded/denied/{UID}.mp4",
        f"/%6dedia/encoded/denied/{UID}.mp4",
        f"/media/encoded%2fdenied%2f{UID}.mp4",
    ],
)
def test_access_check_cannot_be_avoided_by_writing_the_path_differently(
    site: Site, put: Put, path: str
) -> None:
    put(f"encoded/denied/{UID}.mp4")
    assert site.get(path).status == 403


def test_names_with_special_characters_are_found(site: Site, put: Put) -> None:
    put("encoded/allowed/ä b%.mp4", VIDEO)
    assert site.get("/media/encoded/allowed/%C3%A4%20b%25.mp4").body == VIDEO


def test_folders_are_not_listed(site: Site, put: Put) -> None:
    put("hls/allowed/x.ts")
    assert site.get("/media/hls/allowed/").status == 403


@pytest.mark.parametrize(
    ("suffix", "content_type"),
    [
        ("m3u8", "application/vnd.apple.mpegurl"),
        ("ts", "video/mp2t"),
        ("m4s", "video/iso.segment"),
        ("vtt", "text/vtt"),
        ("webp", "image/webp"),
        ("avif", "image/avif"),
        ("webm", "video/webm"),
        ("xyz", "application/octet-stream"),
    ],
)
def test_content_types(site: Site, put: Put, suffix: str, content_type: str) -> None:
    assert site.get(put(f"hls/allowed/file.{suffix}")).headers["Content-Type"] == content_type


@pytest.mark.parametrize("name", ["userlogos/user.jpg", "hls/allowed/x.ts"])
def test_players_on_other_sites_may_load_media(site: Site, put: Put, name: str) -> None:
    headers = site.get(put(name)).headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Access-Control-Allow-Methods"] == "GET, POST, OPTIONS"
    assert headers["Access-Control-Allow-Headers"] == (
        "DNT,User-Agent,X-Requested-With,If-Modified-Since,Cache-Control,Content-Type,Range"
    )
    assert headers["Access-Control-Expose-Headers"] == "Content-Length,Content-Range"


def test_preflight_of_a_player_on_another_site_succeeds(site: Site, put: Put) -> None:
    answer = site.request("OPTIONS", put("hls/denied/x.ts"))
    assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (204, "*")


@pytest.mark.parametrize(
    ("name", "policy"),
    [
        ("hls/allowed/master.m3u8", "private, no-cache"),
        ("hls/allowed/segment.ts", "private, max-age=600"),
        ("original/allowed/video.mp4", "private, max-age=600"),
        ("userlogos/user.jpg", "public, max-age=3600"),
    ],
)
def test_how_long_media_is_kept(site: Site, put: Put, name: str, policy: str) -> None:
    assert site.get(put(name)).headers["Cache-Control"] == policy


@pytest.mark.parametrize(
    ("name", "policy"),
    [
        ("app.3f2a9c1b4d5e.js", "public, max-age=31536000, immutable"),
        ("app-0a1b2c3d.css", "public, max-age=31536000, immutable"),
        ("app.js", "public, max-age=300"),
        ("report-20240101.css", "public, max-age=300"),
    ],
)
def test_only_hashed_static_files_are_kept_for_ever(site: Site, name: str, policy: str) -> None:
    site.static.mkdir(exist_ok=True)
    (site.static / name).write_text("x", encoding="utf-8")
    assert site.get(f"/static/{name}").headers["Cache-Control"] == policy


def test_uploaded_pages_and_drawings_cannot_run_scripts_here(site: Site, put: Put) -> None:
    for name in ("userlogos/me.svg", "original/allowed/page.html"):
        headers = site.get(put(name)).headers
        assert "sandbox" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
    assert site.get(put("userlogos/me.jpg")).headers["Content-Security-Policy"] is None


def test_text_is_compressed_and_video_is_not(site: Site, put: Put) -> None:
    playlist = site.get(put("hls/allowed/long.m3u8", b"#EXTM3U\n" * 500), Accept_Encoding="gzip")
    assert playlist.headers["Content-Encoding"] == "gzip"
    video = site.get(put("hls/allowed/long.ts", b"x" * 4000), Accept_Encoding="gzip")
    assert video.headers["Content-Encoding"] is None


def test_application_learns_the_host_with_its_port(site: Site) -> None:
    assert site.get("/", Host="portal.example:8000").json["Host"] == "portal.example:8000"


def test_application_sees_one_client_address_and_the_scheme(site: Site) -> None:
    received = site.get("/").json
    assert received["X-Forwarded-For"] == received["X-Real-IP"] == "127.0.0.1"
    assert received["X-Forwarded-Proto"] == "http"


def test_trusted_proxy_tells_client_address_and_scheme(site: Site) -> None:
    received = site.get("/", X_Forwarded_For="6.6.6.6, 192.0.2.7", X_Forwarded_Proto="https").json
    assert received["X-Forwarded-For"] == received["X-Real-IP"] == "192.0.2.7"
    assert received["X-Forwarded-Proto"] == "https"


def test_nonsense_for_a_scheme_is_not_passed_on(site: Site) -> None:
    assert site.get("/", X_Forwarded_Proto="javascript").json["X-Forwarded-Proto"] == "http"


def test_application_gets_the_path_unchanged(site: Site) -> None:
    assert site.get("/a%2Fb//c?d=%20e").json["path"] == "/a%2Fb//c?d=%20e"


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/fu/upload/", 1_500_000, 200),
        ("/api/v1/media", 1_500_000, 200),
        ("/api/v2/uploads/1", 1_500_000, 200),
        ("/fu/upload/", 2_500_000, 413),
        ("/contact", 1_500_000, 413),
        ("/contact", 900_000, 200),
    ],
)
def test_large_bodies_are_taken_only_where_files_are_uploaded(
    site: Site, path: str, size: int, status: int
) -> None:
    answer = site.request("POST", path, body=b"x" * size)
    assert answer.status == status
    assert status != 200 or answer.json["length"] == size


def test_version_is_not_told(site: Site) -> None:
    assert site.get("/media/").headers["Server"] == "nginx"


def test_folder_without_its_slash_is_redirected_within_the_site(site: Site, put: Put) -> None:
    put("userlogos/2026/me.jpg")
    answer = site.get("/media/userlogos/2026")
    assert (answer.status, answer.headers["Location"]) == (301, "/media/userlogos/2026/")


def test_temporary_files_stay_in_the_run_folder(site: Site) -> None:
    assert {path.name for path in Path(site.media.parent).iterdir()} <= {
        *("media files", "media files_backup", "static", "run", "nginx.conf"),
    }
