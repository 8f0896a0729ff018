"""What follows from the settings once all sources are read (spec/settings.md §3).

Each step takes all settings and returns those that it changes.
"""

import copy
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from config import merging, secret_key
from config.layers import Layers

Values = Mapping[str, Any]

LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

AUTHENTICATION = "django.contrib.auth.middleware.AuthenticationMiddleware"
APPROVAL = "cms.middleware.ApprovalMiddleware"
LOGIN_WALL = "apps.users.middleware.LoginRequiredMiddleware"
APPROVAL_BACKEND = "cms.auth_backends.ApprovalBackend"
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
ALLAUTH_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SAML_APP = "allauth.socialaccount.providers.saml"

# allauth warns of these; ACCOUNT_SIGNUP_FIELDS says the same.
CONSUMED = frozenset(
    {"ACCOUNT_EMAIL_REQUIRED", "ACCOUNT_USERNAME_REQUIRED", "ACCOUNT_SIGNUP_PASSWORD_ENTER_TWICE"}
)

POSTGRESQL = "django.db.backends.postgresql"
POOL = {"min_size": 2, "max_size": 8, "timeout": 10, "max_lifetime": 1800, "max_idle": 600}
CONNECTION_SECONDS = 60
# Orders of listings are those of the legacy server only under this collation. Django has no option for it, so
# it goes into the clause that Django makes of the encoding: ENCODING '…'.
TEST_DATABASE = {
    "TEMPLATE": "template0",
    "CHARSET": "UTF8' LOCALE_PROVIDER 'libc' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8",
}


def finish(values: dict[str, Any], layers: Layers) -> dict[str, Any]:
    """Return the settings with everything that follows from them.

    Raises:
        ImproperlyConfigured: they contradict each other, or lack something.
    """
    steps: tuple[Callable[[Values, Layers], dict[str, Any]], ...] = (
        development,
        addresses,
        folders,
        static_files,
        translations,
        key,
        databases,
        accounts,
        lti,
        saml,
        applications,
        middleware,
        backends,
        templates,
        legacy_templates,
        rest_framework,
        schedule,
        logging,
    )
    for step in steps:
        values = {**values, **step(values, layers)}
    return {name: value for name, value in values.items() if name not in CONSUMED}


def development(values: Values, _: Layers) -> dict[str, Any]:
    """DEVELOPMENT_MODE turns debug mode on."""
    return {"DEBUG": values["DEBUG"] or values["DEVELOPMENT_MODE"]}


def addresses(values: Values, layers: Layers) -> dict[str, Any]:
    """Addresses and hosts that follow from FRONTEND_HOST. Its host is always allowed."""
    given_address = values["FRONTEND_HOST"]
    address = (given_address if "://" in given_address else f"http://{given_address}").rstrip("/")
    host = urlsplit(address).hostname
    if not host:
        raise ImproperlyConfigured(
            f"FRONTEND_HOST: {address!r} is not an address such as https://media.example.org"
        )
    # IPv6 addresses stand in brackets in a Host header.
    allowed = f"[{host}]" if ":" in host else host
    secure = address.replace("http://", "https://", 1) if values["LOCAL_INSTALL"] else address
    given = "ALLOWED_HOSTS" in layers.local or "ALLOWED_HOSTS" in layers.environment
    origin = "://".join(urlsplit(address)[:2])
    return {
        "FRONTEND_HOST": address,
        "SSL_FRONTEND_HOST": secure,
        "ALLOWED_HOSTS": _with(list(values["ALLOWED_HOSTS"]) if given else LOCAL_HOSTS, allowed),
        "CSRF_TRUSTED_ORIGINS": _with(values["CSRF_TRUSTED_ORIGINS"], origin),
    }


def folders(values: Values, _: Layers) -> dict[str, Any]:
    """Folders and addresses of folders end in a slash: paths are put together as text."""
    names = ("MEDIA_ROOT", "STATIC_ROOT", "HLS_DIR", "MEDIA_URL", "STATIC_URL", "DJANGO_ADMIN_URL")
    return {name: f"{str(values[name]).rstrip('/')}/" for name in names} | {
        "BASE_DIR": str(values["BASE_DIR"]),
        "DJANGO_ADMIN_URL": values["DJANGO_ADMIN_URL"].strip("/") + "/",
    }


def static_files(values: Values, _: Layers) -> dict[str, Any]:
    """Where `collectstatic` looks: with the legacy frontend also in an existing installation's folder."""
    bundle = values["LEGACY_STATIC_ROOT"]
    if values["FRONTEND"] != "legacy" or not bundle or Path(bundle) == Path(values["STATIC_ROOT"]):
        return {}
    return {"STATICFILES_DIRS": _with(values["STATICFILES_DIRS"], bundle)}


