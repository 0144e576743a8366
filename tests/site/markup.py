"""What a checker of HTML says about a page: what does not parse, and names that lead nowhere."""

import re
from collections import Counter
from itertools import pairwise

from tinyhtml5.parser import HTMLParser

#: Elements that hold words, and elements that no such element holds.
_WORDS = {"h1", "h2", "h3", "h4", "h5", "h6", "p", "span", "strong", "b", "em", "small", "code",
          "label", "button", "time", "dt", "legend", "caption", "summary"}  # fmt: skip
_BLOCKS = {"div", "p", "ul", "ol", "dl", "table", "form", "section", "article", "aside", "nav",
           "fieldset", "details", "h1", "h2", "h3", "h4", "h5", "h6"}  # fmt: skip
_MAY_HOLD = {"summary": {"h1", "h2", "h3", "h4", "h5", "h6"}, "legend": {"h1", "h2", "h3", "h4"}}
#: What alone may stand directly in these.
_ONLY = {
    "ul": {"li", "script", "template"}, "ol": {"li", "script", "template"},
    "dl": {"dt", "dd", "div"}, "tr": {"td", "th"}, "table": {"caption", "colgroup", "thead", "tbody", "tfoot"},
    "select": {"option", "optgroup", "hr"},
}  # fmt: skip
#: Attributes that name other elements by their id.
_NAMING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers", "list", "form")
_INTERACTIVE = {"a", "button", "select", "textarea", "input", "details", "label"}


def faults(html: str) -> list[str]:
    """Everything that is wrong with a page, in words."""
    parser = HTMLParser(namespace_html_elements=False)
    root = parser.parse(html)
    body = [one for one in root.iter() if isinstance(one.tag, str)]
    return [
        *(f"line {line}: {code} {data or ''}".rstrip() for (line, _), code, data in parser.errors),
        *_ids(body), *_headings(body), *_fields(body), *_nesting(root),
    ]  # fmt: skip


def _ids(elements):
    known = Counter(one.get("id") for one in elements if one.get("id") is not None)
    yield from (f"id twice: {name}" for name, times in known.items() if times > 1)
    yield from (f"no id: {name!r}" for name in known if not name or re.search(r"\s", name))
    for one in elements:
        for attribute in _NAMING:
            for name in (one.get(attribute) or "").split():
                if name not in known and not (attribute == "form" and name == "none"):
                    yield f"{one.tag} {attribute}={name}: no such id"
        target = one.get("href") or ""
        if one.tag == "a" and target.startswith("#") and target[1:] not in known:
            yield f"link to {target}: no such id"


def _headings(elements):
    levels = [int(one.tag[1]) for one in elements if re.fullmatch("h[1-6]", one.tag)]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} first headings"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"h{after} after h{before}"
    yield from (
        f"an empty {one.tag}" for one in elements
        if re.fullmatch("h[1-6]", one.tag) and not "".join(one.itertext()).strip()
    )  # fmt: skip


def _fields(elements):
    labelled = {one.get("for") for one in elements if one.tag == "label"}
    inside = {id(each) for one in elements if one.tag == "label" for each in one.iter()}
    for one in elements:
        is_field = one.tag in ("select", "textarea") or (
            one.tag == "input" and one.get("type") not in ("hidden", "submit", "button")
        )
        named = one.get("aria-label") or one.get("aria-labelledby")
        if is_field and not named and one.get("id") not in labelled and id(one) not in inside:
            yield f"{one.tag} {one.get('name')}: no label"
        if one.tag == "img" and one.get("alt") is None:
            yield f"img {one.get('src')}: no words instead of it"
        if one.tag == "button" and not ("".join(one.itertext()).strip() or one.get("aria-label")):
            yield "a button without words"


def _nesting(root):
    above = {child: parent for parent in root.iter() for child in parent}
    for one in root.iter():
        if not isinstance(one.tag, str) or one not in above:
            continue
        parent = above[one]
        may_hold = _MAY_HOLD.get(parent.tag, ())
        if one.tag in _BLOCKS and parent.tag in _WORDS - {"dt"} and one.tag not in may_hold:
            yield f"{one.tag} in {parent.tag}"
        if parent.tag in _ONLY and one.tag not in _ONLY[parent.tag]:
            yield f"{one.tag} directly in {parent.tag}"
        if one.tag in ("li",) and parent.tag not in ("ul", "ol"):
            yield f"li in {parent.tag}"
        if one.tag in _INTERACTIVE - {"label"}:
            while parent in above:
                if parent.tag in ("a", "button"):
                    yield f"{one.tag} in {parent.tag}"
                parent = above[parent]
