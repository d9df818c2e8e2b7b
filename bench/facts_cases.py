"""Sentences written for `bench/facts.py`, with what a reader finds in them: facts, comparisons, conflicts, and traps.

In our own words, in the manner of the trade press, on 24 November 2026. FACTS, COMPARISONS and CONFLICTS served to mend
the extractors where these failed, so the scores on them are a regression test. The FRESH ones were written after that
and scored as they stand; nothing was changed for them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FactCase:
    """One sentence, and the leading value, unit, first date and its precision that a reader finds; None for none."""

    text: str
    value: float | None = None
    unit: str | None = None
    day: str | None = None
    precision: str | None = None
    is_fact: bool = True


@dataclass(frozen=True)
class ComparisonCase:
    """One sentence, and the two sides (value, value, unit) that it sets against each other; empty for a trap."""

    text: str
    pairs: tuple[tuple[float, float, str], ...] = ()


@dataclass(frozen=True)
class ConflictCase:
    """Texts of a story's articles, and the sets of values on which they differ; empty for a trap."""

    texts: tuple[str, ...]
    values: tuple[tuple[float, ...], ...] = ()


FACTS = (
    FactCase("Quanta booked revenue of $4.2 billion in the quarter.", 4.2e9, "USD"),
    FactCase("The ministry granted 350 million euros to the chip project.", 350e6, "EUR"),
    FactCase("Rapidus received 590 billion yen from Tokyo.", 590e9, "JPY"),
    FactCase("The operator will spend 1.2 trillion won on servers.", 1.2e12, "KRW"),
    FactCase("The cluster links 24,000 GPUs over Ethernet.", 24000, "GPUs"),
    FactCase("The campus draws 1.5 GW at full load.", 1500, "MW"),
    FactCase("The hall needs 850 kW of cooling.", 0.85, "MW"),
    FactCase("The model has 70 billion parameters.", 70e9, "parameters"),
    FactCase("It was trained on 15 trillion tokens.", 15e12, "tokens"),
    FactCase("Each card carries 192 GB of memory.", 192, "GB"),
    FactCase("Orders rose 38% in a year.", 38, "percent"),
    FactCase("The firm dismissed 1,200 employees in Oregon.", 1200, "people"),
    FactCase("The rule took effect on 17 November 2023.", None, None, "2023-11-17", "day"),
    FactCase("Shipments begin in March 2027.", None, None, "2027-03-01", "month"),
    FactCase("Volume output starts in the second quarter of 2026.", None, None, "2026-04-01", "quarter"),
    FactCase("Deliveries follow in Q3 2025.", None, None, "2025-07-01", "quarter"),
    FactCase("The law dates from 2021 and binds every supplier.", None, None, "2021-01-01", "year"),
    FactCase("On 3 June 2024 Vantage raised $9.2 billion.", 9.2e9, "USD", "2024-06-03", "day"),
    FactCase("Annualised sales reached $1.4 billion.", 1.4e9, "USD"),
    FactCase("Capital spending will be $38 billion to $40 billion.", 38e9, "USD"),
    FactCase("It earned 74 cents a share on sales of $3.1 billion.", 3.1e9, "USD"),
    FactCase("After two years of tests the fab made 40,000 chips.", 40000, "chips"),
    FactCase("The market value stands at US$3.4tr.", 3.4e12, "USD"),
    FactCase("Rs 10,300 crore go to computing capacity.", 10300e7, "INR"),
    FactCase("The purchase costs NT$25 billion.", 25e9, "TWD"),
    FactCase("Its 5 nm process yields 80% of dies.", 80, "percent"),
    FactCase("Nvidia put up to $100 billion into the lab.", 100e9, "USD"),
    FactCase("A £2.5bn data centre rises in Essex.", 2.5e9, "GBP"),
    FactCase("The Chinese maker sold chips for ¥12 billion.", 12e9, "CNY"),
    FactCase("Rent fell to $2 an hour.", 2, "USD"),
    FactCase("The grid added 3.2 TWh of demand.", 3.2e6, "MWh"),
    FactCase("About 40 countries signed.", 40, "countries"),
    FactCase("The court fined the firm 1.1 bn euros.", 1.1e9, "EUR"),
    FactCase("It wants 10% more by 2030.", 10, "percent", "2030-01-01", "year"),
    FactCase("Q2 2024 revenue was $26.0bn.", 26e9, "USD", "2024-04-01", "quarter"),
    FactCase("The board does 4 petaflops.", 0.004, "exaFLOPS"),
    FactCase("Shares closed at $48, and the quarter brought $900 million of sales.", 900e6, "USD"),
    FactCase("Lisa Su, 54, took the stage in Taipei.", is_fact=False),
    FactCase("The 61st list ranks Frontier first.", is_fact=False),
    FactCase("Some 300 suppliers met at Hall 4.", is_fact=False),
    FactCase("Vantage agreed to lease the whole site to Crusoe."),
    FactCase("Lawmakers pledged that Ohio keeps its tax break."),
    FactCase("Half of the 12,000 tiles came from Taiwan.", is_fact=False),  # no unit that is known: a trap
    FactCase("The RTX 4090 and the H100 share an architecture.", is_fact=False),
    FactCase("Gen 5 follows Gen 4 on the road map.", is_fact=False),
    FactCase("Engineers praised the quiet fans of the new machine.", is_fact=False),
    FactCase("Version 3.11 of the library is faster.", is_fact=False),
    FactCase("Room 101 holds the first machine.", is_fact=False),
    FactCase("Reporters feared that the plant will close.", is_fact=False),
    FactCase("Vertiv, which makes cooling gear, lifted its backlog to a record $9.5 billion in April.", 9.5e9, "USD"),
    FactCase("Workers at the Phoenix site finished the third of four halls, adding 160 megawatts.", 160, "MW"),
    FactCase(
        "The bank, citing supply checks, trimmed its estimate for 2026 server builds by 7%.",
        7,
        "percent",
        "2026-01-01",
        "year",
    ),
    FactCase("Reliance earmarked 2.1 trillion rupees for halls in Jamnagar.", 2.1e12, "INR"),
    FactCase(
        "A ruling of 12 February 2025 found that the start-up had copied headnotes.", None, None, "2025-02-12", "day"
    ),
    FactCase("The lender holds 6.4 million shares and sold none.", 6.4e6, "shares"),
    FactCase("Latency halves, while a rack now sips 120 kW instead of 150 kW.", 0.12, "MW"),
    FactCase("Ampere's owners got 6.5 billion dollars, mostly in cash.", 6.5e9, "USD"),
    FactCase("Since early 2023 the index of server makers has tripled.", None, None, "2023-01-01", "year"),
    FactCase("Roughly three quarters of the 900-strong team stays in Bristol.", is_fact=False),
    FactCase("Its wafer bears 900,000 cores and 44 gigabytes of memory.", 44, "GB"),
    FactCase("The union signed a pact with Foxconn over shifts."),
    FactCase("Rivals shrugged; one called the B300 a stopgap.", is_fact=False),
    FactCase("Between July and September exports came to $51 billion.", 51e9, "USD"),
    FactCase("By the fourth quarter of 2025 it had laid 1,800 km of fibre.", None, None, "2025-10-01", "quarter"),
    FactCase(
        "The regulator fined it €1.2bn, the largest such penalty, on May 22, 2023.", 1.2e9, "EUR", "2023-05-22", "day"
    ),
)

