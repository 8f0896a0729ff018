"""Adopts the legacy tables labelled ``users`` as MediaCMS 8.3.2 leaves them (spec/schema.md §2 and §5)."""

import django.contrib.auth.models
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import apps.common.tokens
from legacy_schema.operations import AdoptLegacyTables

MODELS = [
    migrations.CreateModel(
        name="User",
        fields=[
            ("id", models.AutoField(primary_key=True, serialize=False)),
            ("password", models.CharField(max_length=128)),
            ("last_login", models.DateTimeField(blank=True, null=True)),
            ("is_superuser", models.BooleanField(default=False)),
            ("username", models.CharField(max_length=150, unique=True)),
            ("first_name", models.CharField(blank=True, max_length=150)),
            ("last_name", models.CharField(blank=True, max_length=150)),
            ("email", models.EmailField(blank=True, max_length=254)),
            ("is_staff", models.BooleanField(default=False)),
            ("is_active", models.BooleanField(default=True)),
            ("date_joined", models.DateTimeField(default=django.utils.timezone.now)),
            (
                "logo",
                models.ImageField(blank=True, default="userlogos/user.jpg", upload_to="userlogos/%Y/%m/%d"),
            ),
            ("description", models.TextField(blank=True)),
            ("name", models.CharField(db_index=True, max_length=250)),
            ("date_added", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ("is_featured", models.BooleanField(db_index=True, default=False)),
            ("title", models.CharField(blank=True, max_length=250)),
            ("advancedUser", models.BooleanField(db_index=True, default=False)),
            ("media_count", models.IntegerField(default=0)),
            ("notification_on_comments", models.BooleanField(default=True)),
            ("allow_contact", models.BooleanField(default=False)),
            ("location", models.CharField(blank=True, max_length=250)),
            ("is_editor", models.BooleanField(db_index=True, default=False)),
            ("is_manager", models.BooleanField(db_index=True, default=False)),
            ("is_approved", models.BooleanField(blank=True, db_index=True, default=False, null=True)),
            (
                "groups",
                models.ManyToManyField(
                    blank=True, related_name="user_set", related_query_name="user", to="auth.group"
                ),
            ),
            (
                "user_permissions",
                models.ManyToManyField(
                    blank=True, related_name="user_set", related_query_name="user", to="auth.permission"
                ),
            ),
        ],
        options={
            "db_table": "users_user",
            "ordering": ["-date_added", "name"],
            "managed": False,
            "indexes": [models.Index(fields=["-date_added", "name"], name="users_user_date_ad_4eb0b8_idx")],
        },
        managers=[
            ("objects", django.contrib.auth.models.UserManager()),
        ],
    ),
    migrations.CreateModel(
        name="Channel",
        fields=[
            ("id", models.AutoField(primary_key=True, serialize=False)),
            ("title", models.CharField(db_index=True, max_length=90)),
            ("description", models.TextField(blank=True)),
            ("add_date", models.DateTimeField(auto_now_add=True, db_index=True)),
            (
                "friendly_token",
                models.CharField(
                    blank=True, default=apps.common.tokens.generate_friendly_token, max_length=12
                ),
            ),
            (
                "banner_logo",
                models.ImageField(blank=True, default="userlogos/banner.jpg", upload_to="userlogos/%Y/%m/%d"),
            ),
            (
                "user",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="channels",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "subscribers",
                models.ManyToManyField(blank=True, related_name="subscriptions", to=settings.AUTH_USER_MODEL),
            ),
        ],
        options={
            "db_table": "users_channel",
            "managed": False,
        },
    ),
    migrations.CreateModel(
        name="Notification",
        fields=[
            ("id", models.AutoField(primary_key=True, serialize=False)),
            ("action", models.CharField(blank=True, max_length=30)),
            ("notify", models.BooleanField(default=False)),
            ("method", models.CharField(default="email", max_length=20)),
            (
                "user",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="notifications",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "db_table": "users_notification",
            "managed": False,
        },
    ),
]


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("users", "0001_initial"),
        ("users", "0002_user_is_approved"),
    ]

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        AdoptLegacyTables(label="users", models=MODELS),
    ]
