"""The centre's logo: what is taken in, how it is kept, who may, and how it is served."""

import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

from fairmark.administration import badge_actions, pictures
from fairmark.administration.pictures import BadPicture, read_picture
from fairmark.centre.models import Logo, logo_of
from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.trail.models import Event
from fairmark.workflow.refusals import NotYours, Refused
from tests.builders import MONDAY, a_centre, a_person, a_picture


def opened(picture):
    return Image.open(io.BytesIO(picture.png))


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "L"), ("PNG", "P"), ("PNG", "1"), ("JPEG", "RGB"),
     ("JPEG", "L"), ("JPEG", "CMYK")],
)  # fmt: skip
def test_a_png_or_jpeg_is_drawn_anew_as_a_png(kind, mode):
    picture = read_picture(a_picture(kind, mode=mode))
    image = opened(picture)
    assert (image.format, image.size, picture.width, picture.height) == ("PNG", (120, 60), 120, 60)
    assert image.mode == ("RGBA" if mode == "RGBA" else "RGB")


def test_a_large_picture_is_brought_within_bounds_with_its_shape():
    picture = read_picture(a_picture(size=(3000, 1500)))
    assert opened(picture).size == (pictures.LONGEST, pictures.LONGEST // 2)


def test_nothing_but_the_pixels_is_kept():
    out = io.BytesIO()
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "Somebody")
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    Image.new("RGB", (120, 60)).save(out, "PNG", pnginfo=info, exif=exif, icc_profile=b"profile")
    assert b"Somebody" in out.getvalue()
    picture = read_picture(out.getvalue() + b"<script>alert(1)</script>")
    assert opened(picture).info == {}
    for gone in (b"Somebody", b"camera", b"profile", b"script", b"eXIf", b"iCCP", b"tEXt"):
        assert gone not in picture.png


def test_a_picture_that_lies_on_its_side_is_put_upright():
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (120, 60)).save(out, "JPEG", exif=exif)
    assert opened(read_picture(out.getvalue())).size == (60, 120)


def a_bomb():
    """A PNG of a few bytes that says it has ten thousand million pixels."""

    def chunk(name, body):
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def a_moving_picture(kind):
    out = io.BytesIO()
    frames = [Image.new("RGB", (60, 60), (n * 60, 0, 0)) for n in range(3)]
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    return out.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
REFUSED = {
    "empty": (lambda: b" ", "empty"),
    "SVG": (lambda: SVG, "SVG, which can hold scripts"),
    "SVG behind a declaration": (lambda: b'\xef\xbb\xbf<?xml version="1.0"?>' + SVG, "SVG"),
    "GIF": (lambda: a_moving_picture("GIF"), "GIF"),
    "WebP": (lambda: a_picture("WEBP"), "WebP"),
    "BMP": (lambda: a_picture("BMP"), "BMP"),
    "TIFF": (lambda: a_picture("TIFF"), "TIFF"),
    "ICO": (lambda: a_picture("ICO", size=(48, 48)), "ICO"),
    "HEIC": (lambda: bytes(4) + b"ftypheic" + bytes(40), "HEIC"),
    "PDF": (lambda: b"%PDF-1.7", "PDF"),
    "Word": (lambda: b"PK\x03\x04" + bytes(40), "a document or an archive"),
    "Photoshop": (lambda: b"8BPS" + bytes(40), "Photoshop"),
    "text": (lambda: b"logo.png", "no picture, whatever its name says"),
    "moves": (lambda: a_moving_picture("PNG"), "The picture moves"),
    "cut short": (lambda: a_picture(size=(300, 300))[:-60], "damaged or cut short"),
    "only a head": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(20), "damaged"),
    "a bomb": (a_bomb, "far more pixels"),
    "too many pixels": (lambda: a_picture(size=(6000, 5001), mode="1"), "6,000 by 5,001 pixels"),
    "too small": (lambda: a_picture(size=(31, 60)), "too few to print"),
    "a line": (lambda: a_picture(size=(2000, 40)), "is a line"),
    "enormous": (lambda: a_picture() + bytes(pictures.MOST_BYTES), "at most 5 MB"),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_the_logo_is_refused_with_its_reason_and_cure(kind):
    make, reason = REFUSED[kind]
    with pytest.raises(BadPicture, match=reason):
        read_picture(make())


def give(centre, by, size=(120, 60)):
    return badge_actions.give_logo(
        centre, by=by, at=MONDAY, picture=read_picture(a_picture(size=size))
    )


def last_event(centre):
    event = Event.objects.filter(centre_id=centre.pk).order_by("-sequence").first()
    return event.name


def test_the_logo_is_given_replaced_and_removed_each_with_its_event(centre, quinn):
    assert logo_of(centre) is None
    give(centre, quinn)
    assert last_event(centre) == "logo_given"
    first = logo_of(centre)
    with pytest.raises(Refused, match="our logo already"):
        give(centre, quinn)
    give(centre, quinn, size=(90, 90))
    assert last_event(centre) == "logo_replaced"
    assert logo_of(centre) != first
    badge_actions.remove_logo(centre, by=quinn, at=MONDAY, why="A new one is drawn.")
    assert last_event(centre) == "logo_removed"
    assert logo_of(centre) is None
    with pytest.raises(Refused, match="none to remove"):
        badge_actions.remove_logo(centre, by=quinn, at=MONDAY, why="Again.")


def test_only_the_administrator_and_the_quality_nominee_give_it(centre, erin):
    with pytest.raises(NotYours):
        give(centre, erin)
    give(centre, a_person(centre, "Ada", Role.ADMINISTRATOR))


@pytest.fixture
def signed_in(client, quinn):
    client.force_login(Account.objects.create(email="quinn@example.ac.uk", person=quinn))
    return client


def test_it_is_served_as_a_picture_and_as_nothing_else(signed_in, centre, quinn):
    assert signed_in.get("/centre/logo/").status_code == 404
    give(centre, quinn)
    response = signed_in.get(Logo.objects.get().get_absolute_url())
    assert response.content == logo_of(centre)
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "sandbox" in response["Content-Security-Policy"]
    assert "private" in response["Cache-Control"]
    assert "Cookie" in response["Vary"]


def test_nobody_sees_another_centres_logo(signed_in, client, quinn):
    other = a_centre(number="10555", name="Elsewhere")
    give(other, a_person(other, "Oda", Role.ADMINISTRATOR))
    assert signed_in.get(Logo.objects.get().get_absolute_url()).status_code == 404
    client.logout()
    assert client.get("/centre/logo/").status_code == 302


def test_upload_by_page_and_its_refusals(signed_in, centre):
    def post(content):
        return signed_in.post(
            "/centre/logo/change/", {"picture": SimpleUploadedFile("logo.png", content)}
        )

    assert post(a_picture()).status_code == 302
    page = signed_in.get("/centre/logo/change/").content.decode()
    assert "Given by Quinn Nominee" in page
    before = logo_of(centre)
    refused = post(SVG)
    assert refused.status_code == 422
    assert "which can hold scripts" in refused.content.decode()
    assert logo_of(centre) == before


def test_policies_and_learners_versions_carry_it(signed_in, client, centre, quinn):
    address = "/policies/registration/"
    assert "fm-badge" not in signed_in.get(address).content.decode()
    give(centre, quinn)
    wanted = f'src="{Logo.objects.get().get_absolute_url()}"'
    assert wanted in signed_in.get(address).content.decode()
    lena = a_person(centre, "Lena", Role.LEARNER)
    client.force_login(Account.objects.create(email="lena@example.ac.uk", person=lena))
    assert wanted in client.get("/policies/for-learners/").content.decode()
