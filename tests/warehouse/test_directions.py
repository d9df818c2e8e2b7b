import pytest

from warehouse import directions


def sign(text: str, name: str) -> int:
    start = text.index(name)
    return directions.of_mention(text, start, start + len(name))


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Nebius shares dropped 17%.", "Nebius", -1),
        ("Baidu soared 14 percent in Hong Kong.", "Baidu", 1),
        ("Micron wins a memory order.", "Micron", 1),
        ("The watchdog raided Nvidia.", "Nvidia", -1),
        ("Google backs Anthropic.", "Anthropic", 1),
        ("Nvidia overtakes Microsoft.", "Microsoft", -1),
        ("Nvidia overtakes Microsoft.", "Nvidia", 1),
        ("Amazon will invest up to 4 billion dollars in Anthropic.", "Anthropic", 1),
        ("Cerebras fell, but Nvidia was mentioned.", "Nvidia", 0),
        ("Intel did not drop.", "Intel", 0),
        ("Intel held a conference in Ohio.", "Intel", 0),
    ],
)
def test_a_mention_is_read_in_its_own_clause(text, name, expected):
    assert sign(text, name) == expected


def test_mentions_add_up_and_cancel():
    assert directions.of_story([1, 0, 1, -1], 0.0) == "positive"
    assert directions.of_story([-1], 0.9) == "negative"
    assert directions.of_story([1, -1], 0.9) == "neutral"


def test_without_a_cue_clear_sentiment_decides():
    assert directions.of_story([0, 0], 0.5) == "positive"
    assert directions.of_story([0], -0.5) == "negative"
    assert directions.of_story([0], 0.1) == "neutral"
    assert directions.of_story([], 0.1) == "neutral"


def test_an_agency_is_never_affected():
    assert directions.of_story([1, 1], 0.9, "agency") == "neutral"
