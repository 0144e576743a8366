"""Rules as pages say them."""

from django import template

from fairmark.rulebook import naming, words

register = template.Library()

register.filter("value_words", words.value_words)
register.filter("family_words", words.family_words)
register.filter("rule_name", naming.name_of)
register.filter("rule_points", words.points)

#: How sure we are: a class, a shape and the word. Medium and low stand out.
SURE = {
    "high": ("is-met", "tick-circle", "High"),
    "medium": ("is-due", "half", "Medium"),
    "low": ("is-bad", "unk", "Low"),
}


@register.inclusion_tag("ui/components/tag.html")
def confidence(rule):
    """How sure we are of a rule, by word and shape."""
    kind, icon, word = SURE[rule.confidence]
    return {"kind": kind, "icon": icon, "word": word, "bare": rule.confidence == "high"}


@register.inclusion_tag("rulebook/ours.html")
def ours(rule):
    """That a rule is the centre's own, by whom and since when; nothing where it came with us."""
    return {"ours": rule.ours}


@register.inclusion_tag("rulebook/days.html")
def held(rule):
    """From and until when a rule holds."""
    return {"rule": rule}


@register.filter
def days_of(rule, on):
    """Whether a rule holds on a day, is over, or is to come."""
    if rule.holds_on(on):
        return "in force"
    return "to come" if rule.from_on > on else "superseded"