COMPARISONS = (
    ComparisonCase("Revenue rose to $7.2 billion from $5.9 billion a year earlier.", ((7.2e9, 5.9e9, "USD"),)),
    ComparisonCase("Net income was 2.1 billion euros, up from 1.4 billion euros.", ((2.1e9, 1.4e9, "EUR"),)),
    ComparisonCase("Sales of $30.0 billion beat a consensus of $28.7 billion.", ((30e9, 28.7e9, "USD"),)),
    ComparisonCase("Profit of $1.25 a share missed forecasts of $1.31.", ((1.25, 1.31, "USD"),)),
    ComparisonCase("Revenue was $4 billion against $3.8 billion expected.", ((4e9, 3.8e9, "USD"),)),
    ComparisonCase("The gross margin fell to 61% from 66% in the same quarter.", ((61, 66, "percent"),)),
    ComparisonCase("Capacity grew from 300 MW to 900 MW.", ((300, 900, "MW"),)),
    ComparisonCase("Operating loss narrowed to $12 million from $48 million.", ((12e6, 48e6, "USD"),)),
    ComparisonCase("The chip offers memory of 141 GB instead of the H100's 80 GB.", ((141, 80, "GB"),)),
    ComparisonCase("Market share was 62 percent at SK hynix against 21 percent at Micron.", ((62, 21, "percent"),)),
    ComparisonCase("Capex of $17 billion compared with $9 billion in 2024.", ((17e9, 9e9, "USD"),)),
    ComparisonCase("Its headcount of 22,000 people was down from 27,000 people.", ((22000, 27000, "people"),)),
    ComparisonCase("The target was raised to $400 from $250.", ((400, 250, "USD"),)),
    ComparisonCase("AMD lost more than 3 percent and Intel 5 percent."),
    ComparisonCase("It sells 40 GB and 80 GB versions."),
    ComparisonCase("Revenue of $5 billion brought profit of $1 billion."),
    ComparisonCase("The fund put $2 billion into Ohio and $3 billion into Texas."),
    ComparisonCase("It lends $4 billion over 4 years at 9%."),
    ComparisonCase("Shares fell 4% after a gain of 11% on Monday."),
    ComparisonCase("It earned $2.70 on revenue of $13.5 billion, ahead of $2.09 and $11.2 billion."),
    ComparisonCase("The plant makes less than 5 GW of the 40 GW needed."),
    ComparisonCase(
        "Cloud revenue climbed 34% to $15.2 billion, from $11.4 billion in the year-ago quarter.",
        ((15.2e9, 11.4e9, "USD"),),
    ),
    ComparisonCase("Analysts had pencilled in $3.10 a share; the company earned $3.46.", ((3.46, 3.10, "USD"),)),
    ComparisonCase("Inventory stood at 88 days, versus 102 days last spring.", ()),
    ComparisonCase("Energy use per rack went from 40 kW to 132 kW.", ((0.04, 0.132, "MW"),)),
    ComparisonCase(
        "Bookings of $6.8 billion topped the $6.1 billion that Wall Street expected.", ((6.8e9, 6.1e9, "USD"),)
    ),
    ComparisonCase("Operating margin slipped to 24.1% from 27.9%.", ((24.1, 27.9, "percent"),)),
    ComparisonCase(
        "Samsung's HBM share was 17 percent, compared with 41 percent a year earlier.", ((17, 41, "percent"),)
    ),
    ComparisonCase("It raised $2 billion from Blackstone and $500 million from Magnetar.", ()),
    ComparisonCase("The round of $6.6 billion values it at $157 billion.", ()),
    ComparisonCase("Shares gained 3% in New York and 4% in Frankfurt.", ()),
    ComparisonCase("Staff costs of $1.1 billion exceeded rent of $300 million.", ()),
    ComparisonCase("Guidance for the year moved up to $48 billion from $45 billion.", ((48e9, 45e9, "USD"),)),
)

