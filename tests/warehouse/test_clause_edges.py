import re

from hypothesis import given
from hypothesis import strategies as st

from warehouse import clause_edges

EDGE = re.compile(r"[;:]|,(?!\d)|\b(?:but|while)\b|[.!?](?=\s|$)")
WORDS = ["it", "fell,", "but;", "while", "1,200", "rose.", "button", "a:", "b.c", "!", "and"]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)


@given(text=TEXTS, data=st.data())
def test_the_next_edge_is_where_a_search_from_the_place_on_finds_one(text, data):
    outside = [
        place for place in range(len(text) + 1) if not any(m.start() < place < m.end() for m in EDGE.finditer(text))
    ]
    place = data.draw(st.sampled_from(outside))
    found = EDGE.search(text, place)
    assert clause_edges.next_edge(EDGE, text, place) == (found.start() if found else len(text))


@given(text=TEXTS, data=st.data())
def test_the_last_edge_is_where_the_last_match_before_the_place_ends(text, data):
    place = data.draw(st.integers(0, len(text)))
    before = [match.end() for match in EDGE.finditer(text[:place])]
    assert clause_edges.last_edge(EDGE, text, place) == (before[-1] if before else 0)
