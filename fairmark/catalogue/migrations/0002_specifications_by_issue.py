import django.db.models.deletion
from django.db import migrations, models

STATUS = [("mandatory", "Mandatory"), ("core", "Core"), ("optional", "Optional")]
SOURCE = "where it was read"


def key():
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


class Migration(migrations.Migration):
    """Issues of specifications, their groups and barred pairs; what a code says, beside the code."""

    dependencies = [("catalogue", "0001_initial")]

    operations = [
        migrations.AddField(
            "qualification", "size_credits",
            models.PositiveIntegerField(blank=True, null=True, verbose_name="credits"),
        ),
        migrations.CreateModel(
            name="Specification",
            fields=[
                ("id", key()),
                ("issue", models.PositiveSmallIntegerField(verbose_name="issue number")),
                (
                    "registrations_from",
                    models.DateField(blank=True, null=True, verbose_name="first registration"),
                ),
                (
                    "registrations_until",
                    models.DateField(blank=True, null=True, verbose_name="last registration"),
                ),
                (
                    "certificates_from",
                    models.DateField(blank=True, null=True, verbose_name="first certification"),
                ),
                (
                    "certificates_until",
                    models.DateField(blank=True, null=True, verbose_name="last certification"),
                ),
                (
                    "least_size_at_pass",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="least at Pass or above"
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=200, verbose_name=SOURCE)),
                (
                    "source_link",
                    models.URLField(blank=True, max_length=300, verbose_name="address"),
                ),
                (
                    "confidence",
                    models.CharField(
                        blank=True, max_length=10,
                        choices=[("high", "High"), ("medium", "Medium"), ("low", "Low")],
                    ),
                ),
                (
                    "qualification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="specifications", to="catalogue.qualification",
                    ),
                ),
            ],
            options={"ordering": ["qualification__title", "issue"]},
        ),
        migrations.CreateModel(
            name="UnitGroup",
            fields=[
                ("id", key()),
                ("code", models.CharField(max_length=10)),
                ("title", models.CharField(blank=True, max_length=100)),
                ("status", models.CharField(choices=STATUS, default="optional", max_length=10)),
                (
                    "least_units",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="least units"
                    ),
                ),
                (
                    "most_units",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="most units"
                    ),
                ),
                (
                    "least_size",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="least hours or credits"
                    ),
                ),
                (
                    "most_size",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="most hours or credits"
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=200, verbose_name=SOURCE)),
                (
                    "specification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="groups",
                        to="catalogue.specification",
                    ),
                ),
            ],
            options={"ordering": ["code"]},
        ),
        migrations.RemoveConstraint("unit", "unit_number_once_per_qualification"),
        migrations.AlterField(
            "unit", "qualification",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="units",
                to="catalogue.qualification",
            ),
        ),
        migrations.RenameField("unit", "group", "group_text"),
        migrations.AddField(
            "unit", "specification",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="units",
                to="catalogue.specification",
            ),
        ),
        migrations.AddField("unit", "credits", models.PositiveIntegerField(blank=True, null=True)),
        migrations.AddField(
            "unit", "level", models.CharField(blank=True, max_length=10, verbose_name="unit level")
        ),
        migrations.AddField(
            "unit", "status", models.CharField(blank=True, choices=STATUS, max_length=10)
        ),
        migrations.AddField(
            "unit", "group",
            models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL,
                related_name="units", to="catalogue.unitgroup",
            ),
        ),
        migrations.AddField(
            "unit", "must_pass",
            models.BooleanField(blank=True, null=True, verbose_name="must be passed"),
        ),
        migrations.AddField(
            "unit", "aims",
            models.CharField(blank=True, max_length=60, verbose_name="learning aims"),
        ),
        migrations.AddField(
            "unit", "source", models.CharField(blank=True, max_length=200, verbose_name=SOURCE)
        ),
        migrations.AlterField(
            "unit", "assessment",
            models.CharField(
                max_length=10,
                choices=[
                    ("internal", "Internal"),
                    ("external", "External"),
                    ("set", "Set by the awarding body, marked here"),
                    ("moderated", "Marked here, moderated by the awarding body"),
                ],
            ),
        ),
        migrations.CreateModel(
            name="BarredPair",
            fields=[
                ("id", key()),
                ("source", models.CharField(blank=True, max_length=200, verbose_name=SOURCE)),
                (
                    "one",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+",
                        to="catalogue.unit",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+",
                        to="catalogue.unit",
                    ),
                ),
                (
                    "specification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="barred_pairs",
                        to="catalogue.specification",
                    ),
                ),
            ],
            options={"ordering": ["one", "other"]},
        ),
        migrations.AddField(
            "criterion", "aims",
            models.CharField(blank=True, max_length=60, verbose_name="learning aims"),
        ),
        migrations.AddField(
            "criterion", "band",
            models.CharField(
                blank=True, max_length=2,
                choices=[
                    ("L1", "Level 1"), ("P", "Pass"), ("M", "Merit"), ("D", "Distinction"),
                ],
            ),
        ),
        migrations.AddField(
            "criterion", "ordinal",
            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="number"),
        ),
        migrations.AddField(
            "criterion", "level",
            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="Level 1 or 2"),
        ),
        migrations.AddField(
            "criterion", "by_hand",
            models.BooleanField(default=False, verbose_name="band set by hand"),
        ),
    ]  # fmt: skip
