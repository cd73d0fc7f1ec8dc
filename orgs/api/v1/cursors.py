"""How a list goes on: a place in it, signed, and good for the question it was given for only."""

import hashlib

from django.core.signing import BadSignature, Signer

from orgs.views.problems import Refused

_signer = Signer(salt="orgs.api.v1.cursors")


def written(question: str, place: dict) -> str:
    """The cursor. `place` is a small JSON object; whoever has the cursor can read it."""
    return _signer.sign_object({"of": _mark(question), **place})


def read(cursor: str, question: str) -> dict:
    """The place; Refused when it is not of ours, or of another question."""
    try:
        place = _signer.unsign_object(cursor)
    except BadSignature as error:
        raise Refused(
            "cursor: take it as it stands in “next”; it cannot be made or changed by hand."
        ) from error
    if place.pop("of") != _mark(question):
        raise Refused(
            "cursor: it belongs to another question. Only “limit” may change while a list is "
            "read; to ask something else, begin without a cursor."
        )
    return place


def _mark(question: str) -> str:
    return hashlib.sha256(question.encode()).hexdigest()[:12]
