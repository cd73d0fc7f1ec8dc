"""What other websites may do with our answers."""

from functools import wraps


def readable_anywhere(view):
    """Scripts of any website may read the answer, an error and "not changed" too: it is public, and
    the same whoever asks. The middleware says so, since Django makes "not changed" anew.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        request.open_to_all = True
        return view(request, *args, **kwargs)

    answer.is_readable_anywhere = True  # for who refuses a request before the view has it
    return answer