def translations(values: Values, layers: Layers) -> dict[str, Any]:
    """Where translations are: those of a settings file, then ours."""
    return {"LOCALE_PATHS": _with(values["LOCALE_PATHS"], layers.defaults["LOCALE_PATHS"][0])}


def key(values: Values, _: Layers) -> dict[str, Any]:
    """The key of its file, if none is set."""
    return {"SECRET_KEY": values["SECRET_KEY"] or secret_key.load_or_create(Path(values["SECRET_KEY_FILE"]))}


def databases(values: Values, layers: Layers) -> dict[str, Any]:
    """DATABASES, with what the environment says of the default one, and its connections."""
    given = copy.deepcopy(values["DATABASES"]) or {"default": {"ENGINE": POSTGRESQL, **_postgres(values)}}
    given["default"] = given.get("default", {}) | _postgres(layers.environment)
    for database in given.values():
        if database.get("ENGINE") == POSTGRESQL:
            _connections(database, pool=values["DATABASE_POOL"], keep=not values["DEBUG"])
            database.setdefault("TEST", dict(TEST_DATABASE))
    return {"DATABASES": given}


def _postgres(values: Values) -> dict[str, Any]:
    """The POSTGRES_* among some settings, under Django's names."""
    keys = ("NAME", "HOST", "PORT", "USER", "PASSWORD")
    return {name: values[f"POSTGRES_{name}"] for name in keys if f"POSTGRES_{name}" in values}


def _connections(database: dict[str, Any], *, pool: bool, keep: bool) -> None:
    """Pool the connections of threads, or keep one for each process.

    A pool that a settings file names counts in web processes only: children of a worker would share its
    sockets.
    """
    options = database.setdefault("OPTIONS", {})
    named = options.pop("pool", POOL)
    if pool and named:
        options["pool"] = POOL if named is True else named
        database["CONN_MAX_AGE"] = 0
    else:
        database.setdefault("CONN_MAX_AGE", CONNECTION_SECONDS if keep else 0)
        database.setdefault("CONN_HEALTH_CHECKS", True)


def accounts(values: Values, _: Layers) -> dict[str, Any]:
    """The sign-up fields of allauth, from the settings that they replace."""
    email, username = values["ACCOUNT_EMAIL_REQUIRED"], values["ACCOUNT_USERNAME_REQUIRED"]
    fields = ["email*" if email else "email", *(["username*"] if username else []), "password1*"]
    if values["ACCOUNT_SIGNUP_PASSWORD_ENTER_TWICE"]:
        fields.append("password2*")
    return {"ACCOUNT_SIGNUP_FIELDS": values.get("ACCOUNT_SIGNUP_FIELDS", fields)}


def lti(values: Values, layers: Layers) -> dict[str, Any]:
    """Cookies that work inside the frames of another site, and what platforms expect."""
    if not values["USE_LTI"]:
        return {}
    fixed: dict[str, Any] = dict.fromkeys(("SESSION_COOKIE_SAMESITE", "CSRF_COOKIE_SAMESITE"), "None")
    fixed |= dict.fromkeys(("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"), True)
    return fixed | {
        "LTI_SESSION_TIMEOUT": 3600,
        "RELATED_MEDIA_STRATEGY": "no_related",
        "SHOW_LMS_COURSES_IN_CATEGORIES": False,
    }


def saml(values: Values, _: Layers) -> dict[str, Any]:
    """The classes that SAML needs, unless a settings file names others."""
    if not has_saml():
        if values["USE_SAML"]:
            raise ImproperlyConfigured("USE_SAML needs the package python3-saml: pip install python3-saml")
        return {}
    providers = {"saml": {"provider_class": "saml_auth.custom.provider.CustomSAMLProvider"}}
    return {
        "SOCIALACCOUNT_ADAPTER": values.get("SOCIALACCOUNT_ADAPTER", "saml_auth.adapter.SAMLAccountAdapter"),
        "SOCIALACCOUNT_PROVIDERS": providers | values.get("SOCIALACCOUNT_PROVIDERS", {}),
    }


def has_saml() -> bool:
    """Whether python3-saml is installed; without it there are no SAML addresses."""
    return find_spec("onelogin") is not None


def applications(values: Values, layers: Layers) -> dict[str, Any]:
    """Our applications, and the foreign ones of a settings file."""
    ours = list(layers.defaults["INSTALLED_APPS"])
    if has_saml():
        ours.insert(ours.index("allauth.socialaccount") + 1, SAML_APP)
    return {"INSTALLED_APPS": merging.applications(ours, values["INSTALLED_APPS"])}


