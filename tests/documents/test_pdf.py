"""P39: making a PDF reaches nothing, however it is asked to; the same text gives the same bytes."""

import base64
import gzip
import http.server
import io
import os
import resource
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress

import pytest
from pypdf import PdfReader
from weasyprint import HTML

from fairmark.documents.characters import writable
from fairmark.documents.making import make
from fairmark.documents.pdf import to_pdf
from fairmark.documents.refusing import CannotPrint
from tests.conftest import ROOT

pytestmark = pytest.mark.paper

CANARY = "Canary-in-a-local-file"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
#: Promise P39: what one document may take at the most, in seconds and in MiB.
SECONDS, MEBIBYTES = 20, 512

#: Each asks for something outside: FILE is a local file, SITE an address that would answer.
REACHING = {
    "attachment of a file": '<link rel="attachment" href="FILE">',
    "attachment from a site": '<link rel="attachment" href="SITE/a.txt">',
    "linked attachment": '<a rel="attachment" href="FILE">x</a>',
    "picture from a file": '<img src="FILE" alt="x">',
    "picture by a bare path": '<img src="/etc/hostname" alt="x">',
    "picture by a relative path": '<img src="../../etc/hostname" alt="x">',
    "picture from a site": '<img src="SITE/a.png" alt="x">',
    "picture from a site without scheme": '<img src="//HOST/a.png" alt="x">',
    "picture that is redirected": '<img src="SITE/redirect" alt="x">',
    "picture by ftp": '<img src="ftp://HOST/a.png" alt="x">',
    "picture by a strange scheme": '<img src="gopher://HOST/a" alt="x">',
    "picture by our own scheme": '<img src="fairmark:../settings.py" alt="x">',
    "picture in capitals": '<img src="FiLe:///etc/hostname" alt="x">',
    "picture in data": '<img src="data:image/png;base64,DATA" alt="x">',
    "drawing in data that reaches": '<img src="data:image/svg+xml;base64,DRAWING" alt="x">',
    "object": '<object data="FILE" type="text/html">x</object>',
    "embed": '<embed src="SITE/a.svg" type="image/svg+xml">',
    "frame": '<iframe src="FILE"></iframe>',
    "style sheet from a file": '<link rel="stylesheet" href="FILE">',
    "style sheet from a site": '<link rel="stylesheet" href="SITE/a.css">',
    "import of a file": '<style>@import "FILE";</style>',
    "import of a site": "<style>@import url(SITE/a.css);</style>",
    "letters from a file": "<style>@font-face{font-family:F;src:url(FILE)}p{font-family:F}</style>",
    "letters from a site": "<style>@font-face{font-family:F;src:url(SITE/f.woff2)}p{font-family:F}</style>",
    "letters of the machine": '<style>@font-face{font-family:F;src:local("DejaVu Sans")}p{font-family:F}</style>',
    "background": "<style>p{background:url(SITE/a.png)}</style>",
    "content": "<style>p::before{content:url(FILE)}</style>",
    "bullet": "<ul style='list-style-image:url(SITE/a.png)'><li>x</ul>",
    "mark of a page": "<style>@page{@top-left{content:url(SITE/a.png)}}</style>",
    "drawing with a picture of a file": '<svg><image href="FILE" width="9" height="9"/></svg>',
    "drawing with a picture of a site": '<svg><image xlink:href="SITE/a.png" width="9" height="9"/></svg>',
    "drawing with a sheet": '<svg><style>@import "SITE/a.css";</style><rect width="9"/></svg>',
    "colour profile": '<style>@color-profile --x{src:url(FILE)}</style>',
    "base elsewhere": '<base href="SITE/"><img src="a.png" alt="x">',
    "entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "FILE">]><p>&e;</p>',
    "script": "<script>fetch('SITE/a')</script>",
    "counter style": "<style>@counter-style s{system:cyclic;symbols:url(SITE/a.png)}</style>",
}  # fmt: skip

#: Each is a few words that would fill a machine.
SWELLING = {
    "nested boxes": "<div>" * 5000 + "x",
    "nested lists": "<ul><li>" * 400 + "x",
    "a drawing of a drawing": "<svg><defs><g id='a0'><rect width='1' height='1'/></g>"
    + "".join(f"<g id='a{n}'>{f'<use href=#a{n - 1} />' * 10}</g>" for n in range(1, 9))
    + "</defs><use href='#a8'/></svg>",
    "a wide cell": "<table><tr><td colspan=1000000 rowspan=1000000>x</td></tr></table>",
    "a tall cell": "<table><tr><td rowspan='&#49;000000'>x</td></tr></table>",
    "a long page": "<div style='height:10000000mm'>x</div>",
    "a long word": "<p>" + "x" * 200_000 + "</p>",
    "more than paper holds": "<p>x</p>" * 1_000_000,
    "entities": "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]><p>&b;&b;&b;</p>",
    "data": f"<img alt='x' src='data:image/svg+xml;base64,"
    f"{base64.b64encode(gzip.compress(b'x' * 10_000_000)).decode()}'>",
}


def page(body):
    return (
        f"<!doctype html><html lang='en-GB'><head><title>T</title></head><body>{body}</body></html>"
    )


class _Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        self.send_response(302 if self.path == "/redirect" else 200)
        self.send_header("Location", "/a.png")
        self.end_headers()
        self.wfile.write(CANARY.encode())

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def site():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


@pytest.fixture(scope="module")
def local_file(tmp_path_factory):
    place = tmp_path_factory.mktemp("local") / "secret.txt"
    place.write_text(CANARY)
    return place


