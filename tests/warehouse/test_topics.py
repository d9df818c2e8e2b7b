"""Topics: what a text is about, how much of it, and by which words."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse import beat, topics

BEAT = beat.load("ai_compute")
LABELS = Path(__file__).parents[2] / "bench" / "topic_labels.csv"


def about(text: str) -> set[str]:
    return set(topics.tag([text], BEAT)["topic"])


@pytest.mark.parametrize(
    "text",
    [
        "Meta builds cluster to train larger models\nThe GPUs will be used for training runs that last months.",
        "OpenAI starts pretraining its next model\nPre-training on 100,000 GPUs began in May.",
        "AI TRAINING DEMAND LIFTS NVIDIA\nMODEL TRAINING NEEDS MORE GPUS.",
    ],
)
def test_building_models_is_training(text: str) -> None:
    assert "training" in about(text)
    assert "inference" not in about(text)


@pytest.mark.parametrize(
    "text",
    [
        "Chip maker cuts latency of LLM inference\nThe processor serves tokens faster than any GPU.",
        "Token prices fall again\nThe model costs $0.14 per million input tokens, and agents use more of them.",
        "SGLang splits prefill from decode\nDisaggregated prefill doubles throughput of model serving on GPUs.",
        "Laptop chip runs models on-device\nIts NPU handles language models without cloud, the AI PC maker says.",
    ],
)
def test_running_models_is_inference(text: str) -> None:
    assert "inference" in about(text)
    assert "training" not in about(text)


@pytest.mark.parametrize(
    "text",
    [
        "Retailer opens academy\nIt offers a training course on AI tools and staff training for 500 employees.",
        "Bank trains 50,000 employees in AI\nThe training covers prompt writing.",
        "Train derails in Ohio\nNo AI chips were aboard the freight train.",
        "Judge rules in AI case\nThe court drew an adverse inference against the chip maker.",
        "Gym chain adds AI coach\nThe app plans fitness training and strength training for members.",
        "Train service resumes\nThe AI timetable helps the train operator after the train crash.",
        "Statisticians meet\nA talk on causal inference and statistical inference opened the conference on AI.",
        "Nvidia opens office\nThe chip designer, best known for training hardware, hires two hundred people.",
        "Start-up wins prize\nIts AI model works without training and without any inference.",
        "Union seeks clause on AI\nMembers want retraining for staff whose jobs the chatbot takes.",
        "Pupils use chatbot\nTeachers drew an inference about homework, and the model was blamed.",
        "Phone seller loses licence\nHuawei laptops and phones used the American chip for years.",
        "Nurses' training goes digital\nThe hospital's AI simulator replaces part of a training programme.",
        "Chip maker hires\nIts new chief once worked on inference, and now sells AI memory.",
        "Bullet train gets AI timetable\nThe model will not replace train drivers, the railway says.",
    ],
)
def test_other_senses_negations_and_asides_are_not_topics(text: str) -> None:
    assert not about(text) & {"training", "inference"}


@pytest.mark.parametrize(
    "text",
    [
        "Chip maker guides higher\nSales grow as AI moves from training to inference at scale.",
        "Investors turn to serving\nAttention passes from training GPUs to inference hardware, the bank says.",
        "Lab signs for wafer-scale chips\nThe deal centres on inference, generating outputs after training.",
        "Cloud rations capacity\nThe bottleneck is inference, which now costs more than training.",
        "OpenAI's own chip serves models\nIt is an inference-optimised processor that does not train new models.",
        "Serving firm raises money\nInference, running a model on a user's prompt, drives cost, ahead of training.",
        "Maker ships inference card\nUnlike training, inference needs memory more than compute, the AI firm says.",
    ],
)
def test_training_named_only_as_what_is_left_behind_is_inference_alone(text: str) -> None:
    assert about(text) & {"training", "inference"} == {"inference"}


@pytest.mark.parametrize(
    "text",
    [
        "Chip designer sells its link\nFast paths between chips are needed to train and run large AI models.",
        "Lab rents five gigawatts\nThe chips are for training and deploying Claude.",
        "Memory maker gains\nGPUs need its memory when training models and serving them to users.",
        "Gulf firm gets licences\nThe processors serve for creating and running AI.",
        "Rack enters production\nIt promises tenfold inference throughput and a quarter of the GPUs to train a model.",
    ],
)
def test_training_and_running_named_together_are_both(text: str) -> None:
    assert {"training", "inference"} <= about(text)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Reasoning models lift demand\nTest-time compute grows because a model may think at length.", "inference"),
        ("Agents fill data centers\nToken bills rise as reasoning tokens multiply, the AI firm says.", "inference"),
        ("Open weights on a desk\nThe model runs offline, on local machines with 16 GB.", "inference"),
        ("Lab slims its model\nThe model was fine-tuned with reinforcement learning and synthetic data.", "training"),
        ("Lab delays release\nThe model needs more post-training before it ships.", "training"),
        ("Desert site powers up\nThe cluster of 100,000 GPUs is for training runs of the next model.", "training"),
    ],
)
def test_the_words_of_later_years_are_known(text: str, topic: str) -> None:
    assert about(text) & {"training", "inference"} == {topic}


def test_an_article_before_inference_does_not_hide_the_term() -> None:
    assert "inference" in about("Start-up shows an inference chip\nThe AI processor is sampling.")
    assert "inference" not in about("Court rules on chatbot\nThe judge made an inference that no one had asked for.")


def test_the_own_labels_of_later_years_are_met() -> None:
    """The labels of bench/topic_labels.csv, far above what a held-out annotator has to be met with (.72 and .05)."""
    chronicle = pl.read_ndjson(beat.PACKAGED / "chronicle.jsonl").select(
        "url", text=pl.col("title") + "\n" + pl.col("summary")
    )
    rows = pl.read_csv(LABELS).join(chronicle, on="url", validate="1:1").sort("url")
    assert rows.height == 280
    tagged = topics.tag(rows["text"], BEAT)
    masses = {}
    for topic in ("training", "inference"):
        found = rows.with_row_index("text_index").select(
            worth=1 / pl.col("chance"),
            label=pl.col("focus").is_in([topic, "both"]),
            ours=pl.col("text_index").is_in(tagged.filter(pl.col("topic") == topic)["text_index"].to_list()),
        )
        ours, label, agreed = (
            found.filter(rule)["worth"].sum()
            for rule in (pl.col("ours"), pl.col("label"), pl.col("ours") & pl.col("label"))
        )
        assert 2 * agreed / (ours + label) > 0.9
        masses[topic] = (label, ours)
    label, ours = (masses["inference"][k] / (masses["inference"][k] + masses["training"][k]) for k in (0, 1))
    assert ours == pytest.approx(label, abs=0.035)


def test_one_mention_in_a_long_text_passes_by() -> None:
    filler = "The committee spoke about its schedule for the autumn. " * 120
    text = f"City council meets\nAI model training was named once. {filler}"
    assert "training" not in about(text)
    assert "training" in about(text.replace("City council meets", "City council meets on AI model training"))


def test_evidence_is_what_stands_at_its_offsets_in_characters() -> None:
    text = "Größte KI 🚀 für Ärzte\nThe “AI-training” cluster trains models on 𝒳 GPUs — TPUs’ too."
    tagged = topics.tag(["", text], BEAT)
    assert tagged["text_index"].unique().to_list() == [1]
    spans = tagged.explode("evidence").unnest("evidence")
    assert "AI-training" in spans["text"].to_list()
    for start, end, found in spans.select("start", "end", "text").iter_rows():
        assert text[start:end] == found


PIECES = st.sampled_from(
    [
        "train models on GPUs",
        "inference costs",
        "HBM",
        "data centers",
        "and so on",
        "Nvidia",
        ".",
        "\n",
        "🚀",
        "per token",
        "AI",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=30).map(" ".join))
def test_weights_are_whole_millionths_and_leave_a_part_for_other(text: str) -> None:
    tagged = topics.tag([text], BEAT)
    micro = [Fraction(round(w * topics.MICRO), topics.MICRO) for w in tagged["weight"]]
    assert [float(m) for m in micro] == tagged["weight"].to_list()
    assert 0 <= sum(micro) <= 1
    assert tagged["topic"].n_unique() == tagged.height


def test_weight_is_the_share_of_sentences() -> None:
    topic = beat.Topic("x", "X", "g", "About x.", terms=("alpha",))
    other = replace(topic, id="y", terms=("beta",))
    small = replace(BEAT, topics=(topic, other), headline=("x", "y"))
    tagged = topics.tag(["Alpha rises\nAlpha and beta met. Nothing else was said. Beta left."], small)
    assert dict(tagged.select("topic", "weight").iter_rows()) == {"x": 0.5, "y": 0.3}


def test_texts_do_not_change_each_other_and_empty_input_has_the_columns() -> None:
    texts = [
        "Nvidia trains models\nTraining took weeks on GPUs.",
        "",
        "Weather\nRain.",
        "AI inference\nServing models.",
    ]
    together = topics.tag(texts, BEAT)
    apart = pl.concat(
        [topics.tag([t], BEAT).with_columns(pl.lit(i, pl.Int64).alias("text_index")) for i, t in enumerate(texts)]
    )
    assert together.equals(apart)
    assert topics.tag([], BEAT).schema == together.schema


def test_the_category_is_the_group_of_the_heaviest_topic() -> None:
    frame = pl.DataFrame(
        {
            "story_id": ["s2", "s1", "s1", "s3", "s3", "s4", "s5"],
            "topic_id": ["power", "training", "memory", "memory", "training", None, "policy.x"],
            "weight": [0.2, 0.1, 0.3, 0.4, 0.4, None, 1.0],
        }
    )
    got = dict(topics.categories(frame, BEAT).iter_rows())
    assert got == {"s1": "silicon", "s2": "infrastructure", "s3": "compute", "s4": "general", "s5": "general"}
