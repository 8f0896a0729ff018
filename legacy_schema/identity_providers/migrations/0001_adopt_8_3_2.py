"""Adopts the legacy tables labelled ``identity_providers`` as MediaCMS 8.3.2 leaves them (spec/schema.md §2 and §5)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from legacy_schema.operations import AdoptLegacyTables

MODELS = [
    migrations.CreateModel(
        name="IdentityProviderUserLog",
        fields=[
            ("id", models.BigAutoField(primary_key=True, serialize=False)),
            ("created_at", models.DateTimeField(auto_now_add=True)),
            ("logs", models.TextField(blank=True, null=True)),
            (
                "identity_provider",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="user_logs",
                    to="socialaccount.socialapp",
                ),
            ),
            (
                "user",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="identity_provider_logs",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "verbose_name": "Identity Provider User Log",
            "verbose_name_plural": "Identity Provider User Logs",
            "db_table": "identity_providers_identityprovideruserlog",
            "ordering": ["-created_at"],
            "managed": False,
        },
    ),
    migrations.CreateModel(
        name="IdentityProviderGlobalRole",
        fields=[
            ("id", models.BigAutoField(primary_key=True, serialize=False)),
            ("name", models.CharField(max_length=100)),
            ("map_to", models.CharField(max_length=20)),
            (
                "identity_provider",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="global_roles",
                    to="socialaccount.socialapp",
                ),
            ),
        ],
        options={
            "verbose_name": "Identity Provider Global Role Mapping",
            "verbose_name_plural": "Identity Provider Global Role Mappings",
            "db_table": "identity_providers_identityproviderglobalrole",
            "managed": False,
            "constraints": [
                models.UniqueConstraint(
                    fields=("identity_provider", "name"),
                    name="identity_providers_ident_identity_provider_id_nam_15451487_uniq",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="IdentityProviderGroupRole",
        fields=[
            ("id", models.BigAutoField(primary_key=True, serialize=False)),
            ("name", models.CharField(max_length=100)),
            ("map_to", models.CharField(max_length=20)),
            (
                "identity_provider",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="group_roles",
                    to="socialaccount.socialapp",
                ),
            ),
        ],
        options={
            "verbose_name": "Identity Provider Group Role Mapping",
            "verbose_name_plural": "Identity Provider Group Role Mappings",
            "db_table": "identity_providers_identityprovidergrouprole",
            "managed": False,
            "constraints": [
                models.UniqueConstraint(
                    fields=("identity_provider", "name"),
                    name="identity_providers_ident_identity_provider_id_nam_de26b105_uniq",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="IdentityProviderCategoryMapping",
        fields=[
            ("id", models.BigAutoField(primary_key=True, serialize=False)),
            ("name", models.CharField(max_length=100)),
            (
                "map_to",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="category_mappings",
                    to="files.category",
                ),
            ),
            (
                "identity_provider",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="category_mapping",
                    to="socialaccount.socialapp",
                ),
            ),
        ],
        options={
            "verbose_name": "Identity Provider Category Mapping",
            "verbose_name_plural": "Identity Provider Category Mappings",
            "db_table": "identity_providers_identityprovidercategorymapping",
            "managed": False,
        },
    ),
    migrations.CreateModel(
        name="LoginOption",
        fields=[
            ("id", models.BigAutoField(primary_key=True, serialize=False)),
            ("title", models.CharField(max_length=100)),
            ("url", models.CharField(max_length=255)),
            ("ordering", models.PositiveIntegerField(default=0)),
            ("active", models.BooleanField(default=True)),
        ],
        options={
            "verbose_name": "Login Option",
            "verbose_name_plural": "Login Options",
            "db_table": "identity_providers_loginoption",
            "ordering": ["ordering"],
            "managed": False,
        },
    ),
]


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("identity_providers", "0001_initial"),
        ("identity_providers", "0002_loginoption"),
        ("identity_providers", "0003_alter_identityprovidercategorymapping_unique_together"),
        ("identity_providers", "0004_alter_identityprovidercategorymapping_map_to"),
    ]

    dependencies = [
        ("files", "0001_adopt_8_3_2"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
        ("users", "0001_adopt_8_3_2"),
    ]

    operations = [
        AdoptLegacyTables(label="identity_providers", models=MODELS),
    ]
