from django.db import migrations, models

from fairmark.trail import schema


def create(apps, schema_editor):
    schema.create(schema_editor.connection)


def drop(apps, schema_editor):
    schema.drop(schema_editor.connection)


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.RunPython(create, drop),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("centre_id", models.BigIntegerField()),
                ("sequence", models.BigIntegerField()),
                ("at", models.CharField(max_length=27)),
                ("name", models.CharField(max_length=60)),
                ("actor", models.CharField(max_length=36)),
                ("role", models.CharField(max_length=30)),
                ("object", models.CharField(max_length=60)),
                ("subject", models.CharField(max_length=60)),
                ("body", models.TextField()),
                ("prev", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={"db_table": "trail_event", "managed": False},
        ),
        migrations.CreateModel(
            name="Particulars",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=models.DO_NOTHING,
                        primary_key=True,
                        related_name="particulars",
                        serialize=False,
                        to="trail.event",
                    ),
                ),
                ("sentence", models.TextField()),
                ("details", models.TextField()),
                ("salt", models.CharField(max_length=64)),
            ],
            options={"db_table": "trail_particulars", "managed": False},
        ),
    ]
