"""What the programs see of the caller's environment, and which services the caller brings along."""

import ast
import os
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.embedded.errors import PortalError

ROOT = Path(__file__).resolve().parents[2]

BASICS = frozenset(
    (
        *("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "LD_LIBRARY_PATH"),
        *("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"),
        *("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"),
    )
)
# For the superuser alone: they reach the set-up, and no program that stays.
ADMIN_VARIABLES = frozenset({"ADMIN_USER", "ADMIN_EMAIL", "ADMIN_PASSWORD"})

OWN_PREFIX = "PORTAL_"
_VARIABLE = re.compile(r"\b[A-Z][A-Z0-9_]{2,}\b")


def basics(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that any program may need: search path, language, time zone, proxies."""
    return {name: value for name, value in environ.items() if name in BASICS or name.startswith("LC_")} | {
        "PYTHONUNBUFFERED": "1"
    }


def setting_names(root: Path = ROOT) -> frozenset[str]:
    """Return the names that the project's configuration mentions: each can be set as a variable."""
    texts = (path.read_text(encoding="utf-8") for path in (root / "config").rglob("*.py"))
    return frozenset(name for text in texts for name in _VARIABLE.findall(text))


def settings_from(environ: Mapping[str, str], names: Collection[str]) -> dict[str, str]:
    """Return the caller's own settings, without those of the superuser. An empty variable counts as not set.

    Whatever looks like one of ours is among them, so that the application can name what is misspelt.
    """
    return {
        name: value
        for name, value in environ.items()
        if value and (name in names or name.startswith(OWN_PREFIX)) and name not in ADMIN_VARIABLES
    }


def local_settings_file(environ: Mapping[str, str], root: Path = ROOT) -> Path | None:
    """Return the operator's settings file, looked for where config/local_settings.py does."""
    named = environ.get("LOCAL_SETTINGS")
    candidates = [named] if named else ["cms/local_settings.py", "local_settings.py"]
    return next((root / path for path in candidates if (root / path).is_file()), None)


def assigned_names(path: Path) -> frozenset[str]:
    """Return the names that a settings file assigns anywhere, also by item (`DATABASES["default"] = …`).

    Raises:
        PortalError: when the file is not Python.
    """
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (SyntaxError, UnicodeDecodeError) as error:
        raise PortalError(f"{path} cannot be read as Python: {error}") from error
    return frozenset(name for node in ast.walk(tree) for name in _targets(node))


def _targets(node: ast.AST) -> Iterable[str]:
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign | ast.AugAssign):
        targets = [node.target]
    else:
        return
    for target in targets:
        for part in ast.walk(target):
            if isinstance(part, ast.Name) and part.id.isupper():
                yield part.id


@dataclass(frozen=True)
class Given:
    """What the caller has set.

    Args:
        variables: settings in the environment.
        assigned: names that the settings file assigns.
        key_file: whether the project's folder has a `.secret_key`.
    """

    variables: dict[str, str] = field(default_factory=dict)
    assigned: frozenset[str] = frozenset()
    key_file: bool = False

    @classmethod
    def read(cls, environ: Mapping[str, str] = os.environ, root: Path = ROOT) -> "Given":
        """Read the environment and the local settings file.

        Raises:
            PortalError: when the settings file is not Python.
        """
        file = local_settings_file(environ, root)
        variables = settings_from(environ, setting_names(root))
        assigned = assigned_names(file) if file else frozenset()
        return cls(variables, assigned, (root / ".secret_key").is_file())

    def has(self, *names: str) -> bool:
        """Whether the caller has set one of these settings."""
        return any(name in self.variables or name in self.assigned for name in names)

    @property
    def database(self) -> bool:
        """Whether there is a PostgreSQL server to use."""
        return self.has("POSTGRES_HOST", "DATABASES")

    @property
    def redis(self) -> bool:
        """Whether there is a Redis or Valkey server to use."""
        return self.has("REDIS_LOCATION", "CACHES", "BROKER_URL")

    @property
    def secret_key(self) -> bool:
        """Whether there is a secret key to go on with."""
        return self.key_file or self.has("SECRET_KEY", "SECRET_KEY_FILE")
