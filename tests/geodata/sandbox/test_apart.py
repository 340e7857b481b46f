"""A file is read in a child of its own: its answer comes back as it was declared, and the walls hold."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from geodata.errors import Refused, UnreadableFile
from geodata.findings import Place
from geodata.sandbox import apart, forking, running
from geodata.sandbox.apart import ReaderStopped
from geodata.sandbox.child import Ended, Task, reader_of
from geodata.sandbox.gdal import CHILD_ENVIRONMENT
from geodata.sandbox.running import Line, ReadersBusy, run_child
from geodata.sandbox.spare import _spares
from tests.geodata.sandbox import readers

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of five letters."""
    path = tmp_path / "năm chữ.txt"
    path.write_text("abcde", encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """Answers of other tests are forgotten: each file here is read."""
    apart._kept.forget()
    yield
    apart._kept.forget()


@pytest.fixture(params=["forked", "spare"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Both ways of starting a child: forked from the mother, and a process in spare (as on Windows)."""
    monkeypatch.setattr(running, "CAN_FORK", request.param == "forked")
    yield request.param
    _spares.end()


def stopped_by(read: Callable[[], object]) -> str:
    with pytest.raises(ReaderStopped) as stopped:
        read()
    return stopped.value.code


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def ends(pid: int) -> bool:
    """Tell whether a process ends within some seconds."""
    until = time.monotonic() + 10
    while lives(pid) and time.monotonic() < until:
        time.sleep(0.02)
    return not lives(pid)


@pytest.mark.usefixtures("way")
def test_an_answer_is_what_the_function_declares(file: Path) -> None:
    assert readers.letters(file) == readers.Letters(5, Decimal("2.5"), Place(file="năm chữ.txt"))


def test_errors_come_back_as_they_were_raised(file: Path) -> None:
    file.write_text("unreadable")
    with pytest.raises(UnreadableFile, match=r"file\.empty") as wrong:
        readers.letters(file)
    assert wrong.value.parameters == {"size": 3}
    file.write_text("refuse")
    with pytest.raises(Refused) as refused:
        readers.letters(file)
    (finding,) = refused.value.findings
    assert finding.parameters == {"size": Decimal("1.50")}


def test_values_come_one_by_one_until_the_file_is_found_wrong(file: Path) -> None:
    values = readers.whole_and_then_not(file)
    assert [next(values), next(values)] == [1, 2]
    with pytest.raises(UnreadableFile):
        next(values)


@pytest.mark.parametrize(
    ("reader", "code"),
    [
        (readers.eat, "file.needs_memory"),
        (readers.run_out, "file.needs_memory"),
        (readers.spin, "file.needs_time"),
        (readers.flood, "file.answers_too_much"),
        (readers.crash, "file.ends_reader"),
        (readers.lie, "file.ends_reader"),
    ],
)
def test_what_a_file_does_to_its_reader_is_an_error_in_words(
    reader: Callable[[Path], object], code: str, file: Path
) -> None:
    assert stopped_by(lambda: reader(file)) == code
    assert readers.letters(file).count == 5


def test_a_child_in_spare_binds_itself(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "CAN_FORK", False)
    assert stopped_by(lambda: readers.eat(file)) == "file.needs_memory"
    assert stopped_by(lambda: readers.flood(file)) == "file.answers_too_much"
    _spares.end()


@pytest.mark.usefixtures("way")
def test_a_reader_that_sleeps_is_ended_by_the_clock(file: Path) -> None:
    begun = time.monotonic()
    assert stopped_by(lambda: readers.wait(file)) == "file.needs_time"
    assert time.monotonic() - begun < 30


def test_a_mistake_of_ours_shows_no_traceback(file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file.write_text("fault")
    assert stopped_by(lambda: readers.letters(file)) == "file.ends_reader"
    assert "Traceback" not in "".join(capfd.readouterr())


def test_files_are_bounded_in_size_and_number(file: Path) -> None:
    too_large = 27
    assert readers.write(file) == too_large
    assert 0 < readers.open_many(file) < 64


def test_a_program_that_a_reader_starts_is_refused_or_ends_with_it(file: Path) -> None:
    try:
        started = int(readers.start_another(file))
    except ReaderStopped:
        # Whoever is not root may not even start it.
        return
    assert ends(started)


def test_a_child_finds_nothing_of_ours(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_SECRET", "hidden")
    with file.with_name("open-here").open("w"):
        names, descriptors, folder = readers.surroundings(file)
    ours = {"PYTHONPATH", "PYTHONSAFEPATH", "PYTHONDONTWRITEBYTECODE", "LC_CTYPE", "OPENPYXL_LXML"}
    assert {n for n in names if not n.startswith(("GDAL_", "PROJ_"))} <= {*ours, *CHILD_ENVIRONMENT}
    assert folder == ["0", f"0/{file.name}"]
    # Its own talk, and its own file.
    assert len([one for one in descriptors if one.startswith("socket:")]) == 1
    assert [one for one in descriptors if str(file.parent) in one] == [str(file)]
    assert readers.objects(file) == []


def test_both_gdals_of_a_child_know_only_what_is_needed() -> None:
    code = (
        "import rasterio, pyogrio\n"
        "with rasterio.Env() as e: print(*e.drivers(), *pyogrio.list_drivers(), sep=';')"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        env=forking.child_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    known = set(told.stdout.strip().split(";"))
    assert {"GTiff", "MapInfo File"} <= known <= {"GTiff", "MEM", "Memory", "PNG", "MapInfo File"}


def test_files_of_one_name_are_told_apart_and_siblings_lie_together(file: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other, mask = tmp_path / "other" / file.name, file.with_name("mask")
    other.write_text("fgh")
    mask.write_text("-")
    many = [file.with_name(f"{number}") for number in range(100)]
    for one in many:
        one.write_text(one.name)
    found = readers.all_of((file, other, file, *many), beside=mask)
    assert found == ["abcde", "fgh", "abcde", *(one.name for one in many), "True"]
    assert readers.all_of((file, other)) == ["abcde", "fgh", "False"]


def test_what_a_file_leaves_behind_is_not_there_for_the_next(file: Path) -> None:
    other = file.with_name("other")
    other.write_text("fgh")
    assert [readers.remember(file), readers.remember(other)] == [["abcde"], ["fgh"]]


@pytest.mark.usefixtures("way")
def test_progress_is_told_and_what_it_raises_ends_the_child(file: Path) -> None:
    told: list[float] = []
    readers.talk(file, progress=told.append)
    assert told == [0, 1, 2, 3, 4]

    def stop(number: float) -> None:
        raise KeyboardInterrupt

    file.write_text("another")
    with pytest.raises(KeyboardInterrupt):
        readers.talk(file, progress=stop)
    assert readers.letters(file).count == 7


def test_a_function_that_is_not_marked_is_no_reader() -> None:
    for name in ("tests.geodata.sandbox.readers:unmarked", "os:system", "os:none"):
        with pytest.raises(LookupError):
            reader_of(name)


def test_fifty_files_cost_as_much_at_the_end_as_at_the_beginning(file: Path) -> None:
    readers.letters(file)
    spent = []
    for number in range(50):
        file.write_text(str(number))
        begun = time.perf_counter()
        assert readers.letters(file).count == len(str(number))
        spent.append(time.perf_counter() - begun)
    # The quickest of ten: whatever else the machine does is not the child's cost.
    assert min(spent[:10]) < 0.2
    assert min(spent[-10:]) < 0.2


def test_an_answer_is_kept_by_reader_question_file_and_name(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[str] = []

    def run(task: Task, *given: Any) -> Ended:
        runs.append(task.reader)
        return run_child(task, *given)

    monkeypatch.setattr(apart, "run_child", run)
    for _ in range(3):
        assert readers.letters(file).count == 5
        assert stopped_by(lambda: readers.crash(file)) == "file.ends_reader"
    assert len(runs) == 2
    readers.letters(file, note="another question")
    file.write_text("another file")
    assert readers.letters(file).count == 12
    assert readers.letters(file.rename(file.with_name("another name"))).place.file == "another name"
    assert len(runs) == 5


def test_no_more_answers_are_kept_than_have_room(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_KEPT_BYTES", 100)
    for number in range(9):
        file.write_text("a" * number)
        assert readers.letters(file).count == number
    assert 0 < sum(map(apart._size, apart._kept._answers.values())) == apart._kept._bytes <= 100


def test_the_mother_is_started_again(file: Path) -> None:
    assert readers.letters(file).count == 5
    mother = forking._mothers.one().pid
    os.kill(mother, signal.SIGKILL)
    file.write_text("abc")
    assert readers.letters(file).count == 3
    assert forking._mothers.one().pid != mother


def test_a_mother_killed_while_a_child_reads_is_started_again_for_the_same_file(file: Path) -> None:
    killed: list[int] = []

    def kill(number: float) -> None:
        if not killed:
            killed.append(forking._mothers.one().pid)
            os.kill(killed[0], signal.SIGKILL)

    assert readers.talk(file, progress=kill)
    assert killed
    assert forking._mothers.one().pid != killed[0]


def test_a_parent_that_is_killed_leaves_no_process(file: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom geodata.sandbox import forking\n"
        "from tests.geodata.sandbox import readers\n"
        "readers.letters(Path(sys.argv[1]))\n"
        "print(forking._mothers.one().pid, flush=True)\n"
        "readers.talk(Path(sys.argv[1]), progress=lambda number: print(flush=True))\n"
        "readers.spin(Path(sys.argv[1]))\n"
    )
    temporary = file.with_name("temporary")
    temporary.mkdir()
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(file)],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    with parent.stdout:
        mother = int(parent.stdout.readline())
        parent.stdout.readline()
    children = Path(f"/proc/{mother}/task/{mother}/children").read_text().split()
    parent.kill()
    parent.wait()
    assert children
    assert all(ends(pid) for pid in (mother, *map(int, children)))
    assert list(temporary.iterdir()) == []


def test_readers_are_found_from_any_folder(file: Path, tmp_path: Path) -> None:
    code = (
        "import sys\nsys.path.insert(0, sys.argv[2])\nfrom pathlib import Path\n"
        "from tests.geodata.sandbox import readers\nprint(readers.letters(Path(sys.argv[1])).count)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, str(file), str(ROOT)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == "5\n"


def test_whoever_comes_first_goes_first() -> None:
    line, order, waiting = Line(1), list[int](), []

    def hold(number: int) -> None:
        with line.place():
            order.append(number)

    with line.place():
        for number in range(4):
            thread = threading.Thread(target=hold, args=(number,))
            thread.start()
            waiting.append(thread)
            until = time.monotonic() + 5
            while len(line._waiting) <= number and time.monotonic() < until:
                time.sleep(0.001)
        assert order == []
    for thread in waiting:
        thread.join(5)
    assert order == [0, 1, 2, 3]


def test_whoever_waits_too_long_is_told_how_many_are_before() -> None:
    line = Line(1, longest_wait=0.01)
    with line.place(), pytest.raises(ReadersBusy, match=r"file\.waits_too_long") as sent_away, line.place():
        pass
    assert sent_away.value.parameters == {"before": 0, "seconds": 0}
    with line.place():
        pass


def test_only_as_many_read_at_once_as_there_are_places(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "_line", Line(1))
    at_once: list[int] = [0]

    def told(number: float) -> None:
        at_once.append(at_once[-1] + (1 if number == 0 else -1 if number == 4 else 0))

    threads = []
    for number in range(3):
        own = file.with_name(str(number))
        own.write_text(str(number))
        threads.append(threading.Thread(target=readers.talk, args=(own,), kwargs={"progress": told}))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(at_once) == 16
    assert max(at_once) == 1
