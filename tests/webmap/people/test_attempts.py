"""How often something may be tried, and by how many at once: counted by key, bounded in time and memory."""

from __future__ import annotations

import threading

import pytest

from webmap.app.errors import TooManyAttempts
from webmap.people.attempts import Attempts, Turns


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_after_the_last_try_one_waits_until_the_stretch_is_past() -> None:
    clock = Clock()
    attempts = Attempts(2, 60, clock=clock)
    assert attempts.take("lan") == 0
    clock.now += 20
    assert attempts.take("lan") == 0
    assert attempts.take("lan") == 40
    assert attempts.take("mai") == 0
    clock.now += 39.5
    assert attempts.take("lan") == 1
    clock.now += 0.5
    assert [attempts.take("lan") for _ in range(3)] == [0, 0, 60]


def test_what_is_refused_is_not_counted() -> None:
    clock = Clock()
    attempts = Attempts(1, 60, clock=clock)
    attempts.take("lan")
    for _ in range(5):
        clock.now += 10
        assert attempts.take("lan") == 60 - (clock.now - 1000)
    clock.now += 10
    assert attempts.take("lan") == 0


def test_what_is_given_back_was_not_tried() -> None:
    attempts = Attempts(2, 60)
    attempts.give_back("lan")
    for _ in range(5):
        assert attempts.take("lan") == 0
        attempts.give_back("lan")
    assert [attempts.take("lan") == 0 for _ in range(3)] == [True, True, False]


def test_a_flood_of_names_frees_nobodys_count_and_takes_no_more_room() -> None:
    attempts = Attempts(5, 60, slots=64)
    for _ in range(5):
        attempts.take("lan")
    for n in range(10_000):
        attempts.take(f"name{n}")
    assert attempts.take("lan") > 0
    assert len(attempts) <= 64


def test_two_work_one_waits_and_all_others_are_sent_away() -> None:
    turns = Turns(2, 3, patience=10)
    inside, leave = threading.Semaphore(0), threading.Event()

    def work(*, is_known: bool = False) -> None:
        with turns.one(is_known=is_known):
            inside.release()
            leave.wait(10)

    at_work = [threading.Thread(target=work) for _ in range(2)]
    for one in at_work:
        one.start()
        assert inside.acquire(timeout=10)
    waiting = [threading.Thread(target=work), threading.Thread(target=work, kwargs={"is_known": True})]
    for one in waiting:
        one.start()
    assert not inside.acquire(timeout=0.1)
    with pytest.raises(TooManyAttempts) as refusal, turns.one(is_known=False):
        pass
    assert refusal.value.code == "account.busy"
    leave.set()
    for one in (*at_work, *waiting):
        one.join(10)
    with turns.one(is_known=False):
        pass


def test_a_line_that_does_not_move_is_left() -> None:
    turns = Turns(1, 2, patience=0.01)
    with turns.one(is_known=False), pytest.raises(TooManyAttempts), turns.one(is_known=True):
        pass
