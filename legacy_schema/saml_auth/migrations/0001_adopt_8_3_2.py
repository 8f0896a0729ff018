"""Adopts the legacy tables labelled ``saml_auth`` as MediaCMS 8.3.2 leaves them (spec/schema.md §2 and §5)."""

import django.db.models.deletion
from django.db import migrations, models

from legacy_schema.operations import AdoptLegacyTables

MODELS = [
    migrations.CreateModel(
        name="SAMLConfiguration",
        fields=[
            ("id", models.BigAutoField(primary_key=True, serialize=False)),
            ("sso_url", models.URLField()),
            ("slo_url", models.URLField()),
            ("sp_metadata_url", models.URLField()),
            ("idp_id", models.URLField()),
            ("idp_cert", models.TextField()),
            ("uid", models.CharField(max_length=100)),
            ("name", models.CharField(blank=True, max_length=100, null=True)),
            ("email", models.CharField(blank=True, max_length=100, null=True)),
            ("groups", models.CharField(blank=True, max_length=100, null=True)),
            ("first_name", models.CharField(blank=True, max_length=100, null=True)),
            ("last_name", models.CharField(blank=True, max_length=100, null=True)),
            ("user_logo", models.CharField(blank=True, max_length=100, null=True)),
            ("role", models.CharField(blank=True, max_length=100, null=True)),
            ("verified_email", models.BooleanField(default=False)),
            ("email_authentication", models.BooleanField(default=False)),
            ("remove_from_groups", models.BooleanField(default=False)),
            ("save_saml_response_logs", models.BooleanField(default=True)),
            (
                "social_app",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="saml_configurations",
                    to="socialaccount.socialapp",
                ),
            ),
            ("sp_cert", models.TextField(blank=True, null=True)),
            ("sp_private_key", models.TextField(blank=True, null=True)),
        ],
        options={
            "verbose_name": "SAML Configuration",
            "verbose_name_plural": "SAML Configurations",
            "db_table": "saml_auth_samlconfiguration",
            "managed": False,
            "constraints": [
                models.UniqueConstraint(
                    fields=("social_app", "idp_id"),
                    name="saml_auth_samlconfiguration_social_app_id_idp_id_fa4b7d84_uniq",
                )
            ],
        },
    ),
]


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("saml_auth", "0001_initial"),
        ("saml_auth", "0002_samlconfiguration_sp_cert_and_more"),
    ]

    dependencies = [
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]

    operations = [
        AdoptLegacyTables(label="saml_auth", models=MODELS),
    ]
