"""Sentences in the register of company announcements, made from templates, to teach the model more than headlines.

Written for this project; no sentence comes from a labelled set. A rise or fall gets the label of what moved;
sentences that describe, appoint, schedule or quote a price without judging are neutral.
"""

from __future__ import annotations

import random


def _listed(text: str) -> list[str]:
    return text.split("|")


COMPANIES = [
    "Harbour Oy",
    "The company",
    "Nordbank",
    "The group",
    "Kivi Steel",
    "Lahti Foods",
    "Medistar",
    "Aalto Telecom",
    "Baltic Lines",
    "Valo Energy",
    "Sund Paper",
    "The division",
]
WELCOME = [
    "Net sales",
    "Operating profit",
    "Pretax profit",
    "Revenue",
    "Net profit",
    "Turnover",
    "Earnings per share",
    "Order intake",
    "The order book",
    "Operating margin",
    "Cash flow",
    "EBITDA",
    "Sales volumes",
    "Passenger numbers",
    "Profit for the period",
    "Net interest income",
]
UNWELCOME = [
    "Net loss",
    "Operating loss",
    "Pretax loss",
    "The loss per share",
    "Loan losses",
    "The loss for the period",
    "Financial costs",
    "Raw material costs",
]
UP = _listed("rose|increased|grew|climbed|jumped|went up|surged|improved")
DOWN = _listed("fell|decreased|declined|dropped|went down|shrank|slid|was reduced")
WIDER = _listed("widened|grew|increased|rose|deepened")
SMALLER = _listed("narrowed|shrank|decreased|was cut|fell")
PERIODS = [
    "in the third quarter",
    "in the corresponding period in 2006",
    "a year earlier",
    "in January-June",
    "in the same period of 2009",
    "in 2008",
    "year-on-year",
    "in the first half of 2010",
]
NEUTRAL = [
    "{c} is headquartered in {p} and employs {n} people .",
    "The value of the order was not disclosed .",
    "{c} will publish its interim report on {d} .",
    "{c} has appointed {m} as {r} from the beginning of May .",
    "The transaction is expected to be completed by the end of the year .",
    "The shares represent {x} percent of the share capital and voting rights .",
    "{c} makes {g} for customers in {p} and elsewhere in Europe .",
    "The new plant will be built in {p} and completed in 2009 .",
    "{c} sold its {g} business to a private equity investor for EUR {a} mn .",
    "The company declined to comment on the matter .",
    "The annual general meeting will be held in {p} on {d} .",
    "{m} , {r} of {c} , has been with the firm since 2001 .",
    "The deal includes the supply , installation and maintenance of {g} .",
    "A total of {n} shares were subscribed for under the option scheme .",
    "{c} has {n} employees and annual net sales of some EUR {a} mn .",
    "The investment amounts to EUR {a} mn and will be made in stages .",
    "The price of the shares has been set at EUR {x} each .",
    "Upon completion {c} will own {x} percent of the joint venture .",
    "The bonds mature in five years and carry a coupon of {x} percent .",
    "The agreement covers {g} and related services .",
    "The product will be available in {p} from {d} .",
    "The board consists of five members , and {m} continues as chairman .",
    "The project is part of a plan to move offices to {p} .",
    "{c} is a supplier of {g} and was founded in 1968 .",
    "{c} did not disclose the price of the deal .",
    "{c} did not give further details about the plan .",
    "{c} operates {n} shops in {p} and two other countries .",
    "The market share of {c} in {p} is about {x} percent .",
    "The {g} can be used in offices , schools and hospitals .",
]
POSITIVE = [
    "{c} has won an order worth EUR {a} mn for {g} .",
    "{c} signed a contract to deliver {g} to a customer in {p} .",
    "{c} raised its full-year forecast and expects profitability to improve .",
    "Demand for {g} was strong in all market areas .",
    "The programme is expected to bring annual cost savings of EUR {a} mn .",
    "The share of {c} closed {x} percent higher .",
    "The new {g} improve efficiency and reduce energy use .",
    "The agreement strengthens the position of {c} in {p} .",
    "{c} returned to profit and will pay a higher dividend .",
    "{c} is expanding its operations in {p} and hiring {n} people .",
]
NEGATIVE = [
    "{c} will lay off {n} employees in {p} .",
    "{c} issued a profit warning for the year .",
    "{c} is to close its factory in {p} because of weak demand .",
    "The share of {c} closed {x} percent lower .",
    "Orders for {g} were cancelled and production was halted .",
    "The strike in {p} will cost {c} about EUR {a} mn .",
    "{c} cut its forecast as the market for {g} weakened .",
    "The result was burdened by write-downs of EUR {a} mn .",
]  # fmt: skip


