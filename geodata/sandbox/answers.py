"""What crosses between a reader's child and whoever asked: JSON of typed values, and back again, strictly.

A value is written by the type that a function declares, and read back by the same type: a dataclass as the
list of its fields, an outline as WKB, a `Decimal` as text, an array as `.npy`. What comes from a child is a
stranger's: nothing in it names a type, nothing is unpickled, and a value of another type than declared is
refused whole.
"""

from __future__ import annotations

import base64
import io
import re
import types
import typing
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

_AUTHORITY = re.compile(r"[A-Za-z]{2,10}:[0-9A-Za-z]{1,12}")
_PLAIN = (type(None), bool, int, float, str)
_LISTS = (list, tuple, frozenset, set, Collection, Sequence, Iterable, Iterator)
# The exact types that JSON gives: a list of one of them is looked through at once.
_AS_JSON = (bool, int, str)


class WrongAnswer(Exception):
    """A value is not of the type that was declared for it."""


_last_worded: tuple[Any, str] = (None, "")


@dataclass(frozen=True)
class Codec:
    """How values of one type become plain JSON, and how they are made again.

    `decode` raises `WrongAnswer` for whatever is not of the type.
    """

    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]


@lru_cache(maxsize=1024)
def codec_of(kind: Any) -> Codec:
    """Return the codec of a type, as functions and dataclasses declare it.

    Raises
    ------
    TypeError
        For a type that cannot cross.
    """
    kind = getattr(kind, "__value__", kind)
    origin, parts = typing.get_origin(kind) or kind, typing.get_args(kind)
    if kind is Any or kind is object:
        return Codec(_encode_any, _decode_any)
    if origin in (typing.Union, types.UnionType):
        return _union(parts)
    if origin is tuple and Ellipsis not in parts:
        return _fixed(parts)
    if origin in _LISTS:
        return _many(list if origin is list else frozenset if origin in (frozenset, set) else tuple, parts[0])
    if origin in (dict, Mapping):
        return _mapping(*parts)
    if isinstance(origin, type):
        return _of_class(origin)
    raise TypeError(f"{kind!r} cannot cross to or from a child process")


def _of_class(kind: type) -> Codec:
    if kind in _PLAIN:
        return _exactly(kind)
    if kind in _AS_TEXT:
        return _as_text(kind, *_AS_TEXT[kind])
    if issubclass(kind, Enum):
        return _as_text(kind, lambda one: one.value, kind)
    if is_dataclass(kind):
        return _of_dataclass(kind)
    package = kind.__module__.partition(".")[0]
    if (package, kind.__name__) == ("numpy", "ndarray"):
        return _as_text(kind, _array_text, _array)
    if (package, kind.__name__) == ("pyproj", "CRS"):
        return _as_text(kind, _system_text, _system)
    if package == "shapely":
        return _as_text(kind, lambda shape: shape.wkb_hex, _shape)
    raise TypeError(f"{kind!r} cannot cross to or from a child process")


def _exactly(kind: type) -> Codec:
    def decode(plain: Any) -> Any:
        if type(plain) is kind:
            return plain
        if kind is float and type(plain) is int:
            return float(plain)
        raise WrongAnswer(f"{type(plain).__name__} for {kind.__name__}")

    # A subclass (an enumeration's text, a number of numpy) is made what is declared.
    encode = (lambda value: None) if kind is type(None) else kind
    return Codec(encode, decode)


def _as_text(kind: type, encode: Callable[[Any], str], made: Callable[[str], Any]) -> Codec:
    def decode(plain: Any) -> Any:
        if type(plain) is not str:
            raise WrongAnswer(f"{type(plain).__name__} for the text of {kind.__name__}")
        try:
            value = made(plain)
        except Exception as wrong:
            # Whatever a text of a stranger runs its reader into (ValueError, GEOS's own): it is none.
            raise WrongAnswer(f"no {kind.__name__}: {type(wrong).__name__}") from None
        if not isinstance(value, kind):
            raise WrongAnswer(f"{type(value).__name__} for {kind.__name__}")
        return value

    return Codec(encode, decode)


def _of_dataclass(kind: type) -> Codec:
    hints = typing.get_type_hints(kind)
    names = tuple(field.name for field in fields(kind))
    codecs = tuple(codec_of(hints[name]) for name in names)
    writers = tuple((name, codec.encode) for name, codec in zip(names, codecs, strict=True))
    readers = tuple(codec.decode for codec in codecs)

    def encode(value: Any) -> Any:
        return [write(getattr(value, name)) for name, write in writers]

    def decode(plain: Any) -> Any:
        if type(plain) is not list or len(plain) != len(readers):
            raise WrongAnswer(f"{type(plain).__name__} for the fields of {kind.__name__}")
        return kind(*[read(one) for read, one in zip(readers, plain, strict=True)])

    return Codec(encode, decode)


