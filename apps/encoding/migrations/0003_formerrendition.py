"""Renditions of replaced files. The database deletes rows with their encodings: legacy servers know none."""

import django.db.models.deletion
from django.db import migrations, models

from legacy_schema.operations import CascadeInDatabase


class Migration(migrations.Migration):
    dependencies = [("portal_encoding", "0002_derivedfile")]

    operations = [
        migrations.CreateModel(
            name="FormerRendition",
            fields=[
                (
                    "encoding",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="former",
                        serialize=False,
                        to="files.encoding",
                    ),
                ),
            ],
        ),
        CascadeInDatabase("formerrendition", "encoding"),
    ]
