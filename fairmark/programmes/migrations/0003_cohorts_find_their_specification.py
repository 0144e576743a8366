from django.db import migrations


def fill(apps, schema_editor):
    """Until now there was one issue of each specification, so every cohort follows that."""
    specification_model = apps.get_model("catalogue", "Specification")
    for cohort in apps.get_model("programmes", "Cohort").objects.select_related("programme"):
        cohort.specification = specification_model.objects.filter(
            qualification=cohort.programme.qualification_id
        ).first()
        cohort.save()


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0002_cohorts_follow_a_specification"),
        ("catalogue", "0003_units_find_their_specification"),
    ]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
