"""Finds the secret key, or makes one that every process of the installation then shares."""

import os
import secrets
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

LENGTH = 64


def load_or_create(path: Path) -> str:
    """Return the key in a file; if there is none, make the file with a new key, readable by its owner alone.

    Processes that start at the same time agree: the file appears whole, and the first one wins.

    Raises:
        ImproperlyConfigured: the file is empty or cannot be read, or no file can be made.
    """
    try:
        if not path.exists():
            _create(path)
        key = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(
            f"No SECRET_KEY is set, and its file cannot be used: {error}. Set SECRET_KEY, or SECRET_KEY_FILE "
            "to a file in a folder that the server may write."
        ) from error
    if not key:
        raise ImproperlyConfigured(
            f"{path} is empty. Write a secret key into it, or delete it to get a new one."
        )
    return key


def _create(path: Path) -> None:
    handle, temporary = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)  # mode 600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(LENGTH) + "\n")
            file.flush()
            os.fsync(file.fileno())
        # Unlike renaming, linking fails if the name is taken.
        Path(path).hardlink_to(temporary)
    except FileExistsError:
        pass
    finally:
        Path(temporary).unlink()
