"""How often something may be tried: counted by key, forgotten in time, bounded in memory."""

from webmap.people.signing_in import Attempts


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_after_the_last_try_one_waits_until_the_first_is_past() -> None:
    clock = Clock()
    attempts = Attempts(2, 60, clock=clock)
    assert attempts.take("lan") == 0
    clock.now += 20
    assert attempts.take("lan") == 0
    assert attempts.take("lan") == 40
    assert attempts.take("mai") == 0
    clock.now += 40
    assert attempts.take("lan") == 0
    assert attempts.take("lan") == 20


def test_what_is_refused_is_not_counted() -> None:
    clock = Clock()
    attempts = Attempts(1, 60, clock=clock)
    attempts.take("lan")
    for _ in range(5):
        clock.now += 10
        assert attempts.take("lan") == 60 - (clock.now - 1000)
    clock.now += 10
    assert attempts.take("lan") == 0


def test_success_forgets() -> None:
    attempts = Attempts(1, 60)
    attempts.take("lan")
    attempts.forget("lan")
    assert attempts.take("lan") == 0


def test_it_does_not_grow_without_end() -> None:
    attempts = Attempts(1, 60, most_keys=3)
    for n in range(10):
        attempts.take(f"name{n}")
    assert len(attempts) == 3
    assert attempts.take("name9") > 0
    assert attempts.take("name0") == 0