def generate(each: int = 160, seed: int = 7) -> list[tuple[str, str]]:
    """(sentence, label) pairs, `each` of every kind of movement, deterministic for a seed, without repeats."""
    rng = random.Random(seed)
    made: dict[str, str] = {}
    for _ in range(each):
        for subject, verbs, grows, label in (
            (WELCOME, UP, True, "positive"),
            (WELCOME, DOWN, False, "negative"),
            (UNWELCOME, WIDER, True, "negative"),
            (UNWELCOME, SMALLER, False, "positive"),
        ):
            if subject is WELCOME or rng.random() < 0.4:
                made[_movement(rng, rng.choice(subject), rng.choice(verbs), grows)] = label
        made[_turn(rng)] = "positive"
        for templates, label in (
            (NEUTRAL, "neutral"),
            (NEUTRAL, "neutral"),
            (NEUTRAL, "neutral"),
            (NEUTRAL, "neutral"),
            (NEUTRAL, "neutral"),
            (POSITIVE, "positive"),
            (NEGATIVE, "negative"),
        ):
            made[_filled(rng, rng.choice(templates))] = label
    return list(made.items())


def _movement(rng: random.Random, subject: str, verb: str, grows: bool) -> str:
    small = round(rng.uniform(0.5, 90), 1)
    large = round(small * rng.uniform(1.05, 2.5), 1)
    now, then = (large, small) if grows else (small, large)
    period = rng.choice(PERIODS)
    word = "up" if grows else "down"
    return rng.choice(
        [
            f"{subject} {verb} to EUR {now} mn from EUR {then} mn {period} .",
            f"{subject} {verb} by {rng.randint(2, 60)} % to EUR {now} mn {period} .",
            f"{subject} totalled EUR {now} mn , {word} from EUR {then} mn {period} .",
            f"{subject} was EUR {now} mn , compared with EUR {then} mn {period} .",
            f"{rng.choice(COMPANIES)} said {subject.lower()} {verb} {rng.randint(2, 60)} % {period} .",
            f"{subject} came to EUR {now} mn against EUR {then} mn {period} .",
            f"{subject} amounted to EUR {now} mn ( EUR {then} mn ) .",
        ]
    )


def _turn(rng: random.Random) -> str:
    a, b = round(rng.uniform(0.2, 40), 1), round(rng.uniform(0.2, 40), 1)
    return (
        f"{rng.choice(COMPANIES)} posted a net profit of EUR {a} mn , "
        f"compared with a loss of EUR {b} mn {rng.choice(PERIODS)} ."
    )


def _filled(rng: random.Random, template: str) -> str:
    return template.format(
        c=rng.choice(COMPANIES),
        p=rng.choice(_listed("Tampere|Riga|Poland|Oslo|Shanghai|Russia|Gothenburg|Brazil|Tallinn|Germany")),
        n=rng.randint(12, 2400),
        d=rng.choice(_listed("3 May|28 April|Thursday|12 October 2009|1 January")),
        m=rng.choice(_listed("Ms Koski|Lars Berg|Mr Niemi|Anna Holm")),
        r=rng.choice(_listed("chief financial officer|managing director|head of research|sales director")),
        x=round(rng.uniform(0.4, 30), 1),
        g=rng.choice(
            [
                "paper machines",
                "cranes",
                "heating equipment",
                "network software",
                "packaging board",
                "lifts",
                "forest machines",
                "mobile phones",
            ]
        ),
        a=round(rng.uniform(0.5, 120), 1),
    )
