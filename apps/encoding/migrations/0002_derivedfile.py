"""Files derived from originals. The database deletes rows with their media: legacy servers do not know them."""

import django.db.models.deletion
from django.db import migrations, models

import apps.common.storage
from legacy_schema.operations import CascadeInDatabase


class Migration(migrations.Migration):
    dependencies = [("portal_encoding", "0001_jobs")]

    operations = [
        migrations.CreateModel(
            name="DerivedFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("peaks", "Waveform as JSON"),
                            ("waveform", "Waveform as a picture"),
                            ("display", "Picture as browsers show it"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "file",
                    models.FileField(max_length=500, upload_to=apps.common.storage.derived_upload_to),
                ),
                (
                    "source",
                    models.CharField(help_text="the original it was made from", max_length=500),
                ),
                ("created_at", models.DateTimeField(auto_now=True)),
                (
                    "media",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="derived_files",
                        to="files.media",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("media", "kind"), name="portal_encoding_derived_once")
                ],
            },
        ),
        CascadeInDatabase("derivedfile", "media"),
    ]