CONFLICTS = (
    ConflictCase(
        ("The agency added 63 firms to the export list.", "The agency added 95 firms to its export list."), ((63, 95),)
    ),
    ConflictCase(
        ("Intel will cut 15,000 jobs at its plants.", "Intel will cut 17,500 jobs at its plants."), ((15000, 17500),)
    ),
    ConflictCase(
        ("The Memphis cluster holds 100,000 GPUs today.", "The cluster in Memphis holds 200,000 GPUs."),
        ((100000, 200000),),
    ),
    ConflictCase(
        ("Groq was valued at $6.9 billion in its round.", "Groq was valued at $2.8 billion in its round."),
        ((6.9e9, 2.8e9),),
    ),
    ConflictCase(
        (
            "The outage lasted 3 months at the Dublin site.",
            "The outage lasted 5 months at the Dublin site.",
            "The Dublin site's outage lasted 3 months.",
        ),
        ((3, 5),),
    ),
    ConflictCase(
        ("Training the model cost $6 million in chips.", "Training the model cost $100 million in chips."),
        ((6e6, 100e6),),
    ),
    ConflictCase(
        ("The deal covers 6 GW of capacity at Abilene.", "The deal covers 10 GW of capacity at Abilene."),
        ((6000, 10000),),
    ),
    ConflictCase(
        ("Meta buys 350,000 GPUs from Nvidia this year.", "Meta buys 150,000 GPUs from Nvidia this year."),
        ((350000, 150000),),
    ),
    # traps: different things, rounding, ranges, hedges, other times
    ConflictCase(("Revenue was $46.74 billion.", "Revenue was $46.7 billion.")),
    ConflictCase(("Intel cuts 15,000 jobs at its plants.", "Intel had 110,000 employees in June.")),
    ConflictCase(
        ("Nvidia and Advanced Micro Devices slipped 1.4 percent.", "Advanced Micro Devices lost 3.7 percent.")
    ),
    ConflictCase(
        ("Broadcom shares fell 5 percent premarket.", "Broadcom shares fell 9 percent after hours on the news."),
    ),
    ConflictCase(
        (
            "Revenue of the cloud unit rose 30% in the first quarter.",
            "Revenue of the cloud unit rose 41% in the third quarter.",
        )
    ),
    ConflictCase(("Output of the plant was 40 GW in 2023.", "Output of the plant was 70 GW in 2025.")),
    ConflictCase(("Meta may spend $40 billion on the halls.", "Meta may spend $65 billion on the halls.")),
    ConflictCase(("Meta spends up to $72 billion on AI halls.", "Meta spends $65 billion on AI halls.")),
    ConflictCase(("The fund raised $30 billion to $40 billion for power.", "The fund raised $35 billion for power.")),
    ConflictCase(("Sales of gaming chips fell 44 percent.", "Sales of data center chips rose 61 percent.")),
    ConflictCase(("Net income was $6.2 billion in the quarter.", "Revenue was $13.5 billion in the quarter.")),
    ConflictCase(("The chip has 80 GB of memory.", "The chip reads 3 GB of memory a second.")),
    ConflictCase(("The first phase of the site takes 200 MW.", "The whole site takes 1,200 MW.")),
    ConflictCase(("Oracle signed 42 contracts in the quarter.", "Oracle runs 162 data centers worldwide.")),
    ConflictCase(
        ("Police counted 40 arrests at the smuggling ring.", "Police counted 55 arrests at the smuggling ring."),
        ((40, 55),),
    ),
    ConflictCase(
        (
            "CoreWeave's offering raised $1.5 billion in New York.",
            "The New York offering of CoreWeave raised $2.7 billion.",
        ),
        ((1.5e9, 2.7e9),),
    ),
    ConflictCase(
        (
            "The quake stopped output at the Tainan fab for 10 months.",
            "Output at the Tainan fab stopped for 4 months after the quake.",
        ),
        ((4, 10),),
    ),
    ConflictCase(
        ("The grant for the Saxony plant is 5 billion euros.", "Saxony's plant gets a grant of 10 billion euros."),
        ((5e9, 10e9),),
    ),
    ConflictCase(
        ("Tesla installed 50,000 GPUs in Texas.", "Tesla installed 85,000 GPUs at its Texas factory."),
        ((50000, 85000),),
    ),
    ConflictCase(
        ("Microsoft owns 27 percent of the company.", "Microsoft owns 49 percent of the company."), ((27, 49),)
    ),
    ConflictCase(("The campus covers 1,100 acres near Abilene.", "The campus near Abilene draws 1,200 MW.")),
    ConflictCase(("Profit rose 12 percent at the chip unit.", "Sales rose 30 percent at the chip unit.")),
    ConflictCase(("The first tranche of the loan is $2.3 billion.", "The loan is $7.5 billion.")),
    ConflictCase(("Analysts expected sales of $33 billion.", "Sales came to $35 billion.")),
    ConflictCase(("SK hynix holds 62 percent of the HBM market.", "Samsung holds 17 percent of the HBM market.")),
    ConflictCase(("Shares of Arm rose 16 percent on Monday.", "Shares of Arm rose 4 percent on Thursday.")),
    ConflictCase(("It employs 3,000 people in Dublin.", "It employs 70,000 people worldwide.")),
)

