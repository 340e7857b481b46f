"""A function that reads a file in a child process of its own, and looks like any other to its callers."""

from __future__ import annotations

import collections.abc
import functools
import hashlib
import inspect
import json
import logging
import os
import shutil
import signal
import tempfile
import typing
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from io import BufferedReader, BytesIO
from pathlib import Path
from threading import Lock
from typing import IO, Any, Generic, ParamSpec, TypeVar, cast

from geodata.errors import GeodataError, LimitExceeded, Refused
from geodata.findings import Findings
from geodata.sandbox.answers import Codec, WrongAnswer, codec_of
from geodata.sandbox.child import (
    ANSWER_ENDED,
    ERROR,
    FAULT,
    MEMORY_ENDED,
    VALUE,
    ChildLost,
    Ended,
    Limits,
    Task,
    Tell,
    TooSlow,
)
from geodata.sandbox.running import run_child

log = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")

INSIDE = False
"""Whether this process is a reader's child: what is called here is read here."""

_KEPT_BYTES, _KEPT_EACH = 32 * 1024 * 1024, 8 * 1024 * 1024
_HASHED_BYTES, _HASHED_QUESTION = 20 * 1024 * 1024, 1024 * 1024
_ORDINARY = Limits()
# A child ended by a signal that had taken this much of its memory ran out of it.
_MUCH = 0.5
_OUT_OF_TIME = (-signal.SIGXCPU,) if hasattr(signal, "SIGXCPU") else ()


class ReaderStopped(LimitExceeded):
    """A file's reader was ended at a limit, or ended by itself. Nothing was changed."""


