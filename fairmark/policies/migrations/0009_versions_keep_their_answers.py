"""Versions written before they kept the centre's answers: as the centre answers today."""

from django.db import migrations

#: The answers that stood in texts then.
IN_TEXTS = (
    "records_place", "hand_in_place", "complaints_contact", "concerns_contact", "support_contact",
)  # fmt: skip


def copy(apps, schema_editor):
    answers = dict(apps.get_model("policies", "Profile").objects.values_list("centre", "answers"))
    versions = apps.get_model("policies", "PolicyVersion").objects.select_related("policy")
    for version in versions.iterator():
        ours = answers.get(version.policy.centre_id, {})
        version.content.setdefault(
            "answers", {name: str(ours[name]) for name in IN_TEXTS if ours.get(name)}
        )
        version.save(update_fields=["content"])


class Migration(migrations.Migration):
    dependencies = [("policies", "0008_documents_are_reviewed")]

    operations = [migrations.RunPython(copy, migrations.RunPython.noop)]
