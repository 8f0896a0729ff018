"""Runs a legacy ``local_settings.py`` and takes its names (spec/settings.md §2)."""

import ast
import os
import sys
import traceback
from dataclasses import dataclass, field
from importlib import import_module
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any

from django.conf import global_settings
from django.core.exceptions import ImproperlyConfigured

from config.reference import SETTINGS
from config.reference.setting import did_you_mean

MODULE = "cms.local_settings"
"""The name it has always had, so that it can import what lies beside it."""

PLACES = ("cms/local_settings.py", "local_settings.py")
"""Where it is looked for below the project, unless LOCAL_SETTINGS says where it is."""

HISTORICAL = frozenset(
    {"ADMIN_TOKEN", "CKEDITOR_CONFIGS", "LOGIN_REQUIRED_IGNORE_PATHS", "SSL_FRONTEND_HOST", "ROOT_URLCONF"}
)
"""Names of earlier releases that mean nothing any more and must not trouble anybody."""

FAMILIES = (
    *("ACCOUNT_", "ALLAUTH_", "SOCIALACCOUNT_", "CELERY_", "CELERYD_", "CELERYBEAT_", "BROKER_", "REDIS_"),
    *("CORS_", "JAZZMIN_", "DEBUG_TOOLBAR_", "IMAGEKIT_", "CRISPY_", "SWAGGER_", "REDOC_", "TINYMCE_"),
    *("MPTT_", "DJANGO_REDIS_", "SIMPLE_JWT", "SPECTACULAR_", "SENTRY_", "EMAIL_", "MESSAGE_"),
)
"""How settings begin of the libraries that either server uses, and those that Django has no default for."""


@dataclass(frozen=True)
class LocalSettings:
    """What the file says.

    Attributes:
        path: of the file; None if there is none.
        values: its public names in capitals.
    """

    path: Path | None = None
    values: dict[str, Any] = field(default_factory=dict)


def load(base_dir: Path, named: str = "") -> LocalSettings:
    """Find the file and run it.

    Args:
        base_dir: the project's folder.
        named: LOCAL_SETTINGS: a path, relative ones below `base_dir`; the null device for no file at all.

    Raises:
        ImproperlyConfigured: the named file is missing, the file fails, or it sets names that nobody knows.
    """
    path = _find(base_dir, named)
    if path is None:
        return LocalSettings()
    module = _run(path)
    values = {name: getattr(module, name) for name in _public(module) if name.isupper()}
    _refuse_unknown(path, values)
    return LocalSettings(path, {name: _accepted(name, value) for name, value in values.items()})


def _find(base_dir: Path, named: str) -> Path | None:
    if named == os.devnull:
        return None
    if named and not (base_dir / named).is_file():
        raise ImproperlyConfigured(f"LOCAL_SETTINGS names {named}, and there is no such file.")
    places = [named] if named else PLACES
    return next((base_dir / place for place in places if (base_dir / place).is_file()), None)


def _run(path: Path) -> ModuleType:
    """Run the file as the module that it is to the legacy server."""
    package = import_module(MODULE.partition(".")[0])
    package.__path__ = [str(path.parent)]
    spec = spec_from_file_location(MODULE, path, loader=SourceFileLoader(MODULE, str(path)))
    if spec is None or spec.loader is None:
        raise ImproperlyConfigured(f"{path} cannot be read as a Python module.")
    module = sys.modules[MODULE] = module_from_spec(spec)
    with _Located(path):
        spec.loader.exec_module(module)
    return module


class _Located:
    """Says in which line of a file an error happened, whatever error it is."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if error is None or kind in (KeyboardInterrupt, SystemExit):
            return
        if isinstance(error, SyntaxError) and error.filename == str(self.path):
            line = error.lineno
        else:
            lines = [
                frame.lineno for frame in traceback.extract_tb(where) if frame.filename == str(self.path)
            ]
            line = lines[-1] if lines else None
        raise ImproperlyConfigured(f"{self.path}, line {line}: {type(error).__name__}: {error}") from error


def _public(module: ModuleType) -> list[str]:
    """Return what ``from module import *`` would import."""
    unlisted = [name for name in vars(module) if not name.startswith("_")]
    return list(getattr(module, "__all__", unlisted))


def _accepted(name: str, value: Any) -> Any:
    """Return the value in the shape of its setting, such as a list for a tuple.

    A value of the wrong type stays as it is: the legacy server took it, and a system check names it.
    """
    setting = SETTINGS.get(name)
    if setting is None:
        return value
    try:
        return setting.accept(value)
    except ValueError:
        return value


def _refuse_unknown(path: Path, values: dict[str, Any]) -> None:
    """Refuse names that no part of the portal reads: they are misspelt, and would silently do nothing.

    Names that the file itself uses are its own business. A file that adds foreign applications may hold their
    settings, so there only names that resemble a known one are refused.
    """
    unknown = [name for name in values if not is_known(name)]
    if not unknown:
        return
    own = _used_names(path)
    foreign = any(name in values for name in ("INSTALLED_APPS", "MIDDLEWARE"))
    hints = {name: did_you_mean(name, known_names()) for name in unknown if name not in own}
    problems = [f"  {name}{hint}" for name, hint in hints.items() if hint or not foreign]
    if problems:
        raise ImproperlyConfigured(
            f"{path} sets names that are no settings (misspelt, or to be deleted):\n" + "\n".join(problems)
        )


def is_known(name: str) -> bool:
    """Whether a name is a setting of the portal, of Django or a library, or was one of an earlier release."""
    return name in known_names() or name.startswith(FAMILIES)


def known_names() -> frozenset[str]:
    """Return every name in capitals that settings may have, apart from families of libraries."""
    return frozenset(SETTINGS) | HISTORICAL | frozenset(filter(str.isupper, dir(global_settings)))


def _used_names(path: Path) -> frozenset[str]:
    """Return the names that the file reads, so those that it has made for itself."""
    nodes = ast.walk(ast.parse(path.read_bytes()))
    return frozenset(
        node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    )
