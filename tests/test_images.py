"""Uploaded images: what is accepted, and what survives."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from orgs import images
from orgs.images import process_logo

GPS, ORIENTATION, MAKER = 34853, 274, 271


def drawn(kind="PNG", size=(40, 20), mode="RGB", colour="teal", **options):
    content = io.BytesIO()
    Image.new(mode, size, colour).save(content, kind, **options)
    return content.getvalue()


def upload(content, name="logo.png"):
    return SimpleUploadedFile(name, content)


def opened(file):
    return Image.open(io.BytesIO(file.read()))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_common_images_become_webp(kind):
    made = opened(process_logo(upload(drawn(kind))))

    assert made.format == "WEBP"
    assert made.size == (40, 20)


@pytest.mark.parametrize("mode", ["L", "1", "P", "RGBA", "LA", "CMYK", "I;16"])
def test_images_of_every_mode_are_read(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"

    assert opened(process_logo(upload(drawn(kind, mode=mode, colour=None)))).format == "WEBP"


def test_transparency_stays():
    assert opened(process_logo(upload(drawn(mode="RGBA", colour=(0, 0, 0, 0))))).mode == "RGBA"


def test_the_name_is_drawn_at_random():
    first, second = (process_logo(upload(drawn(), "../passport scan.png")) for _ in range(2))

    assert first.name != second.name
    assert "passport" not in first.name
    assert first.name.endswith(".webp")


def test_large_images_are_made_smaller():
    assert opened(process_logo(upload(drawn(size=(2000, 1000))))).size == (512, 256)


def test_nothing_the_image_carried_survives():
    exif = Image.Exif()
    exif[MAKER] = "Canary"
    exif[GPS] = {1: "N", 2: (48.0, 51.0, 30.0)}
    content = drawn("JPEG", exif=exif, comment=b"Canary", icc_profile=b"Canary" * 30)
    made = process_logo(upload(content)).read()

    assert b"Canary" in content
    assert b"Canary" not in made
    assert b"EXIF" not in made
    assert not Image.open(io.BytesIO(made)).getexif()


def test_xmp_does_not_survive():
    content = drawn("WEBP", xmp=b"<x>Canary</x>")

    assert b"Canary" in content
    assert b"Canary" not in process_logo(upload(content)).read()


def test_an_image_taken_sideways_is_upright():
    exif = Image.Exif()
    exif[ORIENTATION] = 6

    assert opened(process_logo(upload(drawn("JPEG", exif=exif)))).size == (20, 40)


def test_of_an_animation_the_first_picture_stays():
    frames = [Image.new("RGB", (10, 10), colour) for colour in ("red", "blue")]
    content = io.BytesIO()
    frames[0].save(content, "GIF", save_all=True, append_images=frames[1:])
    made = opened(process_logo(upload(content.getvalue())))
    red, _green, blue = made.convert("RGB").getpixel((5, 5))

    assert not getattr(made, "is_animated", False)
    assert red > blue


def test_what_is_appended_to_an_image_is_dropped():
    polyglot = drawn("JPEG") + b"<script>alert('Canary')</script>" + b"PK\x05\x06" + b"\0" * 18

    assert b"Canary" not in process_logo(upload(polyglot)).read()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    "content",
    [
        SVG,
        b"",
        b"not an image",
        b"GIF89a",
        b"%!PS-Adobe-3.0 EPSF-3.0",
        drawn("BMP"),
        drawn("TIFF"),
        drawn("PNG")[:60],
        drawn("JPEG", size=(300, 300))[:400],
        drawn("WEBP")[:30],
    ],
    ids=["svg", "empty", "text", "gif", "eps", "bmp", "tiff", "cut-png", "cut-jpeg", "cut-webp"],
)
def test_what_is_no_readable_image_is_refused(content):
    with pytest.raises(ValidationError) as refused:
        process_logo(upload(content))
    assert refused.value.code == "unreadable"


def claiming(width, height):
    """A PNG of a few bytes that says it is huge."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0")), (b"IEND", b"")]
    parts = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize("size", [(5000, 5000), (12_000, 10_000), (60_000, 60_000)])
def test_an_image_with_too_many_pixels_is_refused_before_it_is_decoded(size):
    with pytest.raises(ValidationError) as refused:
        process_logo(upload(claiming(*size)))
    assert refused.value.code == "too_many"


def test_a_file_of_more_than_five_megabytes_is_refused_unread():
    class Unreadable:
        size = images.MAX_BYTES + 1

    with pytest.raises(ValidationError) as refused:
        process_logo(Unreadable())
    assert refused.value.code == "too_large"
