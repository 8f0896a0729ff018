"""Adopts the legacy tables labelled ``lti`` as MediaCMS 8.3.2 leaves them (spec/schema.md §2 and §5)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from legacy_schema.operations import AdoptLegacyTables

MODELS = [
    migrations.CreateModel(
        name="LTIPlatform",
        fields=[
            ("id", models.BigAutoField(primary_key=True, serialize=False)),
            ("name", models.CharField(max_length=255, unique=True)),
            ("platform_id", models.URLField()),
            ("client_id", models.CharField(max_length=255)),
            ("auth_login_url", models.URLField()),
            ("auth_token_url", models.URLField()),
            ("auth_audience", models.URLField(blank=True, null=True)),
            ("key_set_url", models.URLField()),
            ("deployment_ids", models.JSONField(default=list)),
            ("enable_nrps", models.BooleanField(default=True)),
            ("enable_deep_linking", models.BooleanField(default=True)),
            ("remove_from_groups_on_unenroll", models.BooleanField(default=False)),
            ("created_at", models.DateTimeField(auto_now_add=True)),
            ("updated_at", models.DateTimeField(auto_now=True)),
        ],
        options={
            "verbose_name": "LTI Platform",
            "verbose_name_plural": "LTI Platforms",
            "db_table": "lti_ltiplatform",
            "managed": False,
            "constraints": [
                models.UniqueConstraint(
                    fields=("platform_id", "client_id"),
                    name="lti_ltiplatform_platform_id_client_id_08e446f6_uniq",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="LTIResourceLink",
        fields=[
            ("id", models.BigAutoField(primary_key=True, serialize=False)),
            ("context_id", models.CharField(db_index=True, max_length=255)),
            ("context_title", models.CharField(blank=True, max_length=255)),
            ("context_label", models.CharField(blank=True, max_length=100)),
            ("resource_link_id", models.CharField(db_index=True, max_length=255)),
            ("resource_link_title", models.CharField(blank=True, max_length=255)),
            (
                "category",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="lti_resource_links",
                    to="files.category",
                ),
            ),
            (
                "platform",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="resource_links",
                    to="lti.ltiplatform",
                ),
            ),
            (
                "rbac_group",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="lti_resource_links",
                    to="rbac.rbacgroup",
                ),
            ),
        ],
        options={
            "verbose_name": "LTI Resource Link",
            "verbose_name_plural": "LTI Resource Links",
            "db_table": "lti_ltiresourcelink",
            "managed": False,
            "indexes": [
                models.Index(fields=["platform", "context_id"], name="lti_ltireso_platfor_4a3f27_idx"),
                models.Index(fields=["context_id"], name="lti_ltireso_context_c6f9e2_idx"),
            ],
            "constraints": [
                models.UniqueConstraint(
                    fields=("platform", "context_id", "resource_link_id"),
                    name="lti_ltiresourcelink_platform_id_context_id_r_6207e704_uniq",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="LTIUserMapping",
        fields=[
            ("id", models.BigAutoField(primary_key=True, serialize=False)),
            ("lti_user_id", models.CharField(db_index=True, max_length=255)),
            ("created_at", models.DateTimeField(auto_now_add=True)),
            ("last_login", models.DateTimeField(auto_now=True)),
            (
                "platform",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="user_mappings",
                    to="lti.ltiplatform",
                ),
            ),
            (
                "user",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="lti_mappings",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "verbose_name": "LTI User Mapping",
            "verbose_name_plural": "LTI User Mappings",
            "db_table": "lti_ltiusermapping",
            "managed": False,
            "indexes": [
                models.Index(fields=["platform", "lti_user_id"], name="lti_ltiuser_platfor_9c70bb_idx"),
                models.Index(fields=["user"], name="lti_ltiuser_user_id_b06d01_idx"),
            ],
            "constraints": [
                models.UniqueConstraint(
                    fields=("platform", "lti_user_id"),
                    name="lti_ltiusermapping_platform_id_lti_user_id_ec7efaf5_uniq",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="LTIRoleMapping",
        fields=[
            ("id", models.BigAutoField(primary_key=True, serialize=False)),
            ("lti_role", models.CharField(max_length=255)),
            ("global_role", models.CharField(blank=True, max_length=20)),
            ("group_role", models.CharField(blank=True, max_length=20)),
            (
                "platform",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="role_mappings",
                    to="lti.ltiplatform",
                ),
            ),
        ],
        options={
            "verbose_name": "LTI Role Mapping",
            "verbose_name_plural": "LTI Role Mappings",
            "db_table": "lti_ltirolemapping",
            "managed": False,
            "constraints": [
                models.UniqueConstraint(
                    fields=("platform", "lti_role"),
                    name="lti_ltirolemapping_platform_id_lti_role_d820123c_uniq",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="LTILaunchLog",
        fields=[
            ("id", models.BigAutoField(primary_key=True, serialize=False)),
            ("launch_type", models.CharField(default="resource_link", max_length=50)),
            ("success", models.BooleanField(db_index=True, default=True)),
            ("error_message", models.TextField(blank=True)),
            ("claims", models.JSONField()),
            ("created_at", models.DateTimeField(auto_now_add=True, db_index=True)),
            (
                "user",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="lti_launch_logs",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "platform",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="launch_logs",
                    to="lti.ltiplatform",
                ),
            ),
            (
                "resource_link",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="launch_logs",
                    to="lti.ltiresourcelink",
                ),
            ),
        ],
        options={
            "verbose_name": "LTI Launch Log",
            "verbose_name_plural": "LTI Launch Logs",
            "db_table": "lti_ltilaunchlog",
            "ordering": ["-created_at"],
            "managed": False,
            "indexes": [
                models.Index(fields=["-created_at"], name="lti_ltilaun_created_94c574_idx"),
                models.Index(fields=["platform", "user"], name="lti_ltilaun_platfor_5240bf_idx"),
            ],
        },
    ),
    migrations.CreateModel(
        name="LTIToolKeys",
        fields=[
            ("id", models.BigAutoField(primary_key=True, serialize=False)),
            ("key_id", models.CharField(default="mediacms-lti-key", max_length=255, unique=True)),
            ("private_key_jwk", models.JSONField()),
            ("public_key_jwk", models.JSONField()),
            ("created_at", models.DateTimeField(auto_now_add=True)),
            ("updated_at", models.DateTimeField(auto_now=True)),
        ],
        options={
            "verbose_name": "LTI Tool Keys",
            "verbose_name_plural": "LTI Tool Keys",
            "db_table": "lti_ltitoolkeys",
            "managed": False,
        },
    ),
]


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("lti", "0001_initial"),
    ]

    dependencies = [
        ("files", "0001_adopt_8_3_2"),
        ("rbac", "0001_adopt_8_3_2"),
        ("users", "0001_adopt_8_3_2"),
    ]

    operations = [
        AdoptLegacyTables(label="lti", models=MODELS),
    ]
