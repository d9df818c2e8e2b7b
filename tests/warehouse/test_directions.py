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


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Nvidia lost over 6%, TSMC 8% and ASML over 12% on Wednesday.", "TSMC", -1),
        ("Tencent and Alibaba fell.", "Tencent", -1),
        ("The Times sued OpenAI and Microsoft.", "Microsoft", -1),
        ("The Times sued OpenAI and Microsoft.", "The Times", 0),
        ("Nvidia shares sink in Tokyo.", "Nvidia", -1),
        ("Meta capex climbs again.", "Meta", 0),
        ("Copilot gains GPT-4o.", "Copilot", 0),
        ("AMD dropped plans for a chip.", "AMD", 0),
        ("Apple's talks fell apart.", "Apple", 0),
        ("Google names grid delays as a risk.", "Google", 0),
        ("It wants to depend less on Nvidia.", "Nvidia", -1),
        ("A week ahead of Intel's launch it spoke.", "Intel", 0),
    ],
)
def test_only_what_is_said_of_the_party_or_done_to_it_counts(text, name, expected):
    assert sign(text, name) == expected


def test_a_story_takes_the_direction_in_which_its_mentions_agree():
    assert directions.of_story([1, 0, 1]) == "positive"
    assert directions.of_story([-1]) == "negative"
    assert directions.of_story([1, -1]) == "neutral"
    assert directions.of_story([1, 1, -1]) == "neutral", "two of three are not more than two thirds"
    assert directions.of_story([1, 1, 1, -1]) == "positive"


def test_where_the_text_says_nothing_the_party_is_neither_up_nor_down():
    assert directions.of_story([0, 0]) == directions.of_story([]) == "neutral"


def test_an_agency_is_never_affected():
    assert directions.of_story([1, 1], "agency") == "neutral"
