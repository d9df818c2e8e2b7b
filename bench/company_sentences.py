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
    "Earnings before taxes",
    "Operating earnings",
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
UP = _listed("rose|increased|grew|climbed|jumped|went up|surged|improved|strengthened|more than doubled")
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
    "Net sales of the acquired unit were EUR {a} mn in 2007 .",
    "The unit had net sales of EUR {a} mn and {n} employees last year .",
    "{c} issued {n} new shares to the owners of the acquired firm .",
    "The shares are quoted on the main list under the symbol {s} .",
    "{m} , born in 1961 , holds a degree in engineering from the university in {p} .",
    "{m} succeeds the present {r} , who leaves for another employer .",
    "The subscription price is EUR {x} a share and is paid in cash .",
    "Under the plan , {g} would be made in {p} and assembled elsewhere .",
    "{c} owns two thirds of the joint venture and its partner one third .",
    "The customers of {c} are mostly small firms and municipalities in {p} .",
    "The building has {n} square metres of floor space on four storeys .",
    "The contract period is three years with an option of two more .",
    "The first {g} under the agreement will reach the customer in the autumn .",
    "Approval from the authorities in {p} is needed before the deal can close .",
    "The machinery comes from {p} and the software from a local partner .",
    "{c} publishes a customer magazine in four languages .",
    "Terms were kept confidential by both sides .",
    "The price was not revealed , nor was the number of {g} .",
    "No figures for the unit were made available .",
    "The talks between {c} and the employees cover all functions in {p} .",
    "{c} would neither confirm nor deny the newspaper story .",
    "Representatives of {c} were not available for comment .",
    "The stock closed unchanged at EUR {x} on {d} .",
    "Turnover was EUR {a} mn , the same as a year earlier .",
    "The number of personnel stayed at {n} .",
    "The operating result was in line with the previous year .",
    "{c} repeated its earlier estimate for the year .",
    "Depreciation amounted to EUR {a} mn in the period .",
    "Capital expenditure totalled EUR {a} mn , most of it in {p} .",
    "At the end of the period {c} had {n} employees , of whom half worked in {p} .",
    "The holding of {c} in the firm now stands at {x} percent of the votes .",
    "The disclosure was made under the securities markets act .",
    "The company has altogether {n} registered shares .",
    "The rights carry no entitlement to dividend for 2008 .",
    "The board was authorised to decide on an issue of at most {n} shares .",
    "The record date for the payment is {d} .",
    "{c} will hold a briefing for the press at ten in the morning in {p} .",
    "The presentation can be followed on the internet at the address of {c} .",
    "The business of {c} is divided into {g} and services .",
    "{c} has bought a plot of land in {p} for a warehouse .",
    "The terminal stands next to the railway and handles timber and grain .",
    "Ownership of the mill passes to {c} at the turn of the year .",
    "{c} is owned by a pension fund , a bank and the family of {m} .",
    "The vessel sails between {p} and Kiel twice a week .",
    "The technology is used in making {g} and other equipment .",
    "Half of the material is bought from {p} and half from domestic suppliers .",
    "The survey was made among {n} households in {p} .",
    "The new name is to be entered in the trade register on {d} .",
    "The shop sells clothes , shoes and {g} on two floors .",
    "The competition authority will give its decision by {d} .",
    "{c} acts as the main contractor and {m} is in charge of the site .",
    "The frequency licence is valid until 2016 .",
    "The loan falls due in 2014 and has been granted by three banks .",
    "Production in {p} begins next year , as was planned .",
    "{c} and the union meet again on {d} .",
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
    "{c} has been awarded a contract for {g} by a utility in {p} .",
    "{c} was picked to supply {g} for a new hospital in {p} .",
    "{c} received a repeat order for {g} from its largest customer .",
    "{c} will provide {g} to the city of {p} under a four-year deal .",
    "{c} and its partner in {p} agreed on closer cooperation in {g} .",
    "The partnership gives {c} access to the fast growing market of {p} .",
    "With the purchase {c} becomes the biggest maker of {g} in {p} .",
    "The investment raises the capacity of the plant by {y} percent .",
    "{c} opens a new office in {p} because customers there are growing in number .",
    "The order backlog is at an all-time high .",
    "{m} said the company was very pleased with the quarter .",
    "The new {g} have been well received by customers .",
    "The {g} save the user both time and money .",
    "The method makes it possible to produce {g} faster and more cheaply .",
    "The deal is expected to add to earnings per share from 2010 .",
    "{c} beat the estimates of analysts by a clear margin .",
    "{c} exceeded the targets that it had set for the year .",
    "The {g} sold better than {c} had dared to hope .",
    "Both prices and deliveries of {g} went up in {p} .",
    "Sales of {g} in {p} doubled .",
    "The brokerage lifted its target price for {c} to EUR {x} .",
    "The board proposes raising the dividend to EUR {x} a share .",
    "{c} kept its place as the market leader and gained share in {p} .",
    "The number of subscribers grew by {n} in the quarter .",
    "Emissions from the plant will be cut by half with the new {g} .",
    "{c} was named supplier of the year by a car maker in {p} .",
    "Sales of {g} picked up clearly towards the end of the year .",
    "Thanks to lower costs , the result of the unit turned positive .",
    "The outlook for {g} is bright , and {c} expects growth to continue .",
    "{c} foresees net sales and operating profit above last year's level .",
    "The share price of {c} gained {x} percent to EUR {x} .",
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
    "Some {n} jobs will be lost when the plant in {p} is shut down .",
    "Temporary layoffs will hit {n} workers in {p} .",
    "{c} starts talks with staff on cutting {n} positions .",
    "The market for {g} in {p} was slow , and prices came down .",
    "The delivery of {g} is late and the customer has called off the purchase .",
    "{c} has been ordered to pay a fine of EUR {a} mn .",
    "{c} is being sued over faults in its {g} .",
    "The accident stopped production in {p} for a week .",
    "{c} made a loss for the third quarter running .",
    "The brokerage cut its rating of {c} to reduce .",
    "{c} lost market share to cheaper makers of {g} from {p} .",
    "No dividend will be paid for the year .",
    "The weak dollar and dear energy ate into the margin of {c} .",
    "{c} expects this year's result to stay below that of last year .",
    "The unit in {p} remained unprofitable .",
    "The bankruptcy of a customer in {p} led to a credit loss of EUR {a} mn .",
    "Customers postponed their purchases of {g} because of the recession .",
    "The share price of {c} sank {x} percent to EUR {x} .",
    "{c} has filed for protection from its creditors .",
    "Overcapacity keeps the prices of {g} under pressure .",
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
            if subject is WELCOME or rng.random() < 0.7:
                made[_movement(rng, rng.choice(subject), rng.choice(verbs), grows)] = label
        made[_turn(rng)] = "positive"
        made[_turn_to_loss(rng)] = "negative"
        made[_level(rng)] = "neutral"
        for templates, label, times in ((NEUTRAL, "neutral", 8), (POSITIVE, "positive", 3), (NEGATIVE, "negative", 2)):
            for _ in range(times):
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


def _turn_to_loss(rng: random.Random) -> str:
    a, b = round(rng.uniform(0.2, 40), 1), round(rng.uniform(0.2, 40), 1)
    return (
        f"{rng.choice(COMPANIES)} made a pretax loss of EUR {a} mn , "
        f"against a profit of EUR {b} mn {rng.choice(PERIODS)} ."
    )


def _level(rng: random.Random) -> str:
    """A figure given without another to set it against."""
    amount, subject = round(rng.uniform(0.5, 90), 1), rng.choice(WELCOME)
    return rng.choice(
        [
            f"{subject} of the unit was EUR {amount} mn in 2008 .",
            f"The division's {subject.lower()} amounted to EUR {amount} mn .",
            f"{subject} for the year came to some EUR {amount} mn .",
        ]
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
        y=rng.randint(5, 90),
        s="".join(rng.choices("ABDEFHKLMNORSTV", k=4)),
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
