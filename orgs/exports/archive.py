"""ZIP archives that are sent while they are being written: nothing on disk, little held."""

import zipfile
from collections.abc import Iterable, Iterator

PIECE = 1 << 16
"""Bytes from which on what is written is sent."""

Part = tuple[str, Iterable[bytes]]
"""A file of an archive: its name, and its content piece by piece."""


class _Pipe:
    """Where the archive is written to, and from where it is read on. It cannot be wound back, so
    sizes stand after the files, as everywhere that archives are streamed.
    """

    def __init__(self):
        self.held = bytearray()

    def write(self, data: bytes) -> int:
        self.held += data
        return len(data)

    def flush(self) -> None:
        """Nothing waits anywhere else."""

    def taken(self) -> bytes:
        taken = bytes(self.held)
        self.held.clear()
        return taken


def write_archive(parts: Iterable[Part], *, is_large: bool = False) -> Iterator[bytes]:
    """The archive, piece by piece. A part is made when its turn comes, so that the last one can
    tell of those before it; what is small goes out before a large one is begun. `is_large`: parts
    may have more than 2 GB, which Excel does not read.
    """
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            with archive.open(name, "w", force_zip64=is_large) as part:
                for piece in content:
                    part.write(piece)
                    if len(pipe.held) >= PIECE:
                        yield pipe.taken()
            yield pipe.taken()
    yield pipe.taken()
