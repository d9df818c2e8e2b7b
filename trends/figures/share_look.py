"""What every part of a share chart needs to know besides its numbers: words, colours, and a few sizes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

PLOT_PX = 290
"""About how high the plot itself is, and how wide a character: label placement needs no better."""
CHARACTER_PX = 6.4
LONGEST_LABEL = 10

Row = dict[str, Any]


@dataclass(frozen=True)
class Look:
    """What a share chart needs to know besides its numbers.

    Attributes:
        label: what the line is, e.g. "Inference".
        accent: colour of line, band and rings.
        accent_text: colour of the label at the line's end.
        counted: what n counts, for the hover: "stories about either".
        reference: (share, words) of a dotted horizontal line, or None.
        strip: what the strip's probabilities are of, e.g. "P(inference leads)", or None for no strip.
        strip_colours: colours of probability 0 and 1.
        chosen: the period whose drivers the page shows, marked on the axis; None for none.
    """

    label: str
    accent: str
    accent_text: str
    counted: str = "stories"
    reference: tuple[float, str] | None = None
    strip: str | None = None
    strip_colours: tuple[str, str] = ("#c4622d", "#0b6e99")
    chosen: date | None = None
