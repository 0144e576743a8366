"""How shares and differences are written and drawn."""

from django import template

register = template.Library()


@register.inclusion_tag("fairness/share.html")
def share_bar(share, label):
    """A share as a bar, with the span in which it may lie."""
    low, high = share.interval
    return {
        "share": share, "label": label, "percent": percent(share.part),
        "width": f"{share.part * 100:.1f}", "left": f"{low * 100:.1f}", "right": f"{high * 100:.1f}",
        "span": f"{(high - low) * 100:.1f}", "low": percent(low), "high": percent(high),
    }  # fmt: skip


@register.filter
def percent(part):
    """A share as a whole number of hundredths."""
    return f"{part * 100:.0f}%"


@register.filter
def points(part):
    """A difference in percentage points, with its sign."""
    whole = round(part * 100)
    return "0" if whole == 0 else f"{'+' if whole > 0 else '−'}{abs(whole)}"
