"""The file of an import, kept with it until it is imported: packed, and unpacked as it is read."""

import io
import zlib

from django.utils.translation import gettext as _

from orgs.imports.limits import MOST_BYTES, Unreadable
from orgs.imports.records import Opened
from orgs.models import Import


def pack(uploaded) -> tuple[bytes, int]:
    """The content of an uploaded file, compressed, and its size. Raises Unreadable for one that is
    too large, before more than the limit has been read.
    """
    packer = zlib.compressobj(1)
    packed, size = [], 0
    for piece in uploaded.chunks():
        size += len(piece)
        if size > MOST_BYTES:
            raise Unreadable(too_large())
        packed.append(packer.compress(piece))
    return b"".join([*packed, packer.flush()]), size


def too_large() -> str:

    return _("The file is larger than %(most)s MB. Divide it, or import it on the server.") % {
        "most": MOST_BYTES // 1024**2
    }


def opened(of_import: Import) -> Opened:
    """Opens the kept file; one query. Raises Unreadable when it is no longer there."""
    content = Import.objects.values_list("content", flat=True).get(pk=of_import.pk)
    if content is None:
        raise Unreadable(_("The file is no longer kept. Upload it again."))
    return unpacked(content)


def unpacked(content: bytes) -> Opened:
    plain = zlib.decompress(content)
    return lambda: io.BytesIO(plain)
