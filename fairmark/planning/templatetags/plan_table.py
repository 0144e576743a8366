"""The table of a plan. Of its four hundred cells a template would ask each for its language."""

from html import escape

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from fairmark.planning.changes import Row
from fairmark.ui.templatetags.components import short_day

register = template.Library()

DAYS = {
    "hand_out_on": "Hand-out", "hand_in_on": "Hand-in", "assess_by": "Assess by",
    "verify_by": "Verify by", "return_by": "Return by", "resubmit_by": "Resubmission",
}  # fmt: skip
_HEADINGS = ("Assignment", "Criteria", *DAYS.values(), "Assessed by", "Verified by")
_NOBODY = '<span class="fm-quiet">Nobody yet</span>'


@register.simple_tag
def plan_headings() -> SafeString:
    return format_html_join("", '<th scope="col">{}</th>', ((one,) for one in _HEADINGS))


@register.simple_tag
def plan_row(row: Row, edits: bool) -> SafeString:
    """An assignment in the plan's table; a link where this person may change it."""
    name = f"{row.number}. {escape(row.title)}"
    if edits:
        name = f'<a href="assignments/{row.key}/">{name}</a>'
    codes = escape(row.codes) or '<span class="fm-quiet">None</span>'
    days = "".join(
        f'<td class="fm-nowrap" data-label="{heading}">{short_day(row.days[day])}</td>'
        for day, heading in DAYS.items()
    )
    return mark_safe(  # noqa: S308 (people's words are escaped, each above or below)
        f'<tr><th scope="row">{name}</th><td data-label="Criteria">{codes}</td>{days}'
        f'<td data-label="Assessed by">{escape(row.people) or _NOBODY}</td>'
        f'<td data-label="Verified by">{escape(row.verifier_name or "Nobody yet")}</td></tr>'
    )
