"""What the application is told: the caller's settings, else what follows from data folder and services."""

from collections.abc import Mapping

from deploy.embedded.data import DataFolder
from deploy.embedded.environment import Given, basics
from deploy.embedded.services import Services


def application_environment(
    environ: Mapping[str, str], given: Given, data: DataFolder, services: Services, url: str = ""
) -> dict[str, str]:
    """Return the whole environment of the application's programs.

    Args:
        environ: the caller's environment.
        given: the settings that the caller has made there or in a file.
        url: where the portal is reached, without a slash at its end; empty when it is not running.
    """
    defaults = {
        "MEDIA_ROOT": f"{data.media}/",
        "STATIC_ROOT": f"{data.static}/",
        "LOGS_DIR": str(data.log),
        "WHISPER_MODELS_DIR": f"{data.root / 'models'}/",
    }
    if url:
        defaults["FRONTEND_HOST"] = url
    if not given.secret_key:
        defaults["SECRET_KEY"] = data.secret("secret_key")
    missing = {name: value for name, value in defaults.items() if not given.has(name)}
    # An embedded server is known by all that describes it, whatever else the caller has said of another.
    return basics(environ) | missing | given.variables | services.variables
