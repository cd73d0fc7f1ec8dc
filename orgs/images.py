"""Images that people upload: decoded under limits and made anew, so that nothing they carry
(place, camera, owner, a script behind the picture) survives (safety rule 8).
"""

import io
import secrets
import warnings

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 20_000_000
"""Width times height; 20 megapixels decode to at most 80 MB."""
MAX_SIDE = 512
"""Pixels of the longer side of what is kept."""
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
"""Told by the content, never by the name or what the browser says. SVG is a program, not an
image, and is refused."""


def process_logo(uploaded) -> ContentFile:
    """A new WebP file with a random name from an uploaded image: upright, at most 512 pixels a
    side, of an animation the first picture. Raises ValidationError in plain words.
    """
    if uploaded.size > MAX_BYTES:
        raise ValidationError(_("This file is larger than 5 MB."), code="too_large")
    picture = _decode(uploaded.read())
    made = io.BytesIO()
    picture.save(made, "WEBP", quality=85, method=4)
    return ContentFile(made.getvalue(), name=f"{secrets.token_hex(12)}.webp")


def discard(file) -> None:
    """Removes a stored file once the transaction is certain; an image that was taken off or
    replaced must not stay at its address.
    """
    storage, name = file.storage, file.name
    transaction.on_commit(lambda: storage.delete(name))


def _decode(content: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=FORMATS)
            if picture.width * picture.height > MAX_PIXELS:
                raise ValidationError(
                    _("This image has more than 20 megapixels. Make it smaller."), code="too_many"
                )
            picture = ImageOps.exif_transpose(picture)
            transparent = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
            picture = picture.convert("RGBA" if transparent else "RGB")
            picture.thumbnail((MAX_SIDE, MAX_SIDE))
    except ValidationError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(
            _("This image has more than 20 megapixels. Make it smaller."), code="too_many"
        ) from error
    except Exception as error:  # a decoder fails on bad input in any way it likes
        raise ValidationError(
            _("This is not an image we can read. Use JPEG, PNG, WebP or GIF."), code="unreadable"
        ) from error
    picture.info = {}  # the WebP writer would carry XMP and colour profiles over
    return picture
