"""Adds ``Category.lti_platform`` to the migration state, once ``lti`` is there to refer to.

The column is as old as the table; its foreign key is added by ``lti``.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_adopt_8_3_2"),
        ("lti", "0001_adopt_8_3_2"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    model_name="category",
                    name="lti_platform",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="categories",
                        to="lti.ltiplatform",
                    ),
                ),
            ],
        ),
    ]
