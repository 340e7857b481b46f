"""Compiled code: compare 64 bytes of pixels with one value at once.

numba turns no compare-and-count loop into vector instructions, so the one comparison everything rests on
is given to LLVM as such. It becomes one or two instructions on AVX-512 and AVX2 and stays right elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

BYTES = 64
# The signature of an intrinsic, and what writes its code.
_Written = tuple[Any, Callable[..., ir.Value]]


def _matcher(bits: int) -> Callable[..., Any]:
    lanes = 8 * BYTES // bits

    @intrinsic
    def matches(_context: Any, words: types.Type, pixel: types.Type, value: types.Type) -> _Written:
        """Return one bit for each of the pixels from `pixel` on: set where it equals `value`."""

        def generate(
            context: Any, builder: ir.IRBuilder, signature: Any, arguments: Sequence[ir.Value]
        ) -> ir.Value:
            array = context.make_array(signature.args[0])(context, builder, arguments[0])
            lane, vector = ir.IntType(bits), ir.VectorType(ir.IntType(bits), lanes)
            first = builder.gep(builder.bitcast(array.data, lane.as_pointer()), [arguments[1]])
            pixels = builder.load(builder.bitcast(first, vector.as_pointer()), align=1)
            one = builder.insert_element(
                ir.Constant(vector, ir.Undefined), builder.trunc(arguments[2], lane), ir.IntType(32)(0)
            )
            all_lanes = ir.Constant(ir.VectorType(ir.IntType(32), lanes), [0] * lanes)
            splat = builder.shuffle_vector(one, ir.Constant(vector, ir.Undefined), all_lanes)
            equal = builder.bitcast(builder.icmp_unsigned("==", pixels, splat), ir.IntType(lanes))
            return equal if lanes == 64 else builder.zext(equal, ir.IntType(64))

        return types.uint64(words, types.int64, types.int64), generate

    return matches


@intrinsic
def _ones(_context: Any, word: types.Type) -> _Written:
    """Return how many bits of a 64-bit word are set."""

    def generate(
        _context: Any, builder: ir.IRBuilder, _signature: Any, arguments: Sequence[ir.Value]
    ) -> ir.Value:
        return builder.ctpop(arguments[0])

    return types.int64(types.uint64), generate


# To a type checker an intrinsic is not callable; to numba it is.
ones: Any = _ones
matches8: Any = _matcher(8)
matches16: Any = _matcher(16)
matches32: Any = _matcher(32)
