"""The media root of scripts/parity."""

import tarfile
from pathlib import Path

import pytest

from deploy.embedded.errors import PortalError
from deploy.parity.media import media_root, unpack


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A seed's media files."""
    (tmp_path / "clip.mp4").write_bytes(b"clip")
    path = tmp_path / "media_files.tar.gz"
    with tarfile.open(path, "w:gz") as files:
        files.add(tmp_path / "clip.mp4", "original/clip.mp4")
    return path


def test_it_is_made_and_emptied(tmp_path: Path, archive: Path) -> None:
    root = tmp_path / "some" / "where"
    with media_root(root):
        unpack(archive, root)
        assert (root / "original/clip.mp4").read_bytes() == b"clip"
    assert not list(root.iterdir())


def test_unpacking_removes_what_an_earlier_variant_left(tmp_path: Path, archive: Path) -> None:
    root = tmp_path / "root"
    with media_root(root):
        (root / "left").mkdir()
        unpack(archive, root)
        assert not (root / "left").exists()


def test_files_of_somebody_else_are_not_touched(tmp_path: Path) -> None:
    (tmp_path / "precious.mp4").touch()
    with pytest.raises(PortalError, match="holds files already"), media_root(tmp_path):
        pass
    assert (tmp_path / "precious.mp4").exists()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PortalError, match="cannot be made"), media_root(tmp_path / "file" / "root"):
        pass