FRESH_FACTS = (
    FactCase("Nscale closed a Series B of $1.1 billion, which it will spend on halls in Narvik.", 1.1e9, "USD"),
    FactCase("Of the 18 sites inspected, 11 lacked a permit for their turbines.", is_fact=False),
    FactCase(
        "Regulators in Seoul want 30 percent of the load moved by May 2028.", 30, "percent", "2028-05-01", "month"
    ),
    FactCase("The switch moves 102.4 terabits a second and uses 30% less power.", 30, "percent"),
    FactCase("Hynix won, Samsung waited, and Micron kept silent.", is_fact=False),
    FactCase("It issued notes worth 12 billion yuan on 9 January.", 12e9, "CNY"),
    FactCase("The pilot at Oak Ridge burned 21 megawatts in the first half of 2022.", 21, "MW", "2022-01-01", "year"),
    FactCase("Meta promised that no layoffs follow from the merger of its labs."),
)

FRESH_COMPARISONS = (
    ComparisonCase("Depreciation swelled to $9.1 billion from $6.4 billion.", ((9.1e9, 6.4e9, "USD"),)),
    ComparisonCase(
        "Vacancy in Phoenix was 1.7 percent, down from 3.9 percent a year earlier.", ((1.7, 3.9, "percent"),)
    ),
    ComparisonCase("Earnings of $0.81 a share beat estimates of $0.75.", ((0.81, 0.75, "USD"),)),
    ComparisonCase("Power demand at the hub grew from 2 GW to 5 GW in three years.", ((2000, 5000, "MW"),)),
    ComparisonCase("Revenue was $26 billion where analysts expected $24.6 billion.", ((26e9, 24.6e9, "USD"),)),
    ComparisonCase("The debt of $8 billion is due after a loan of $2 billion.", ()),
    ComparisonCase("The pact covers 3 GW in Texas and 2 GW in Wyoming.", ()),
    ComparisonCase("Each rack costs $3 million, of which $2 million is for chips.", ()),
)