def _fixed(parts: tuple[Any, ...]) -> Codec:
    codecs = tuple(map(codec_of, parts))
    encoders, decoders = tuple(c.encode for c in codecs), tuple(c.decode for c in codecs)

    def encode(value: Any) -> Any:
        return [write(one) for write, one in zip(encoders, value, strict=True)]

    def decode(plain: Any) -> Any:
        if type(plain) is not list or len(plain) != len(decoders):
            raise WrongAnswer(f"{type(plain).__name__} for {len(decoders)} values")
        return tuple([read(one) for read, one in zip(decoders, plain, strict=True)])

    return Codec(encode, decode)


def _many(made: type, part: Any) -> Codec:
    codec = codec_of(part)
    write, read = codec.encode, codec.decode

    def encode(value: Any) -> Any:
        return [write(one) for one in value]

    def decode(plain: Any) -> Any:
        if type(plain) is not list:
            raise WrongAnswer(f"{type(plain).__name__} for a list")
        if part in _AS_JSON:
            if not set(map(type, plain)) <= {part}:
                raise WrongAnswer(f"not each of the list is {part.__name__}")
            return plain if made is list else made(plain)
        return made([read(one) for one in plain])

    return Codec(encode, decode)


def _mapping(key: Any, value: Any) -> Codec:
    pair = _fixed((key, value))

    def encode(mapping: Any) -> Any:
        return [pair.encode(one) for one in mapping.items()]

    def decode(plain: Any) -> Any:
        if type(plain) is not list:
            raise WrongAnswer(f"{type(plain).__name__} for a mapping")
        return dict(map(pair.decode, plain))

    return Codec(encode, decode)


def _union(parts: tuple[Any, ...]) -> Codec:
    """Return the codec of what may be None, or of a choice of values that tell their type themselves."""
    kinds = [one for one in parts if one is not type(None)]
    if len(kinds) == 1:
        write, read = codec_of(kinds[0]).encode, codec_of(kinds[0]).decode
        return Codec(
            lambda value: None if value is None else write(value),
            lambda plain: None if plain is None else read(plain),
        )

    def decode(plain: Any) -> Any:
        value = _decode_any(plain)
        if not isinstance(value, parts):
            raise WrongAnswer(f"{type(value).__name__} for one of {len(parts)} types")
        return value

    return Codec(_encode_any, decode)


def _encode_any(value: Any) -> Any:
    """Write a value that tells its own type: one of those that findings and errors carry."""
    if isinstance(value, list):
        return [_encode_any(one) for one in value]
    if isinstance(value, tuple):
        return {"tuple": [_encode_any(one) for one in value]}
    if isinstance(value, Mapping):
        return {"mapping": [[str(name), _encode_any(one)] for name, one in value.items()]}
    for name, kind in _TOLD.items():
        if isinstance(value, kind):
            return {name: codec_of(kind).encode(value)}
    for plain in (bool, int, float, str):
        if isinstance(value, plain):
            return plain(value)
    if hasattr(value, "item"):
        return _encode_any(value.item())
    return None if value is None else str(value)


def _decode_any(plain: Any) -> Any:
    if type(plain) in _PLAIN:
        return plain
    if type(plain) is list:
        return [_decode_any(one) for one in plain]
    if type(plain) is dict and len(plain) == 1:
        ((name, inner),) = plain.items()
        if name == "tuple" and type(inner) is list:
            return tuple(_decode_any(one) for one in inner)
        if name == "mapping":
            return codec_of(dict[str, Any]).decode(inner)
        if name in _TOLD:
            return codec_of(_TOLD[name]).decode(inner)
    raise WrongAnswer(f"{type(plain).__name__} for a plain value")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _array_text(array: Any) -> str:
    import numpy as np

    written = io.BytesIO()
    np.save(written, array, allow_pickle=False)
    return base64.b64encode(written.getvalue()).decode("ascii")


def _array(text: str) -> Any:
    import numpy as np

    return np.load(io.BytesIO(_bytes(text)), allow_pickle=False)


def _shape(text: str) -> Any:
    import shapely

    return shapely.from_wkb(bytes.fromhex(text))


def _system_text(system: Any) -> str:
    """Write a system; thousands of outlines share one, which is worded once."""
    global _last_worded
    known = _last_worded
    if known[0] is not system:
        said = str(system.srs)
        _last_worded = known = (system, said if _AUTHORITY.fullmatch(said) else str(system.to_wkt()))
    return known[1]


@lru_cache(maxsize=64)
def _system(text: str) -> Any:
    """Return a coordinate system by its number or its WKT: other texts may name files."""
    import pyproj

    return pyproj.CRS.from_user_input(text) if _AUTHORITY.fullmatch(text) else pyproj.CRS.from_wkt(text)


_AS_TEXT: dict[type, tuple[Callable[[Any], str], Callable[[str], Any]]] = {
    bytes: (lambda value: base64.b64encode(value).decode("ascii"), _bytes),
    Decimal: (str, Decimal),
    Fraction: (str, Fraction),
    datetime: (lambda value: value.isoformat(), datetime.fromisoformat),
    date: (lambda value: value.isoformat(), date.fromisoformat),
    Path: (str, Path),
}
# A moment is a day too, and must be told first.
_TOLD: dict[str, type] = {
    "moment": datetime,
    "day": date,
    "decimal": Decimal,
    "fraction": Fraction,
    "bytes": bytes,
}
