"""PostgreSQL refuses to run as root: for root, it runs as a system user of its own.

That user must reach the program files and the data folder, often below a home directory that is closed to
others. Rather than opening those directories to everybody, this user alone gets the right to pass through
them, by an access control list (acl(5)).
"""

import os
import pwd
import stat
import struct
import subprocess
from pathlib import Path

from deploy.embedded.errors import PortalError

NAME = "portal-postgres"

_ACL = "system.posix_acl_access"
_VERSION = struct.pack("<I", 2)
_ENTRY = struct.Struct("<HHI")
_USER_OBJ, _USER, _GROUP_OBJ, _MASK, _OTHER = 0x01, 0x02, 0x04, 0x10, 0x20
_NO_ID = 0xFFFFFFFF
_EXECUTE = 1


class UnreachableError(PortalError):
    """The database's user cannot be made, or cannot be let in."""


def database_user() -> tuple[int, int] | None:
    """Return user and group id to run PostgreSQL as; None when the caller will do. Makes the user if needed.

    Raises:
        UnreachableError: when the user cannot be made.
    """
    if os.geteuid() != 0:
        return None
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        try:
            subprocess.run(command, check=True, capture_output=True, text=True)
            entry = pwd.getpwnam(NAME)
        except (OSError, KeyError, subprocess.CalledProcessError) as error:
            raise UnreachableError(
                f"PostgreSQL refuses to run as root, and the system user {NAME} could not be made ({error}). "
                "Start the portal as an ordinary user."
            ) from error
    return entry.pw_uid, entry.pw_gid


def let_through(path: Path, user: tuple[int, int]) -> None:
    """Let `user` pass through every folder above `path`.

    Raises:
        UnreachableError: when the file system has no access control lists.
    """
    for folder in path.resolve().parents:
        folder.mkdir(exist_ok=True, parents=True)
        status = folder.stat()
        if not _may_pass(status, user):
            _grant_passage(folder, status, user[0])


def make_readable(folder: Path) -> None:
    """Let everybody read a tree of program files, whatever the umask was when they were installed."""
    for path in (folder, *folder.rglob("*")):
        if path.is_symlink():
            continue
        mode = path.stat().st_mode
        wanted = mode | 0o444 | (0o111 if mode & stat.S_IXUSR else 0)
        if wanted != mode:
            path.chmod(stat.S_IMODE(wanted))


def _may_pass(status: os.stat_result, user: tuple[int, int]) -> bool:
    if status.st_uid == user[0]:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == user[1]:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def _grant_passage(folder: Path, status: os.stat_result, uid: int) -> None:
    entries = _read_acl(folder, status.st_mode)
    entries[_USER, uid] = _EXECUTE
    entries[_MASK, _NO_ID] = entries.get((_MASK, _NO_ID), entries[_GROUP_OBJ, _NO_ID]) | _EXECUTE
    packed = b"".join(
        _ENTRY.pack(tag, permissions, who) for (tag, who), permissions in sorted(entries.items())
    )
    try:
        os.setxattr(folder, _ACL, _VERSION + packed)
    except OSError as error:
        raise UnreachableError(
            f"PostgreSQL refuses to run as root, and its user {NAME} cannot reach {folder} ({error}). "
            f"Start the portal as an ordinary user, or `chmod o+x {folder}`."
        ) from error


def _read_acl(folder: Path, mode: int) -> dict[tuple[int, int], int]:
    """Return the list as {(tag, id): permissions}; without one, the entries that the mode stands for."""
    try:
        packed = os.getxattr(folder, _ACL)
    except OSError:
        return {
            (_USER_OBJ, _NO_ID): mode >> 6 & 7,
            (_GROUP_OBJ, _NO_ID): mode >> 3 & 7,
            (_OTHER, _NO_ID): mode & 7,
        }
    return {(tag, who): permissions for tag, permissions, who in _ENTRY.iter_unpack(packed[len(_VERSION) :])}
