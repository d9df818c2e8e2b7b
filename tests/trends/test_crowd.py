"""Which readers are let go by a worker that is asked more than another."""

from __future__ import annotations

from types import SimpleNamespace

from trends.crowd import Crowd
from trends.pages.callback_body import PATH


class Request:
    """What gunicorn hands to its hooks."""

    def __init__(self, path: str = PATH) -> None:
        self.path, self.closes = path, False

    def force_close(self) -> None:
        self.closes = True


class Workers:
    """Two workers, each with its own view of what they share, as after a fork."""

    def __init__(self) -> None:
        self.crowd = Crowd(2)
        self.arbiter = SimpleNamespace(WORKERS={})
        self.ages = 0
        self.places = [self.start(), self.start()]

    def start(self) -> int:
        """Forks a worker; returns its place."""
        self.ages += 1
        worker = SimpleNamespace()
        self.crowd.seat(self.arbiter, worker)
        self.arbiter.WORKERS[self.ages] = worker
        return int(worker.place)

    def asked(self, place: int, path: str = PATH) -> Request:
        """A request begins in a worker."""
        self.crowd.place = place
        request = Request(path)
        self.crowd.enter(None, request)
        return request

    def answered(self, place: int, request: Request) -> None:
        """It ends there."""
        self.crowd.place = place
        self.crowd.leave(None, request, None, None)


def test_a_reader_is_let_go_where_another_worker_answers_two_fewer() -> None:
    workers = Workers()
    a, b = workers.places
    requests = [(place, workers.asked(place)) for place in (a, a, b, a, a)]
    assert [request.closes for _, request in requests] == [False, True, False, True, True]
    for place, request in requests:
        workers.answered(place, request)
    assert [workers.asked(place).closes for place in (a, b, a, b)] == [False] * 4, "equally asked, nobody goes"


def test_files_neither_count_nor_go() -> None:
    workers = Workers()
    a, _ = workers.places
    assert not any(workers.asked(a, "/assets/x.js").closes for _ in range(5))
    assert not workers.asked(a).closes


def test_a_worker_in_place_of_one_that_died_begins_with_nobody() -> None:
    workers = Workers()
    a, b = workers.places
    assert {a, b} == {0, 1}
    for _ in range(3):
        workers.asked(b)
    del workers.arbiter.WORKERS[2]
    assert workers.start() == b
    workers.asked(a)
    assert workers.asked(a).closes, "two here, none there"


def test_one_worker_lets_nobody_go_and_one_too_many_counts_for_nothing() -> None:
    crowd, arbiter = Crowd(1), SimpleNamespace(WORKERS={})
    for age in (1, 2):
        worker = SimpleNamespace()
        crowd.seat(arbiter, worker)
        arbiter.WORKERS[age] = worker
        requests = [Request() for _ in range(4)]
        for request in requests:
            crowd.enter(None, request)
        assert not any(request.closes for request in requests)
        for request in requests:
            crowd.leave(None, request, None, None)
