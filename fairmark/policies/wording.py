"""A policy's text: cleaned when written, filled in when read."""

import re
from collections.abc import Mapping

import nh3
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdownify import markdownify

from fairmark.policies.rules import PLACEHOLDER
from fairmark.ui.forms import without_controls
from fairmark.ui.templatetags.components import icon
from fairmark.workflow.refusals import Refused

TAGS = {
    "p", "h3", "h4", "ul", "ol", "li", "strong", "em", "blockquote", "a", "br",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip

#: What an address may begin with.
SCHEMES = {"https", "http", "mailto"}

#: What a number may count that runs by the clock.
CLOCKS = ("working days", "calendar days", "days", "months", "years", "weeks")
_WITH_UNIT = re.compile(PLACEHOLDER.pattern + rf"( (?:{'|'.join(CLOCKS)})\b)?")

_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


#: What opens or closes something that may hold another of its kind.
_NESTING = re.compile(r"<(/?)(?:blockquote|ul|ol|table|div|section|article)\b", re.IGNORECASE)
#: How deep lists, quotations and tables may stand in one another.
DEEPEST = 20


def cleaned(html: str) -> str:
    """Only what a policy is made of: no script, no style, no picture, no address but a whole one.

    Raises Refused for what is nested deeper than anybody reads.
    """
    html = without_controls(html)
    if _depth(html) > DEEPEST:
        raise Refused(
            [f"Lists, quotations or tables stand more than {DEEPEST} deep in one another. "
             "Paste the words alone, and format them here."]
        )  # fmt: skip
    return nh3.clean(
        html, tags=TAGS, attributes={"a": {"href"}}, url_schemes=SCHEMES,
        clean_content_tags={"script", "style"}, link_rel=None, attribute_filter=_address,
    ).strip()  # fmt: skip


def _depth(html: str) -> int:
    depth = deepest = 0
    for match in _NESTING.finditer(html):
        depth = max(depth - 1, 0) if match[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _address(tag: str, name: str, value: str) -> str | None:
    """An address as it stands, if it is a whole one in which nothing is to be filled in."""
    whole = value.strip().lower().startswith(tuple(f"{scheme}:" for scheme in SCHEMES))
    return value if whole and "{" not in value else None


def shown(html: str) -> SafeString:
    """Kept text as a page shows it, cleaned once more on its way out."""
    return mark_safe(cleaned(html))  # noqa: S308 (that is what cleaned is for)


def from_plain(text: str) -> str:
    """The restricted HTML of what somebody typed: empty line, “- ”, “1. ”, **bold**, [link](…)."""
    return cleaned(_markdown.render(text))


#: A paragraph that is all that a point or a cell begins with, as editors write it.
_PARAGRAPH_IN = re.compile(r"<(li|td|th)><p>((?:(?!</?p>).)*)</p>(?=</\1>|<ul>|<ol>)", re.DOTALL)


def from_written(html: str) -> str:
    """The restricted HTML of what somebody wrote in the editor, in the form that plain text takes."""
    return _PARAGRAPH_IN.sub(r"<\1>\2", cleaned(html))


def kept(text: str, html: str = "") -> str:
    """What is kept of a section: as written in the editor where it was, else as typed."""
    return from_written(html) if html else from_plain(text)


def to_plain(html: str) -> str:
    """The text as it can be typed again, for editing without scripts."""
    text = markdownify(
        html, heading_style="ATX", bullets="-", escape_underscores=False, escape_asterisks=False,
        escape_misc=False,
    )  # fmt: skip
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def escaped(text: str) -> str:
    """Plain words made safe to be shown among HTML; their placeholders stay."""
    return str(conditional_escape(text))


def filled(
    html: str, values: Mapping[str, str], numbers: Mapping[str, int],
    choices: Mapping[str, str] | None = None,
) -> SafeString:  # fmt: skip
    """The text with its placeholders filled; numbers and choices marked as live.

    `html` is what `cleaned` let through, and may be shown; values are escaped.
    """

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        if name in numbers:
            clock = icon("clock") if (match[2] or "").strip() in CLOCKS else ""
            return format_html('<span class="fm-live">{}{}{}</span>',
                               clock, numbers[name], match[2] or "")  # fmt: skip
        if name in (choices or {}):
            found = format_html(
                '<span class="fm-live fm-live--plain">{}</span>', (choices or {})[name]
            )
        elif name in values:
            found = conditional_escape(values[name])
        else:
            gap = name.replace("_", " ")
            found = format_html('<span class="fm-gap">{{{}}}</span>', gap)
        return found + (match[2] or "")

    return mark_safe(_WITH_UNIT.sub(fill, html))  # noqa: S308 (cleaned when it was written)


def clock(text: str, numbers: Mapping[str, int]) -> str:
    """The first time that a text counts by a live number, such as “5 working days”; "" if none."""
    for name, unit in _WITH_UNIT.findall(text):
        if name in numbers and unit:
            return f"{numbers[name]}{unit}"
    return ""


def words(html: str, values: Mapping[str, str], numbers: Mapping[str, int]) -> str:
    """The text alone, as it is read aloud or compared."""
    shown = {name: str(number) for name, number in numbers.items()} | dict(values)
    text = PLACEHOLDER.sub(lambda match: shown.get(match[1], match[0]), html)
    text = re.sub(r"</(p|li|h3|h4|tr|td|th)>|<br>", " ", text)
    return " ".join(nh3.clean(text, tags=set()).replace("&amp;", "&").split())
