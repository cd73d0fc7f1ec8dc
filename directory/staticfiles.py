"""Static files as they are served: hashed, compressed, and the stylesheet in one piece."""

import re

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLESHEET = "css/main.css"
IMPORT = re.compile(r'@import url\("(?P<name>[^"]+)"\) layer\((?P<layer>[a-z]+)\);')


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Puts what main.css imports into it, each part in its layer.

    The sources stay one file a component and work as they are in development; a visitor makes one
    request where the imports would make two dozen, in two rounds.
    """

    def post_process(self, paths, dry_run=False, **options):
        if STYLESHEET in paths and not dry_run:
            one_piece = InMemoryStorage()
            one_piece.save(STYLESHEET, ContentFile(bundle(paths)))
            paths = paths | {STYLESHEET: (one_piece, STYLESHEET)}
        yield from super().post_process(paths, dry_run, **options)


def bundle(paths):
    """The text of main.css with its imports replaced by layers; `paths` as collectstatic has them.

    A part that is missing raises KeyError: better no start than a page without its styles.
    """

    def read(name):
        storage, path = paths[name]
        with storage.open(path) as file:
            return file.read().decode()

    def layer(match):
        return f"@layer {match['layer']} {{\n{read('css/' + match['name'])}}}"

    return IMPORT.sub(layer, read(STYLESHEET)).encode()
