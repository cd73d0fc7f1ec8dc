"""What a row says of its places, put together from pieces, is what the columns would write."""

from hypothesis import given
from hypothesis import strategies as st

from orgs.columns import FOCUS, written
from orgs.exports.places import Place, PlaceList

names = st.text(st.sampled_from("aZ é,\"'=|\\\n\r\t@ع"), min_size=1, max_size=5)
keys = st.lists(st.integers(0, 9).map(str), unique=True)


@given(st.lists(names, min_size=10, max_size=10), keys)
def test_pieces_make_the_cells_that_the_columns_write(texts, wanted):
    areas = {str(key): Place("theme", f"area-{key}", text) for key, text in enumerate(texts)}
    ordered = [area for key, area in areas.items() if key in wanted]

    assert PlaceList(FOCUS, areas).cells(" ".join(wanted)) == written(FOCUS, ordered)


def test_places_that_are_gone_are_left_out():
    there = PlaceList(FOCUS, {"1": Place("sdg", "1", "No poverty")})

    assert there.known("7 1 8") == "1"
