from __future__ import annotations

import gc

from trends import serve


def test_what_is_loaded_when_serving_begins_is_passed_over_by_the_garbage_collector() -> None:
    before = gc.get_threshold()
    try:
        serve.settle()
        assert gc.get_freeze_count() > 10_000
        assert gc.get_threshold() == serve.COLLECT_AFTER
        assert not any(item is serve.settle for item in gc.get_objects()), "frozen, so it isn't listed"
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
    assert gc.get_freeze_count() == 0
