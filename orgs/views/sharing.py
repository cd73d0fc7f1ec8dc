"""What other websites may do with our answers."""

from functools import wraps


def readable_anywhere(view):
    """Scripts of any website may read the answer: it is public, and the same whoever asks."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    return answer
