import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """A unit is of one issue of a specification, and the database keeps what a form promises."""

    dependencies = [("catalogue", "0003_units_find_their_specification")]

    operations = [
        migrations.RemoveField("unit", "group_text"),
        migrations.RemoveField("unit", "qualification"),
        migrations.AlterField(
            "unit", "specification",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="units",
                to="catalogue.specification",
            ),
        ),
        migrations.AddConstraint(
            "unit",
            models.UniqueConstraint(
                fields=("specification", "number"), name="unit_number_once_per_specification"
            ),
        ),
        migrations.AddConstraint(
            "specification",
            models.UniqueConstraint(
                fields=("qualification", "issue"), name="specification_issue_once"
            ),
        ),
        migrations.AddConstraint(
            "specification",
            models.CheckConstraint(
                condition=Q(registrations_until=None)
                | Q(registrations_from=None)
                | Q(registrations_until__gte=F("registrations_from")),
                name="registrations_end_after_they_begin",
            ),
        ),
        migrations.AddConstraint(
            "specification",
            models.CheckConstraint(
                condition=Q(certificates_until=None)
                | Q(certificates_from=None)
                | Q(certificates_until__gte=F("certificates_from")),
                name="certificates_end_after_they_begin",
            ),
        ),
        migrations.AddConstraint(
            "unitgroup",
            models.UniqueConstraint(fields=("specification", "code"), name="group_code_once"),
        ),
        migrations.AddConstraint(
            "unitgroup",
            models.CheckConstraint(
                condition=Q(most_units=None)
                | Q(least_units=None)
                | Q(most_units__gte=F("least_units")),
                name="group_most_units_not_below_least",
            ),
        ),
        migrations.AddConstraint(
            "unitgroup",
            models.CheckConstraint(
                condition=Q(most_size=None) | Q(least_size=None) | Q(most_size__gte=F("least_size")),
                name="group_most_size_not_below_least",
            ),
        ),
        migrations.AddConstraint(
            "barredpair",
            models.UniqueConstraint(fields=("one", "other"), name="barred_pair_once"),
        ),
        migrations.AddConstraint(
            "barredpair",
            models.CheckConstraint(
                condition=Q(one__lt=F("other")), name="barred_pair_is_two_units_in_order"
            ),
        ),
    ]  # fmt: skip
