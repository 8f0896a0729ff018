"""Adopts the legacy tables labelled ``actions`` as MediaCMS 8.3.2 leaves them (spec/schema.md §2 and §5)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from legacy_schema.operations import AdoptLegacyTables

MODELS = [
    migrations.CreateModel(
        name="MediaAction",
        fields=[
            ("id", models.AutoField(primary_key=True, serialize=False)),
            ("session_key", models.CharField(blank=True, db_index=True, max_length=33, null=True)),
            ("action", models.CharField(default="watch", max_length=20)),
            ("extra_info", models.TextField(blank=True, null=True)),
            ("action_date", models.DateTimeField(auto_now_add=True)),
            ("remote_ip", models.CharField(blank=True, max_length=40, null=True)),
            (
                "media",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE, related_name="actions", to="files.media"
                ),
            ),
            (
                "user",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="media_actions",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "db_table": "actions_mediaaction",
            "managed": False,
            "indexes": [
                models.Index(
                    fields=["user", "action", "-action_date"], name="actions_med_user_id_940054_idx"
                ),
                models.Index(fields=["session_key", "action"], name="actions_med_session_fac55a_idx"),
            ],
        },
    ),
]


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("actions", "0001_initial"),
        ("actions", "0002_mediaaction_media"),
        ("actions", "0003_auto_20201201_0712"),
    ]

    dependencies = [
        ("files", "0001_adopt_8_3_2"),
        ("users", "0001_adopt_8_3_2"),
    ]

    operations = [
        AdoptLegacyTables(label="actions", models=MODELS),
    ]
