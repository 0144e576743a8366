"""A logo looked into by what it is, not by its name, and drawn anew within bounds."""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

#: The largest file taken in (bytes), and the most it may unfold to (pixels).
MOST_BYTES, MOST_PIXELS = 5 * 1024**2, 30_000_000
#: A logo is kept no larger than this on its longer side, and is no use below that (pixels).
LONGEST, SHORTEST = 800, 32
#: How many times longer one side may be than the other.
MOST_RATIO = 12

_CURE = "Save it as a PNG or JPEG and upload that."
#: What other files begin with, and what to say of them. SVG may hold scripts.
_OTHERS = (
    (b"GIF8", f"This is a GIF, which may move. {_CURE}"),
    (b"%PDF-", f"This is a PDF. Take the logo out of it. {_CURE}"),
    (b"BM", f"This is a bitmap (BMP). {_CURE}"),
    (b"II*\x00", f"This is a TIFF. {_CURE}"),
    (b"MM\x00*", f"This is a TIFF. {_CURE}"),
    (b"\x00\x00\x01\x00", f"This is an icon file (ICO). {_CURE}"),
    (b"%!PS", f"This is an EPS. {_CURE}"),
    (b"8BPS", f"This is a Photoshop file. {_CURE}"),
    (b"PK", f"This is a document or an archive, not a picture. {_CURE}"),
)  # fmt: skip


class BadPicture(ValueError):
    """A file that cannot be the logo; the message says why and what to do."""


@dataclass(frozen=True)
class Picture:
    """A picture as it is kept: a PNG with nothing but its pixels."""

    png: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.png).hexdigest()


def read_picture(content: bytes) -> Picture:
    """A PNG or JPEG drawn anew. Raises BadPicture with the reason and what to do about it."""
    if not content.strip():
        raise BadPicture("The file is empty. Save the picture again.")
    refuse_large(len(content))
    _refuse_others(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=("PNG", "JPEG"))
            _refuse_size(image)
            if getattr(image, "n_frames", 1) > 1 and image.format == "PNG":
                raise BadPicture(f"The picture moves. Take one still picture of it. {_CURE}")
            image.load()
            return _drawn(image)
    except BadPicture:
        raise
    except Image.DecompressionBombError:
        raise BadPicture(_too_many_pixels("far more")) from None
    except Exception:  # a damaged picture fails in many ways, none of which tells more
        raise BadPicture(f"The picture is damaged or cut short. {_CURE}") from None


def refuse_large(size: int) -> None:
    """Raise BadPicture for a file of more bytes than are taken in, before it is read."""
    if size > MOST_BYTES:
        raise BadPicture(
            f"The file has {size / 1024**2:.1f} MB; a logo has at most {MOST_BYTES // 1024**2} MB. "
            "Save it smaller."
        )


def _refuse_others(content: bytes) -> None:
    if content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<svg", b"<?xml", b"<!doctype svg")) or b"<svg" in start:
        raise BadPicture(f"This is an SVG, which can hold scripts. {_CURE}")
    if content[8:12] == b"WEBP":
        raise BadPicture(f"This is a WebP. {_CURE}")
    if content[4:8] == b"ftyp":
        raise BadPicture(f"This is a photograph of a telephone (HEIC or AVIF) or a film. {_CURE}")
    for beginning, reason in _OTHERS:
        if content.startswith(beginning):
            raise BadPicture(reason)
    raise BadPicture(f"This is no picture, whatever its name says. {_CURE}")


def _too_many_pixels(how_many: str) -> str:
    return (
        f"The picture has {how_many} pixels; a logo has at most {MOST_PIXELS // 1_000_000} million. "
        "Save it smaller."
    )


def _refuse_size(image: Image.Image) -> None:
    """Told from the head of the file, before a pixel is unfolded."""
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise BadPicture(_too_many_pixels(f"{width:,} by {height:,}"))
    if min(width, height) < SHORTEST:
        raise BadPicture(
            f"The picture has {width} by {height} pixels, too few to print. Give one of at least "
            f"{SHORTEST} on each side."
        )
    if max(width, height) > MOST_RATIO * min(width, height):
        raise BadPicture(
            "The picture is a line, far longer on one side than on the other. Cut the logo out of "
            "it."
        )


def _drawn(image: Image.Image) -> Picture:
    """Its pixels alone on a new picture: no metadata, no profile, nothing hidden behind them."""
    upright = ImageOps.exif_transpose(image)
    is_clear = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
    pixels = upright.convert("RGBA" if is_clear else "RGB")
    pixels.thumbnail((LONGEST, LONGEST))
    fresh = Image.new(pixels.mode, pixels.size)
    fresh.paste(pixels)
    out = io.BytesIO()
    fresh.save(out, "PNG", optimize=True)
    return Picture(out.getvalue(), *fresh.size)
