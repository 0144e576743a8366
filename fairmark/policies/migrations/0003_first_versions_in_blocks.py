"""Versions published before there were drafts: their sections as blocks, their writer and approver."""

import re
from html import escape

from django.db import migrations

#: The numbers that the first versions could set, with their names, as they were then.
NUMBERS = {
    "registration.days_to_register": ["Register a learner within", "working days of the start of teaching"],
    "registration.days_to_check": ["Programme team checks an intake within", "working days of its registration"],
    "registration.days_to_confirm": ["Learner confirms or queries within", "working days of registration"],
    "registration.days_to_tell": ["Tell the awarding body of a change within", "working days"],
    "registration.comparison_days": ["Compare with the awarding body’s record at least every", "calendar days"],
    "registration.days_to_explain": ["Resolve or explain a difference within", "working days"],
    "registration.entry_check_days": ["Programme leader checks entries at least", "working days before the deadline"],
}  # fmt: skip


def blocks_of(sections):
    """Each section as a block of commitments with its paragraphs."""
    return [
        {
            "id": re.sub(r"[^a-z]+", "-", section["heading"].lower()).strip("-")[:50],
            "part": "commitments",
            "heading": section["heading"],
            "clauses": section["clauses"],
            "html": "".join(
                f"<p>{escape(text, quote=False)}</p>" for text in section["paragraphs"]
            ),
        }
        for section in sections
    ]


def convert(apps, schema_editor):
    for version in apps.get_model("policies", "PolicyVersion").objects.filter(drafted_at=None):
        version.content = {
            "about": "", "owner": "exams officer", "readers": [],
            "approvers": ["quality nominee", "head of centre"], "numbers": NUMBERS,
            "blocks": blocks_of(version.content), "learner": [], "dates": [], "links": [],
        }  # fmt: skip
        version.drafted_by_id, version.drafted_at = version.published_by_id, version.published_at
        version.save()


class Migration(migrations.Migration):
    dependencies = [("policies", "0002_life_of_a_version")]

    operations = [migrations.RunPython(convert, migrations.RunPython.noop)]
