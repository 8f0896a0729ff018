"""Adopts the legacy tables labelled ``rbac`` as MediaCMS 8.3.2 leaves them (spec/schema.md §2 and §5)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import apps.rbac.models
from legacy_schema.operations import AdoptLegacyTables

MODELS = [
    migrations.CreateModel(
        name="RBACGroup",
        fields=[
            ("id", models.BigAutoField(primary_key=True, serialize=False)),
            ("uid", models.CharField(default=apps.rbac.models.generate_uid, max_length=255)),
            ("name", models.CharField(max_length=100)),
            ("description", models.TextField(blank=True)),
            ("created_at", models.DateTimeField(auto_now_add=True)),
            ("updated_at", models.DateTimeField(auto_now=True)),
            (
                "identity_provider",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="rbac_groups",
                    to="socialaccount.socialapp",
                ),
            ),
            (
                "members",
                models.ManyToManyField(
                    blank=True,
                    related_name="rbac_groups",
                    through="rbac.RBACMembership",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "categories",
                models.ManyToManyField(blank=True, related_name="rbac_groups", to="files.category"),
            ),
        ],
        options={
            "verbose_name": "RBAC Group",
            "verbose_name_plural": "RBAC Groups",
            "db_table": "rbac_rbacgroup",
            "managed": False,
            "constraints": [
                models.UniqueConstraint(
                    fields=("uid", "identity_provider"),
                    name="rbac_rbacgroup_uid_identity_provider_id_1e1618da_uniq",
                ),
                models.UniqueConstraint(
                    fields=("name", "identity_provider"),
                    name="rbac_rbacgroup_name_identity_provider_id_f6aa9fc4_uniq",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="RBACMembership",
        fields=[
            ("id", models.BigAutoField(primary_key=True, serialize=False)),
            ("role", models.CharField(default="member", max_length=20)),
            ("joined_at", models.DateTimeField(auto_now_add=True)),
            ("updated_at", models.DateTimeField(auto_now=True)),
            (
                "rbac_group",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="memberships",
                    to="rbac.rbacgroup",
                ),
            ),
            (
                "user",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="rbac_memberships",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "verbose_name": "RBAC Membership",
            "verbose_name_plural": "RBAC Memberships",
            "db_table": "rbac_rbacmembership",
            "managed": False,
            "constraints": [
                models.UniqueConstraint(
                    fields=("user", "rbac_group", "role"),
                    name="rbac_rbacmembership_user_id_rbac_group_id_role_e7867471_uniq",
                )
            ],
        },
    ),
]


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("rbac", "0001_initial"),
        ("rbac", "0002_alter_rbacgroup_uid"),
        ("rbac", "0003_alter_rbacgroup_members"),
    ]

    dependencies = [
        ("files", "0001_adopt_8_3_2"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
        ("users", "0001_adopt_8_3_2"),
    ]

    operations = [
        AdoptLegacyTables(label="rbac", models=MODELS),
    ]