FRESH_CONFLICTS = (
    ConflictCase(
        ("The fire at the Icheon plant idled 400 workers.", "The fire idled 650 workers at the Icheon plant."),
        ((400, 650),),
    ),
    ConflictCase(
        (
            "Nebius borrowed $3.2 billion for its New Jersey site.",
            "For its New Jersey site Nebius borrowed $4.5 billion.",
        ),
        ((3.2e9, 4.5e9),),
    ),
    ConflictCase(
        (
            "Prosecutors seized 5,000 chips in the Penang warehouse.",
            "In Penang prosecutors seized 8,000 chips from the warehouse.",
        ),
        ((5000, 8000),),
    ),
    ConflictCase(("Dell sold 5 percent more servers.", "Dell sold 9 percent fewer laptops.")),
    ConflictCase(("AMD set aside $800 million for unsold chips.", "AMD had $5.9 billion in the bank.")),
    ConflictCase(("The reactor yields 835 MW by 2028.", "The reactor yielded 819 MW before 2019.")),
    ConflictCase(
        ("OpenAI has 400 million users a week.", "OpenAI has 800 million users a week now, Altman said in October.")
    ),
    ConflictCase(("The lab trained it on 2,048 GPUs.", "The lab owns 50,000 GPUs, one analyst guesses.")),
)
