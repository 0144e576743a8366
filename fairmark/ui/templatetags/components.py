"""The parts that pages are made of; each tag names its arguments."""

import uuid

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

register = template.Library()

#: How each word for a state looks: a class, an icon and the word.
LOOKS = {
    "met": ("is-met", "tick-circle", "Met"),
    "under way": ("is-due", "half", "Under way"),
    "not met": ("is-bad", "cross-oct", "Not met"),
    "cannot tell": ("is-none", "unk", "Cannot tell yet"),
    "does not apply": ("is-none", "na", "Does not apply"),
    "registered": ("is-met", "tick-circle", "Registered"),
    "withdrawn": ("is-none", "na", "Withdrawn"),
    "deleted": ("is-none", "na", "Deleted"),
    "transferred": ("is-none", "na", "Transferred"),
    "not registered": ("is-due", "half", "Not registered"),
    "open": ("is-bad", "cross-oct", "To act on"),
    "explained": ("is-due", "chat", "Explained"),
    "resolved": ("is-met", "tick-circle", "Resolved"),
    "confirmed": ("is-met", "tick-circle", "Confirmed"),
    "queried": ("is-due", "chat", "Queried"),
    "waiting": ("is-info", "clock", "Waiting"),
    "signed": ("is-met", "tick-circle", "Signed"),
    "stale": ("is-due", "redo", "Changed since it was signed"),
    "none": ("is-due", "half", "Not signed yet"),
    "told": ("is-met", "tick-circle", "Told"),
    "untold": ("is-due", "clock", "To be told"),
    "late": ("is-bad", "clock", "Late"),
    "uploaded": ("is-info", "in", "Not yet brought in"),
    "committed": ("is-met", "tick-circle", "Brought in"),
    "undone": ("is-none", "redo", "Undone"),
    "abandoned": ("is-none", "na", "Set aside"),
    "applied": ("is-due", "half", "Applied for"),
    "approved": ("is-met", "tick-circle", "Approved"),
    "ended": ("is-none", "na", "Ended"),
    "entered": ("is-met", "tick-circle", "Entered"),
    "excused": ("is-none", "na", "Not to be entered"),
    "in force": ("is-met", "tick-circle", "In force"),
    "to come": ("is-info", "clock", "To come"),
    "superseded": ("is-none", "na", "Superseded"),
    "done": ("is-met", "tick-circle", "Done"),
    "overdue": ("is-bad", "clock", "Overdue"),
    "due": ("is-due", "half", "Due soon"),
    "left out": ("is-none", "na", "Left out this year"),
    "create": ("is-met", "tick-circle", "New"),
    "change": ("is-due", "half", "Changes"),
    "same": ("is-none", "na", "As it is"),
}  # fmt: skip


@register.simple_tag
def icon(name):
    """One icon of the sprite, hidden from screen readers: a word always stands beside it."""
    return format_html(
        '<svg class="fm-i" aria-hidden="true"><use href="{}#i-{}"/></svg>',
        static("ui/icons.svg"), name,
    )  # fmt: skip


@register.inclusion_tag("ui/components/tag.html")
def state_tag(state, bare=False, count=None):
    """A state: a shape and a word, then a colour; with how many, where it is counted."""
    kind, shape, word = LOOKS[state]
    return {"kind": kind, "icon": shape, "word": word, "bare": bare, "count": count}


@register.inclusion_tag("ui/components/tag.html")
def tag(word, kind="is-none", icon="na", bare=False):
    """A tag with words of its own."""
    return {"kind": kind, "icon": icon, "word": word, "bare": bare}


@register.inclusion_tag("ui/components/wall.html")
def wall(lines):
    """One square a requirement; only those that need somebody are links."""
    looks = {"met": "tick", "under way": "half", "not met": "cross",
             "cannot tell": "ask", "does not apply": "na"}  # fmt: skip
    return {
        "squares": [
            {
                "clause": line.clause,
                "state": LOOKS[line.showing.state][2].lower(),
                "icon": looks[line.showing.state],
                "kind": "is-unk" if line.showing.state == "cannot tell"
                else LOOKS[line.showing.state][0],
                "link": line.showing.built
                and line.showing.state not in ("met", "does not apply"),
            }
            for line in lines
        ]
    }  # fmt: skip


@register.inclusion_tag("ui/components/part.html")
def part(percent):
    """How complete the records are; a dash where there are none to tell by."""
    return {"percent": percent}


@register.inclusion_tag("ui/components/meter.html")
def meter(one):
    """Have and need."""
    width = 100 * one.have / one.need if one.need else 0
    short = max(one.need - one.have, 0)
    return {"meter": one, "width": f"{min(width, 100):.1f}", "short": short}


@register.inclusion_tag("ui/components/mark.html")
def mark(name, how="on"):
    """One of the seven marks: `on` is proven, `wait` not finished, `gap` missing."""
    return {"mark": name, "how": how}


@register.inclusion_tag("ui/components/why.html")
def why(heading, reasons, shape="lock"):
    """What cannot be done, and because of what."""
    return {"heading": heading, "reasons": reasons, "icon": shape}


@register.inclusion_tag("ui/components/empty.html")
def nothing_here(heading, text="", link="", link_text=""):
    """What would be here, whether that is normal, one link."""
    return {"heading": heading, "text": text, "link": link, "link_text": link_text}


@register.inclusion_tag("ui/components/timeline.html")
def timeline(events):
    """Newest first; a sentence each."""
    return {"events": events}


@register.inclusion_tag("ui/components/crumbs.html")
def crumbs(*pairs):
    """Where you are: address and words in turn; the last has words only."""
    links = list(zip(pairs[:-1:2], pairs[1:-1:2], strict=True))
    return {"links": links, "here": pairs[-1]}


@register.inclusion_tag("ui/components/pages.html", takes_context=True)
def pages(context, page):
    """Links to the other pages of a list, keeping its filter."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    return {"page": page, "query": query.urlencode()}


@register.simple_tag
def post_key():
    """What makes sending a form twice act once."""
    return format_html('<input type="hidden" name="post_key" value="{}">', uuid.uuid4())


@register.filter
def day(value):
    """Thursday 17 June 2027 is for headings; this is 17 June 2027."""
    return f"{value:%-d %B %Y}" if value else ""


@register.filter
def short_day(value):
    """17 Jun 2027."""
    return f"{value:%-d %b %Y}" if value else ""


@register.filter
def moment(value):
    """17 June 2027 at 14:32."""
    return f"{timezone.localtime(value):%-d %B %Y at %H:%M}" if value else ""


@register.filter
def pounds(pence):
    """Pence as pounds."""
    return f"£{pence / 100:,.2f}" if pence is not None else ""


@register.filter
def spaced(value):
    """A ten-digit number in threes, as people read it out."""
    return f"{value[:3]} {value[3:6]} {value[6:]}" if len(value) == 10 else value


@register.filter
def email_address(value):
    """An e-mail address that may break after its @, and nowhere inside a word."""
    return format_html_join(mark_safe("@<wbr>"), "{}", ((part,) for part in value.split("@")))


@register.filter
def in_words(name):
    """The name of an event as words."""
    return name.replace("_", " ").capitalize()


@register.filter
def said(words):
    """Words as a heading says them: a capital first, and ULN as people write it."""
    words = words.replace("uln", "ULN")
    return words[:1].upper() + words[1:]