def middleware(values: Values, layers: Layers) -> dict[str, Any]:
    """Our middleware, that of the switches directly after authentication, and the foreign ones."""
    ours = list(layers.defaults["MIDDLEWARE"])
    after = ours.index(AUTHENTICATION) + 1
    if values["GLOBAL_LOGIN_REQUIRED"]:
        ours.insert(after, LOGIN_WALL)
    if values["USERS_NEEDS_TO_BE_APPROVED"]:
        ours.insert(after, APPROVAL)
    return {"MIDDLEWARE": merging.equivalents(ours, values["MIDDLEWARE"])}


def backends(values: Values, _: Layers) -> dict[str, Any]:
    """The backends that sessions of either server name.

    With approval, ModelBackend comes last: it recognises sessions that were made before the switch, and those
    of learning platforms.
    """
    ours = [MODEL_BACKEND, ALLAUTH_BACKEND]
    if values["USERS_NEEDS_TO_BE_APPROVED"]:
        ours = [APPROVAL_BACKEND, ALLAUTH_BACKEND, MODEL_BACKEND]
    return {"AUTHENTICATION_BACKENDS": merging.backends(ours, values["AUTHENTICATION_BACKENDS"])}


def templates(values: Values, layers: Layers) -> dict[str, Any]:
    """The engines of a settings file find our templates and context processors behind its own."""
    (ours,) = layers.defaults["TEMPLATES"]
    return {"TEMPLATES": [_engine(theirs, ours) for theirs in values["TEMPLATES"]]}


def _engine(theirs: Values, ours: Values) -> dict[str, Any]:
    if theirs.get("BACKEND") != ours["BACKEND"]:
        return dict(theirs)
    project = Path(ours["DIRS"][0]).parent
    options = theirs.get("OPTIONS", {})
    processors = merging.equivalents(
        ours["OPTIONS"]["context_processors"], options.get("context_processors", [])
    )
    return {
        **theirs,
        "DIRS": list(
            dict.fromkeys([str(project / folder) for folder in theirs.get("DIRS", [])] + ours["DIRS"])
        ),
        "APP_DIRS": True,
        "OPTIONS": {**options, "context_processors": processors},
    }


def legacy_templates(values: Values, _: Layers) -> dict[str, Any]:
    """With the legacy frontend, account pages and refusals in its shell come before those of ours."""
    if values["FRONTEND"] != "legacy":
        return {}
    ours = f"{values['BASE_DIR']}/templates"
    engines = copy.deepcopy(values["TEMPLATES"])
    for engine in engines:
        places = engine.get("DIRS", [])
        if ours in places:
            places.insert(places.index(ours), f"{ours}/legacy/overrides")
    return {"TEMPLATES": engines}


def rest_framework(values: Values, layers: Layers) -> dict[str, Any]:
    """What a settings file says of the API, with our ways to authenticate in the place of the framework's."""
    merged = {**layers.defaults["REST_FRAMEWORK"], **values["REST_FRAMEWORK"]}
    classes = merged["DEFAULT_AUTHENTICATION_CLASSES"]
    merged["DEFAULT_AUTHENTICATION_CLASSES"] = [
        name.replace("rest_framework.authentication.", "apps.users.authentication.") for name in classes
    ]
    return {"REST_FRAMEWORK": merged}


def schedule(values: Values, layers: Layers) -> dict[str, Any]:
    """Our scheduled tasks, changed and completed by those of a settings file."""
    return {"CELERY_BEAT_SCHEDULE": layers.defaults["CELERY_BEAT_SCHEDULE"] | values["CELERY_BEAT_SCHEDULE"]}


def logging(values: Values, layers: Layers) -> dict[str, Any]:
    """Log to the console, and errors to a file if wanted, unless a settings file says otherwise."""
    given = "LOGGING" in layers.local or "LOGGING" in layers.environment
    if given or values["LOG_TO_FILE"]:
        Path(values["LOGS_DIR"]).mkdir(parents=True, exist_ok=True)
    if given:
        return {}
    handlers: dict[str, Any] = {
        "console": {"class": "logging.StreamHandler", "formatter": values["LOG_FORMAT"]},
    }
    if values["LOG_TO_FILE"]:
        handlers["file"] = {
            "class": "logging.handlers.WatchedFileHandler",
            "filename": f"{values['LOGS_DIR']}/debug.log",
            "level": "ERROR",
            "delay": True,
            "formatter": "text",
        }
    return {
        "LOGGING": {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "text": {"()": "apps.common.logs.TextFormatter"},
                "json": {"()": "apps.common.logs.JSONFormatter"},
            },
            "handlers": handlers,
            "root": {"handlers": list(handlers), "level": values["LOG_LEVEL"]},
            # Django's own handlers would print everything twice.
            "loggers": {"django": {"handlers": [], "level": "INFO", "propagate": True}},
        }
    }


def _with(items: list[str], item: str) -> list[str]:
    return [*items] if item in items else [*items, item]