def apart(
    limits: Limits | Callable[[Mapping[str, Any]], Limits] = _ORDINARY,
    *,
    warm: Callable[[str], object] | None = None,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a function as a reader: whoever calls it has it run in a child process of its own.

    Parameters annotated as `Path` (or a tuple of them) are files: they are opened here, and the child gets
    their descriptors. Those annotated as functions are called here with the numbers that the child tells.
    All others, and what the function returns, cross by their declared types
    (`geodata.sandbox.answers`); a function that returns an iterator gives its values one by one, once the
    child has ended.

    Parameters
    ----------
    limits : Limits or callable
        Of each child; a callable makes them of the parameters, by name.
    warm : callable
        What the mother does before she forks, so that no child has to: it is called with the function's
        parameter `ready`, a text, and costs nothing the second time.

    Raises
    ------
    ReaderStopped
        Besides whatever the function raises.
    """

    def mark(function: Callable[P, R]) -> Callable[P, R]:
        reader = Reader(function, limits, warm)

        @functools.wraps(function)
        def read(*args: P.args, **kwargs: P.kwargs) -> R:
            return function(*args, **kwargs) if INSIDE else reader.read_apart(args, kwargs)

        read.reader = reader  # type: ignore[attr-defined]
        return read

    return mark


class Reader(Generic[P, R]):
    """A marked function, and both its sides: what the parent asks, and what the child does."""

    def __init__(
        self,
        function: Callable[P, R],
        limits: Limits | Callable[[Mapping[str, Any]], Limits],
        warm: Callable[[str], object] | None,
    ) -> None:
        self._function, self._limits, self._warm = function, limits, warm
        self._name = f"{function.__module__}:{function.__qualname__}"

    def prepare(self, ready: str) -> None:
        """Do what is the same for every file: work out how values cross, load what is to be loaded."""
        _ = self._shape
        if self._warm is not None:
            self._warm(ready)

    def read_apart(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> R:
        """Have a child read (parent's side)."""
        bound = inspect.signature(self._function).bind(*args, **kwargs)
        bound.apply_defaults()
        limits = self._limits if isinstance(self._limits, Limits) else self._limits(bound.arguments)
        asked = _Asked(self._name, limits, self._shape, bound.arguments)
        if not all(file.is_file() for file in asked.files):
            # There is nothing to be read: the function says so in its own words.
            return self._function(*bound.args, **bound.kwargs)
        found = asked.values()
        return cast(R, found if self._shape.is_many else asked.only(found))

    def read_here(self, question: Mapping[str, Any], paths: Sequence[Path], tell: Tell) -> Iterator[Any]:
        """Read in this process, and give each value as it crosses (child's side)."""
        shape = self._shape
        read: Any = self._function(**shape.parameters(question, paths, tell))  # type: ignore[call-arg]
        for value in read if shape.is_many else (read,):
            yield shape.answer.encode(value)

    @functools.cached_property
    def _shape(self) -> _Shape:
        return _shape_of(self._function)


@dataclass(frozen=True)
class _Shape:
    """How the parameters of a function cross, by name, and what it returns."""

    files: frozenset[str]
    told: frozenset[str]
    codecs: Mapping[str, Codec]
    answer: Codec
    is_many: bool

    def parameters(self, question: Mapping[str, Any], paths: Sequence[Path], tell: Tell) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, plain in question.items():
            if plain is None and name not in self.codecs:
                found[name] = None
            elif name in self.files:
                several = isinstance(plain, list)
                found[name] = tuple(paths[at] for at in plain) if several else paths[plain]
            elif name in self.told:
                found[name] = lambda *said, name=name: tell(name, list(said))
            else:
                found[name] = self.codecs[name].decode(plain)
        return found


def _shape_of(function: Callable[..., Any]) -> _Shape:
    hints = typing.get_type_hints(function)
    returned = hints.pop("return")
    is_many = typing.get_origin(returned) is collections.abc.Iterator
    files = {name for name, kind in hints.items() if _has(kind, Path)}
    told = {name for name, kind in hints.items() if _has(kind, collections.abc.Callable)}
    return _Shape(
        frozenset(files),
        frozenset(told),
        {name: codec_of(kind) for name, kind in hints.items() if name not in files | told},
        codec_of(typing.get_args(returned)[0] if is_many else returned),
        is_many,
    )


def _has(kind: Any, wanted: Any) -> bool:
    """Tell whether a type is the wanted one, or one that may be None, or a tuple of it."""
    if kind is wanted or typing.get_origin(kind) is wanted:
        return True
    return typing.get_origin(kind) is not wanted and any(
        one is wanted or typing.get_origin(one) is wanted for one in typing.get_args(kind)
    )


class _Asked:
    """One question to one child."""

    def __init__(self, name: str, limits: Limits, shape: _Shape, arguments: Mapping[str, Any]) -> None:
        self._name, self._limits, self._shape = name, limits, shape
        self.files: list[Path] = []
        self._told: dict[str, Callable[..., object]] = {}
        self._question: dict[str, Any] = {}
        for parameter, value in arguments.items():
            if parameter in shape.codecs:
                self._question[parameter] = shape.codecs[parameter].encode(value)
            elif value is None:
                self._question[parameter] = None
            elif parameter in shape.told:
                self._told[parameter] = value
                self._question[parameter] = True
            else:
                self._question[parameter] = self._numbers(value)
        self._ready = str(arguments.get("ready", ""))
        self._called = str(arguments.get("name") or (self.files[0].name if self.files else ""))

    def values(self) -> Iterator[Any]:
        """Return the answer's values; when they are returned the child has ended."""
        question = json.dumps(self._question).encode("ascii")
        with ExitStack() as opened:
            files = [opened.enter_context(path.open("rb")) for path in self.files]
            key = _key(self._name, question, files)
            answer: IO[bytes] | bytes | ReaderStopped | None = _kept.get(key)
            if answer is None:
                answer = _kept.keep(key, self._read(question, files))
        if isinstance(answer, ReaderStopped):
            raise answer
        return self._decoded(BytesIO(answer) if isinstance(answer, bytes) else answer)

    def only(self, values: Iterator[Any]) -> Any:
        """Return the one value of an answer."""
        for value in values:
            return value
        raise self._stopped("file.ends_reader")

    def _numbers(self, value: Path | Sequence[Path]) -> int | list[int]:
        if isinstance(value, Path):
            if value not in self.files:
                self.files.append(value)
            return self.files.index(value)
        return [cast(int, self._numbers(one)) for one in value]

    def _read(self, question: bytes, files: Sequence[IO[bytes]]) -> IO[bytes] | ReaderStopped:
        folder, answer = tempfile.mkdtemp(prefix="reading-"), tempfile.TemporaryFile()  # noqa: SIM115
        task = Task(self._name, folder, self._names(), len(question), self._ready, self._limits)
        try:
            ended = run_child(task, question, files, answer, self._tell)
        except BaseException as problem:
            answer.close()
            if isinstance(problem, TooSlow):
                raise self._stopped("file.needs_time") from None
            if isinstance(problem, WrongAnswer | ChildLost):
                raise self._stopped("file.ends_reader") from None
            raise
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        if ended.code:
            answer.close()
            return self._stopped(self._why(ended))
        answer.seek(0)
        return answer

    def _names(self) -> tuple[str, ...]:
        """Return a name for each file in the child's folder, where siblings are siblings."""
        folders = list(dict.fromkeys(path.parent for path in self.files))
        return tuple(f"{folders.index(path.parent)}/{path.name}" for path in self.files)

    def _tell(self, name: str, said: Sequence[float]) -> None:
        if name in self._told:
            self._told[name](*said)

    def _why(self, ended: Ended) -> str:
        """Return the code of what a child ended of."""
        limits, code = self._limits, ended.code
        if code == ANSWER_ENDED:
            return "file.answers_too_much"
        if code in _OUT_OF_TIME or (code < 0 and ended.seconds >= limits.seconds):
            return "file.needs_time"
        if code == MEMORY_ENDED or (code < 0 and ended.megabytes > _MUCH * limits.megabytes):
            return "file.needs_memory"
        return "file.ends_reader"

    def _stopped(self, code: str) -> ReaderStopped:
        limits = self._limits
        most = {
            "file.needs_time": {"seconds": limits.seconds},
            "file.needs_memory": {"megabytes": limits.megabytes},
            "file.answers_too_much": {"megabytes": limits.answer_megabytes},
        }
        log.info("%s of %s was stopped: %s", self._name, self._called, code)
        return ReaderStopped(code, file=self._called, **most.get(code, {}))

    def _decoded(self, answer: IO[bytes]) -> Iterator[Any]:
        with answer:
            for line in answer:
                try:
                    kind, *said = json.loads(line)
                    if kind == VALUE:
                        (value,) = map(self._shape.answer.decode, said)
                    else:
                        raise self._raised(kind, *said)
                except (WrongAnswer, ValueError, TypeError, RecursionError) as wrong:
                    log.info("%s answered what it never does: %s", self._name, wrong)
                    raise self._stopped("file.ends_reader") from None
                yield value

    def _raised(self, kind: str, *said: Any) -> GeodataError:
        """Return the error that a child raised, made of known classes only."""
        if kind == FAULT:
            (trace,) = said
            log.info("%s failed:\n%s", self._name, trace)
        if kind != ERROR:
            return self._stopped("file.ends_reader")
        name, code, parameters = said
        if name == Refused.__name__:
            return Refused(codec_of(Findings).decode(parameters))
        known = {one.__name__: one for one in _kinds(GeodataError)}
        if name not in known or type(code) is not str:
            raise WrongAnswer(f"no error is called {name!r}")
        return known[name](code, **codec_of(dict[str, Any]).decode(parameters))


def _kinds(of: type[GeodataError]) -> Iterator[type[GeodataError]]:
    yield of
    for one in of.__subclasses__():
        yield from _kinds(one)


def _key(name: str, question: bytes, files: Sequence[BufferedReader]) -> bytes | None:
    """Return what an answer depends on (reader, question, files); None where that is much to look through."""
    if len(question) > _HASHED_QUESTION:
        return None
    found = hashlib.sha256(name.encode() + b"\0" + question)
    for file in files:
        found.update(Path(file.name).name.encode("utf-8", "surrogateescape") + b"\0")
        if os.fstat(file.fileno()).st_size > _HASHED_BYTES:
            return None
        found.update(hashlib.file_digest(file, "sha256").digest())
    return found.digest()


class _Kept:
    """The last answers, by all that they depend on: a page that shows a file again does not read it again.

    What a file's reader was stopped by is kept too, for it would be stopped again.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._answers: OrderedDict[bytes, bytes | ReaderStopped] = OrderedDict()
        self._bytes = 0

    def get(self, key: bytes | None) -> bytes | ReaderStopped | None:
        with self._lock:
            if key is not None and key in self._answers:
                self._answers.move_to_end(key)
            return None if key is None else self._answers.get(key)

    def keep(self, key: bytes | None, answer: IO[bytes] | ReaderStopped) -> IO[bytes] | bytes | ReaderStopped:
        """Keep an answer that is not too large, and return it."""
        if key is None:
            return answer
        kept: bytes | ReaderStopped
        if isinstance(answer, ReaderStopped):
            kept = answer
        elif os.fstat(answer.fileno()).st_size > _KEPT_EACH:
            return answer
        else:
            with answer:
                kept = answer.read()
        with self._lock:
            self._answers[key] = kept
            self._bytes += _size(kept)
            while self._bytes > _KEPT_BYTES:
                self._bytes -= _size(self._answers.popitem(last=False)[1])
        return kept

    def forget(self) -> None:
        """Forget all answers."""
        with self._lock:
            self._answers.clear()
            self._bytes = 0


def _size(answer: bytes | ReaderStopped) -> int:
    return len(answer) if isinstance(answer, bytes) else 1


_kept = _Kept()