def written(body, site, local_file):
    host = f"127.0.0.1:{site.server_port}"
    drawing = f"<svg xmlns='http://www.w3.org/2000/svg'><image href='http://{host}/d.png'/></svg>"
    return page(
        body.replace("FILE", local_file.as_uri()).replace("SITE", f"http://{host}")
        .replace("HOST", host).replace("DATA", base64.b64encode(PIXEL).decode())
        .replace("DRAWING", base64.b64encode(drawing.encode()).decode())
    )  # fmt: skip


def carried(pdf):
    """Everything that a PDF holds: its words, its attachments, and every stream of it."""
    reader = PdfReader(io.BytesIO(pdf))
    streams = [
        one.get_data() for one in (reader.get_object(n) for n in range(1, len(reader.xref[0]) + 1))
        if hasattr(one, "get_data")
    ]  # fmt: skip
    words = "".join(page.extract_text() for page in reader.pages)
    return dict(reader.attachments), words, streams


@pytest.mark.parametrize("payload", REACHING)
def test_nothing_is_reached(payload, site, local_file, monkeypatch):
    calls = []
    connect = socket.socket.connect
    monkeypatch.setattr(
        socket.socket, "connect", lambda *a: (calls.append(a[1]), connect(*a))[1]
    )  # fmt: skip
    site.asked.clear()

    pdf = b""
    with suppress(CannotPrint):
        pdf = make(written(REACHING[payload], site, local_file), {})

    attachments, words, streams = carried(pdf) if pdf else ({}, "", [])
    assert (calls, site.asked, attachments) == ([], [], {})
    assert CANARY not in words
    assert not any(CANARY.encode() in stream or PIXEL in stream for stream in streams)


def test_twin_the_makers_own_fetcher_takes_a_local_file_in(site, local_file):
    pdf = HTML(string=written(REACHING["attachment of a file"], site, local_file)).write_pdf()
    assert list(carried(pdf)[0].values()) == [[CANARY.encode()]]


def test_twin_the_makers_own_fetcher_asks_the_site(site, local_file):
    site.asked.clear()
    HTML(string=written(REACHING["picture that is redirected"], site, local_file)).write_pdf()
    assert site.asked == ["/redirect", "/a.png"]


def test_a_picture_handed_in_is_shown_and_another_name_is_not():
    given = make(page('<img src="fairmark:logo" alt="Logo">'), {"logo": PIXEL})
    other = make(page('<img src="fairmark:other" alt="Logo">'), {"logo": PIXEL})
    assert len(PdfReader(io.BytesIO(given)).pages[0].images) == 1
    assert len(PdfReader(io.BytesIO(other)).pages[0].images) == 0


_MAKES_IT = """
import logging, sys
logging.disable(logging.CRITICAL)
from fairmark.documents.pdf import to_pdf
from fairmark.documents.refusing import CannotPrint
try:
    to_pdf(sys.stdin.read())
except CannotPrint as refused:
    print(refused)
"""


@pytest.mark.parametrize("payload", SWELLING)
def test_what_swells_is_refused_or_stays_small(payload):
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", _MAKES_IT], input=page(SWELLING[payload]), cwd=ROOT, text=True,
        capture_output=True, timeout=SECONDS, check=False,
        preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_DATA, (MEBIBYTES * 2**20, MEBIBYTES * 2**20)
        ),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-500:]
    assert time.monotonic() - started < SECONDS


def test_what_is_too_long_too_deep_or_repeats_is_refused_in_words():
    for payload in (
        "nested boxes",
        "a drawing of a drawing",
        "a wide cell",
        "more than paper holds",
    ):
        with pytest.raises(CannotPrint, match="document"):
            to_pdf(page(SWELLING[payload]))


def test_the_same_text_gives_the_same_bytes_on_another_day(monkeypatch):
    text = page("<h1>Appeals</h1><p><strong>Seven</strong> days, é and ž.</p>")
    first = make(text, {})
    later = time.time() + 86_400
    monkeypatch.setattr("fontTools.misc.timeTools.time.time", lambda: later)
    assert make(text, {}) == first


def test_it_is_tagged_archival_titled_in_a_language_with_our_letters_and_bookmarks():
    pdf = to_pdf(page("<h1>One</h1><h2>Two</h2><p>Words</p>"))
    reader = PdfReader(io.BytesIO(pdf))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en-GB"
    assert reader.metadata.title == "T"
    about = root["/Metadata"].get_data().decode()
    assert 'pdfaid:part="2" pdfaid:conformance="A"' in about
    fonts = {
        font.get_object()["/BaseFont"].split("+")[-1].split("-")[0]
        for font in reader.pages[0]["/Resources"]["/Font"].values()
    }
    assert {name.lstrip("/") for name in fonts} == {"Inter"}
    outline = reader.outline
    assert [outline[0].title, outline[1][0].title] == ["One", "Two"]


@pytest.mark.parametrize("character", ["\x01", "\x7f", "\u202e", "\u2066"])
def test_a_character_that_would_spoil_or_turn_the_words_is_left_out(character):
    text = "<p>Hand in on {}Friday</p>"
    assert make(page(text.format(character)), {}) == make(page(text.format("")), {})
    assert make(page(text.format("x")), {}) != make(page(text.format("")), {}), "the twin"


def test_a_pasted_break_of_a_line_parts_two_words():
    assert writable("one\x0btwo\u2028three") == "one two three"


def test_what_sets_pdfs_is_loaded_when_something_is_set():
    """Every command and every page would wait for it otherwise."""
    said = subprocess.run(
        [sys.executable, "-c", "import django, sys\ndjango.setup()\nimport fairmark.site.urls\n"
         "print([one for one in sys.modules if one.startswith('weasyprint')])"],
        cwd=ROOT, text=True, capture_output=True, check=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "fairmark.site.settings"},
    )  # fmt: skip
    assert said.stdout.strip() == "[]"
