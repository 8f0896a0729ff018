"""Dotted paths of the legacy server that settings files and stored sessions name.

A ``local_settings.py`` may say ``ACCOUNT_ADAPTER = "users.adapter.MyAccountAdapter"``, and a session that the
legacy server stored says ``cms.auth_backends.ApprovalBackend``. A finder makes exactly the paths of the
table importable (spec/settings.md §2); each name resolves to our equivalent when it is first asked for.
Nothing else lives under these names.
"""

import sys
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from types import ModuleType
from typing import Any

from django.utils.module_loading import import_string

EQUIVALENTS = {
    "users.adapter.MyAccountAdapter": "apps.users.adapters.AccountAdapter",
    "users.forms.SignupForm": "apps.users.forms.SignupForm",
    "users.validators.custom_username_validators": "apps.users.validators.custom_username_validators",
    "users.validators.less_restrictive_username_validators": (
        "apps.users.validators.less_restrictive_username_validators"
    ),
    "users.apps.UsersConfig": "legacy_schema.users.apps.UsersConfig",
    "cms.auth_backends.ApprovalBackend": "apps.users.backends.ApprovalBackend",
    "cms.middleware.ApprovalMiddleware": "apps.users.middleware.ApprovalMiddleware",
    "djcelery_email.backends.CeleryEmailBackend": "apps.users.mail_queue.CeleryEmailBackend",
    "files.context_processors.stuff": "apps.pages.context.stuff",
    "files.apps.FilesConfig": "legacy_schema.files.apps.FilesConfig",
    "actions.apps.ActionsConfig": "legacy_schema.actions.apps.ActionsConfig",
    "rbac.apps.RbacConfig": "legacy_schema.rbac.apps.RBACConfig",
    "identity_providers.apps.IdentityProvidersConfig": (
        "legacy_schema.identity_providers.apps.IdentityProvidersConfig"
    ),
    "lti.apps.LtiConfig": "legacy_schema.lti.apps.LTIConfig",
    "uploader.apps.UploaderConfig": "apps.uploads.apps.UploadsConfig",
    "saml_auth.apps.SamlAuthConfig": "legacy_schema.saml_auth.apps.SAMLAuthConfig",
    "saml_auth.adapter.SAMLAccountAdapter": "apps.identity.adapters.SAMLAccountAdapter",
    "saml_auth.custom.provider.CustomSAMLProvider": "apps.identity.saml.provider.CustomSAMLProvider",
    "saml_auth.custom.urls.urlpatterns": "apps.identity.saml.urls.urlpatterns",
}
"""Legacy path → ours."""


def _modules() -> dict[str, bool]:
    """Return every module that the table mentions, and whether it is a package."""
    found = {"admin_customizations": False}
    for path in EQUIVALENTS:
        parts = path.split(".")[:-1]
        for length in range(1, len(parts) + 1):
            name = ".".join(parts[:length])
            found[name] = found.get(name, False) or length < len(parts)
    return found


MODULES = _modules()


class LegacyModules(MetaPathFinder, Loader):
    """Finds and loads the modules of the table: empty ones, whose names come from the table."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Claim the modules of the table."""
        if fullname not in MODULES:
            return None
        return spec_from_loader(fullname, self, origin="legacy path", is_package=MODULES[fullname])

    def create_module(self, spec: ModuleSpec) -> None:
        """Let Python make an ordinary module."""

    def exec_module(self, module: ModuleType) -> None:
        """Give the module its names."""
        module.__dict__["__getattr__"] = _attributes(module.__name__)


def _attributes(module: str) -> Callable[[str], Any]:
    def attribute(name: str) -> Any:
        path = EQUIVALENTS.get(f"{module}.{name}")
        if path is None:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        return import_string(path)

    return attribute


FINDER = LegacyModules()


def install() -> None:
    """Make the legacy paths importable; before any other module of these names. May be called again."""
    if FINDER not in sys.meta_path:
        sys.meta_path.insert(0, FINDER)


def equivalent(path: str) -> str:
    """Return our dotted path for a legacy one, or `path` itself."""
    return EQUIVALENTS.get(path, path)
