from django.db import migrations

from fairmark.catalogue.criteria import parse

#: What files called a group until now, where they meant whether the unit is mandatory.
_STATUS = {
    "m": "mandatory", "mandatory": "mandatory", "c": "core", "core": "core",
    "o": "optional", "optional": "optional",
}  # fmt: skip
_LETTER = {"mandatory": "M", "core": "C", "optional": "O", "": ""}


def fill(apps, schema_editor):
    """One first issue for each qualification with units; what codes say is read from them."""
    qualification_model = apps.get_model("catalogue", "Qualification")
    for qualification in qualification_model.objects.filter(units__isnull=False).distinct():
        specification = apps.get_model("catalogue", "Specification").objects.create(
            qualification=qualification, issue=1
        )
        for unit in qualification.units.all():
            unit.specification = specification
            _say_status(apps, unit)
            unit.save()
            for criterion in unit.criteria.all():
                if found := parse(criterion.code, qualification.family):
                    criterion.aims, criterion.band = " ".join(found.aims), found.band
                    criterion.ordinal, criterion.level = found.ordinal, found.level
                    criterion.save()


def _say_status(apps, unit):
    text = unit.group_text.strip()
    unit.status = _STATUS.get(text.lower(), "")
    if text and not unit.status:
        unit.group, _ = apps.get_model("catalogue", "UnitGroup").objects.get_or_create(
            specification=unit.specification, code=text
        )


def empty(apps, schema_editor):
    """Back: each unit's group as the text it was. Refused where a second issue has units."""
    for unit in apps.get_model("catalogue", "Unit").objects.select_related("group"):
        unit.group_text = unit.group.code if unit.group else _LETTER[unit.status]
        unit.qualification_id = unit.specification.qualification_id
        unit.save()


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_specifications_by_issue")]
    operations = [migrations.RunPython(fill, empty)]
