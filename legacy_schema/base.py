"""Abstract bases that give a model its legacy label and keep Django from managing its table.

Content types, permissions, admin log entries and ``django_migrations`` rows of a legacy database refer to
these labels (spec/schema.md §1), so they stay whatever package a model lives in. A model inherits the base
and its ``Meta``::

    class Tag(FilesModel):
        class Meta(FilesModel.Meta):
            db_table = "files_tag"
"""

from django.db import models


class FilesModel(models.Model):
    """Base of the models labelled ``files``."""

    class Meta:
        abstract = True
        app_label = "files"
        managed = False


class UsersModel(models.Model):
    """Base of the models labelled ``users``."""

    class Meta:
        abstract = True
        app_label = "users"
        managed = False


class ActionsModel(models.Model):
    """Base of the models labelled ``actions``."""

    class Meta:
        abstract = True
        app_label = "actions"
        managed = False


class RBACModel(models.Model):
    """Base of the models labelled ``rbac``."""

    class Meta:
        abstract = True
        app_label = "rbac"
        managed = False


class IdentityProvidersModel(models.Model):
    """Base of the models labelled ``identity_providers``."""

    class Meta:
        abstract = True
        app_label = "identity_providers"
        managed = False


class SAMLAuthModel(models.Model):
    """Base of the models labelled ``saml_auth``."""

    class Meta:
        abstract = True
        app_label = "saml_auth"
        managed = False


class LTIModel(models.Model):
    """Base of the models labelled ``lti``."""

    class Meta:
        abstract = True
        app_label = "lti"
        managed = False
