"""What a policy's page says, piece by piece, to be looked for on paper."""

import re
import unicodedata

from lxml import html as lxml_html

#: What holds words of its own on a page.
LEAVES = ("p", "li", "th", "td", "dt", "dd", "h2", "h3", "h4")


def squeezed(text):
    """Without spaces and soft hyphens, and each ligature as its letters."""
    return re.sub(r"[\s\u00ad]", "", unicodedata.normalize("NFKC", text))


def words_on_page(content):
    """What a policy's page says, piece by piece, without what is for the screen alone."""
    (prose,) = lxml_html.document_fromstring(content).find_class("fm-prose")
    for one in [
        *prose.find_class("fm-hide"),
        *prose.findall(".//svg"),
        *prose.findall(".//caption"),
    ]:
        if one.getparent() is not None:
            one.drop_tree()
    found = []
    for one in prose.iter(*LEAVES):
        if not any(inner.tag in LEAVES for inner in one.iterdescendants()):
            found.append(squeezed(one.text_content()))
    return [one for one in found if one]
