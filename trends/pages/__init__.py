"""The dashboard's pages: each a pure `layout(view, request)` and, where it talks back, a `register(app, provider)`.

To add a page, write `pages/x.py` with a `PAGE` and add it to `PAGES` here; the order is the order of the navigation.
"""

from __future__ import annotations

from . import entity as entity_page
from . import entity_list as entity_list_page
from . import glossary as glossary_page
from . import index as index_page
from . import methodology as method_page
from . import revisions as revisions_page
from . import robustness as robustness_page
from . import sql as sql_page
from . import stories as stories_page
from . import story as story_page
from . import the_beat as beat_page
from . import topic as topic_page
from . import turning as turning_page
from .page import Page

PAGES: tuple[Page, ...] = (
    index_page.PAGE,
    topic_page.LIST,
    topic_page.PAGE,
    beat_page.PAGE,
    turning_page.PAGE,
    stories_page.PAGE,
    story_page.PAGE,
    entity_list_page.PAGE,
    entity_page.PAGE,
    robustness_page.PAGE,
    revisions_page.PAGE,
    sql_page.PAGE,
    method_page.PAGE,
    glossary_page.PAGE,
)
