"""Dotted paths of the legacy server that administrators' files and stored sessions name."""

import importlib

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.apps import AppConfig
from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import ValidationError
from django.core.mail.backends.base import BaseEmailBackend
from django.forms import Form
from django.utils.module_loading import import_string

from config import legacy_imports
from tests.config.conftest import ReadSettings

# The kind that each path of spec/settings.md §2 has to be.
PATHS = {
    "saml_auth.adapter.SAMLAccountAdapter": DefaultSocialAccountAdapter,
    "users.adapter.MyAccountAdapter": DefaultAccountAdapter,
    "users.forms.SignupForm": Form,
    "cms.auth_backends.ApprovalBackend": BaseBackend,
    "djcelery_email.backends.CeleryEmailBackend": BaseEmailBackend,
    "files.apps.FilesConfig": AppConfig,
    "users.apps.UsersConfig": AppConfig,
    "actions.apps.ActionsConfig": AppConfig,
    "rbac.apps.RbacConfig": AppConfig,
    "identity_providers.apps.IdentityProvidersConfig": AppConfig,
    "lti.apps.LtiConfig": AppConfig,
    "uploader.apps.UploaderConfig": AppConfig,
    "saml_auth.apps.SamlAuthConfig": AppConfig,
}


@pytest.mark.parametrize(("path", "kind"), PATHS.items())
def test_a_legacy_path_leads_to_a_class_of_the_same_kind(path: str, kind: type) -> None:
    assert issubclass(import_string(path), kind)


def test_middleware_and_context_processor_are_found() -> None:
    assert callable(import_string("cms.middleware.ApprovalMiddleware"))
    assert callable(import_string("files.context_processors.stuff"))


def test_the_saml_provider_and_its_addresses_are_found() -> None:
    provider = import_string("saml_auth.custom.provider.CustomSAMLProvider")
    assert provider.id == "saml"
    assert importlib.util.find_spec(f"{provider.get_package()}.urls")


@pytest.mark.parametrize("name", ["custom_username_validators", "less_restrictive_username_validators"])
def test_both_lists_of_validators_validate(name: str) -> None:
    (validator,) = import_string(f"users.validators.{name}")
    with pytest.raises(ValidationError):
        validator("a/b")


def test_every_path_of_the_table_resolves() -> None:
    assert all(import_string(path) is not None for path in legacy_imports.EQUIVALENTS)


def test_legacy_modules_hold_nothing_else() -> None:
    module = importlib.import_module("users.adapter")
    with pytest.raises(AttributeError, match=r"'users\.adapter' has no attribute 'Other'"):
        _ = module.Other
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("users.models")


def test_a_file_may_name_the_legacy_applications(read_settings: ReadSettings) -> None:
    ours = read_settings("INSTALLED_APPS")["INSTALLED_APPS"]
    legacy = [
        *("admin_customizations", "django.contrib.auth", "allauth", "allauth.account", "jazzmin"),
        *(
            "django.contrib.admin",
            "corsheaders",
            "imagekit",
            "files.apps.FilesConfig",
            "users.apps.UsersConfig",
        ),
        *("actions.apps.ActionsConfig", "rbac.apps.RbacConfig", "lti.apps.LtiConfig", "debug_toolbar"),
        *(
            "identity_providers.apps.IdentityProvidersConfig",
            "uploader.apps.UploaderConfig",
            "djcelery_email",
        ),
        *("saml_auth.apps.SamlAuthConfig", "tinymce", "crispy_forms", "crispy_bootstrap5", "drf_yasg"),
    ]
    merged = read_settings("INSTALLED_APPS", local=f"INSTALLED_APPS = {legacy!r}")["INSTALLED_APPS"]
    assert [app for app in merged if app != "corsheaders"] == ours
    assert merged.index("corsheaders") == merged.index("django.contrib.admin") + 1


def test_a_file_may_name_the_legacy_middleware(read_settings: ReadSettings) -> None:
    ours = read_settings("MIDDLEWARE")["MIDDLEWARE"]
    foreign, replaced = (
        "corsheaders.middleware.CorsMiddleware",
        "debug_toolbar.middleware.DebugToolbarMiddleware",
    )
    local = f"MIDDLEWARE = {[foreign, replaced, *ours]!r}"
    assert read_settings("MIDDLEWARE", local=local)["MIDDLEWARE"] == [foreign, *ours]


def test_a_file_may_add_backends(read_settings: ReadSettings) -> None:
    local = "AUTHENTICATION_BACKENDS = ['ldap.Backend', 'django.contrib.auth.backends.ModelBackend']"
    assert read_settings("AUTHENTICATION_BACKENDS", local=local)["AUTHENTICATION_BACKENDS"] == [
        "ldap.Backend",
        "django.contrib.auth.backends.ModelBackend",
        "allauth.account.auth_backends.AuthenticationBackend",
    ]
