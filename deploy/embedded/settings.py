"""What a portal on a data folder is told, unless the caller says otherwise."""

from deploy.embedded.data import DataFolder
from deploy.embedded.environment import Given


def portal_settings(given: Given, data: DataFolder) -> dict[str, str]:
    """Return the settings that follow from the data folder, without those that the caller has set."""
    defaults = {
        "MEDIA_ROOT": f"{data.media}/",
        "STATIC_ROOT": f"{data.static}/",
        "LOGS_DIR": str(data.log),
    }
    if not given.secret_key:
        defaults["SECRET_KEY"] = data.secret("secret_key")
    return {name: value for name, value in defaults.items() if not given.has(name)}
