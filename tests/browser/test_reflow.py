"""The main pages at 320 pixels, in forced colours and with motion turned down: nothing is lost."""

import pytest

from tests.browser.conftest import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MAIN = {
    "Sandra Pickering": [
        "/", "/menu/", "/registration/", "/registration/agreement/", "/registration/entries/",
        "/registration/fees/", "/imports/", "/learners/", "/programmes/", "/trail/",
        "/search/?q=patel", "/centre/calendar/",
    ],
    "Ruth Adeyemi": [
        "/", "/assurance/", "/assurance/REG-2/", "/plan/", "/plan/?state=done", "/calendars/",
        "/policies/", "/policies/registration/", "/policies/registration/changes/?from=exemplar",
        "/policies/distance/draft/", "/policies/distance/draft/aims/",
        "/policies/distance/draft/numbers/", "/policies/documents/", "/policies/mapping/",
        "/policies/editions/", "/policies/wider/equality/", "/gallery/",
    ],
    "Tom Ashworth": ["/centre/", "/post/"],
    "Siobhán Grace Patel": ["/my-record/", "/policies/for-learners/"],
    "": ["/help/", "/accessibility/", "/account/login/"],
}  # fmt: skip

#: What sticks out of the window, and what is cut off without a way to reach it.
LOST = """() => {
    const wide = document.documentElement.clientWidth
    const hidden = '.fm-hide, .fm-skip, svg, .fm-stackable :is(thead, caption), .fm-areas thead'
    const scrolls = (one) => one && (/(auto|scroll)/.test(getComputedStyle(one).overflowX)
        || scrolls(one.parentElement))
    const found = []
    if (document.documentElement.scrollWidth > wide) found.push('wider than the window')
    for (const one of document.querySelectorAll('main *, header *, footer *')) {
        const style = getComputedStyle(one), box = one.getBoundingClientRect()
        if (!box.width || one.closest(hidden)) continue
        const name = one.tagName + '.' + one.className
        if (box.right > wide + 1 && !scrolls(one.parentElement)) found.push('sticks out: ' + name)
        if (style.overflowX === 'hidden' && one.scrollWidth > one.clientWidth + 1)
            found.push('cut off: ' + name)
    }
    return [...new Set(found)].slice(0, 5)
}"""


def walk(open_page, width=320, **emulated):
    """Each main page as one who uses it: the page, and its address."""
    for who, addresses in MAIN.items():
        page = open_page(width)
        page.emulate_media(**emulated)
        if who:
            sign_in(page, who)
        for address in addresses:
            page.goto(address)
            yield page, address


def test_at_320_pixels_nothing_is_lost(thornmere, open_page, on_the_day):
    wrong = {address: found for page, address in walk(open_page) if (found := page.evaluate(LOST))}
    assert wrong == {}


#: Whether focus shows on each kind of control, and whether each icon beside a word can be told
#: from what is behind it. Colours are those that the reader's own system forces.
UNSEEN = """() => {
    const found = []
    const paper = getComputedStyle(document.body).backgroundColor
    for (const kind of ['main a[href]', 'main button', 'main input:not([type=hidden])',
                        'main select', 'main summary', 'header a[href]']) {
        const one = [...document.querySelectorAll(kind)].find((each) => each.checkVisibility())
        if (!one) continue
        one.focus({ focusVisible: true })
        if (document.activeElement !== one) continue
        const style = getComputedStyle(one)
        if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) found.push('no focus: ' + kind)
        if (style.outlineColor === paper) found.push('focus in the colour of the paper: ' + kind)
    }
    for (const one of document.querySelectorAll('.fm-tag .fm-i, .fm-wall .fm-i, .fm-line .fm-i')) {
        if (!one.checkVisibility()) continue
        const style = getComputedStyle(one), behind = getComputedStyle(one.parentElement).backgroundColor
        const name = one.parentElement.className
        if ([behind, paper].includes(style.fill)) found.push('an icon that is not seen: ' + name)
        if (one.getBoundingClientRect().width < 8) found.push('an icon without a size: ' + name)
    }
    for (const one of document.querySelectorAll('.fm-tag:not(.fm-tag--bare)')) {
        if (one.checkVisibility() && parseFloat(getComputedStyle(one).borderTopWidth) < 1)
            found.push('a state without an edge')
    }
    return [...new Set(found)]
}"""


def test_in_forced_colours_focus_and_states_are_seen(thornmere, open_page, on_the_day):
    pages = walk(open_page, width=1440, forced_colors="active")
    wrong = {address: found for page, address in pages if (found := page.evaluate(UNSEEN))}
    assert wrong == {}


def test_what_is_not_seen_is_found(thornmere, open_page, on_the_day):
    """The twin: take the outline away, and a colour, and let something stick out."""
    page = open_page(320)
    page.emulate_media(forced_colors="active")
    sign_in(page, "Ruth Adeyemi")
    page.goto("/plan/")
    assert page.evaluate(UNSEEN) == []
    page.evaluate("""() => {
        const sheet = new CSSStyleSheet()
        sheet.replaceSync(`main a:focus-visible { outline: none }
            .fm-tag { border: 0 !important } .fm-tag .fm-i { forced-color-adjust: none; fill: Canvas }
            .fm-today { width: 900px }`)
        document.adoptedStyleSheets = [sheet]
    }""")
    found = " ".join(page.evaluate(UNSEEN))
    for words in ("no focus: main a", "an icon that is not seen", "a state without an edge"):
        assert words in found
    assert "wider than the window" in page.evaluate(LOST)


def test_with_motion_turned_down_nothing_moves(thornmere, open_page, on_the_day):
    moving = """() => [...document.querySelectorAll('*')].filter((one) => {
        const style = getComputedStyle(one)
        return style.animationName !== 'none' || style.transitionDuration.split(',')
            .some((each) => parseFloat(each) > 0) }).map((one) => one.className)"""
    page = open_page()
    sign_in(page, "Ruth Adeyemi")
    for wanted in ("no-preference", "reduce"):
        page.emulate_media(reduced_motion=wanted)
        page.goto("/plan/")
        assert bool(page.evaluate(moving)) == (wanted == "no-preference")
