"""What people write is cleaned; what they read is filled in."""

import pytest

from fairmark.policies import wording
from fairmark.workflow.refusals import Refused


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("One.\n\nTwo **bold**.", "<p>One.</p>\n<p>Two <strong>bold</strong>.</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("![x](https://a.example/b.png)", "<p></p>"),
        (
            "Within {registration.days_to_tell} days",
            "<p>Within {registration.days_to_tell} days</p>",
        ),
    ],
)
def test_what_is_typed_becomes_what_is_kept(typed, kept):
    assert wording.from_plain(typed) == kept


@pytest.mark.parametrize(
    "html",
    [
        "<p>One.</p>\n<p>Two <strong>bold</strong> and <em>soft</em>.</p>",
        "<ul>\n<li>a</li>\n<li>b</li>\n</ul>",
        "<ol>\n<li>a</li>\n<li>b</li>\n</ol>",
        '<p>See <a href="https://a.example/">there</a>, within {appeals.reply_days} days.</p>',
        "<table>\n<thead>\n<tr>\n<th>A</th>\n<th>B</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n"
        "<td>2</td>\n</tr>\n</tbody>\n</table>",
    ],
)
def test_a_text_that_is_opened_and_kept_is_the_same(html):
    assert wording.from_plain(wording.to_plain(html)) == html


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("<p onclick='x()'>a</p>", "<p>a</p>"),
        ("<style>p{}</style><p style='x'>a</p>", "<p>a</p>"),
        ("<a href='javascript:x()'>a</a>", "<a>a</a>"),
        ("<img src=x><iframe></iframe><p>a</p>", "<p>a</p>"),
        ("<h1>a</h1>", "a"),
    ],
)
def test_cleaning_leaves_nothing_that_runs(html, left):
    assert wording.cleaned(html) == left


def test_a_name_with_markup_in_it_is_shown_and_not_run():
    shown = wording.filled(
        "<p>{centre} within {a.b}, {unknown}</p>", {"centre": "<b>X</b>"}, {"a.b": 5}
    )
    assert shown == (
        '<p>&lt;b&gt;X&lt;/b&gt; within <span class="fm-live">5</span>, '
        '<span class="fm-gap">{unknown}</span></p>'
    )


@pytest.mark.parametrize("address", [
    "https://x.example/a", "http://x.example", "mailto:a@x.example",
])  # fmt: skip
def test_a_whole_address_stays(address):
    assert (
        wording.cleaned(f'<p><a href="{address}">x</a></p>') == f'<p><a href="{address}">x</a></p>'
    )


@pytest.mark.parametrize("address", [
    "javascript:alert(1)", "//evil.example", "/account/logout/", "{records_place}",
    "https://x.example/{appeals.raise_days}/form", "data:text/html,x", "page.html",
])  # fmt: skip
def test_an_address_that_is_not_whole_is_taken_off(address):
    assert "href" not in wording.cleaned(f'<p><a href="{address}">x</a></p>')


def test_what_cannot_be_printed_is_left_out():
    assert wording.cleaned("<p>soft\x02hyphen\ufffe</p>") == "<p>softhyphen</p>"


def test_what_is_nested_too_deep_is_refused_at_once():
    deep = "<blockquote>" * 200_000
    with pytest.raises(Refused, match="more than 20 deep"):
        wording.cleaned(deep)
    assert wording.cleaned("<ul><li>a</li></ul>" * 100)
