"""Reading a pickle without executing it.

The opcodes are walked (`pickletools.genops`) and build inert nodes: what a pickle would call is
written down by its name and never looked up. Only names that a network or a scaler needs are
known; any other makes the file one that is refused.
"""

import pickletools
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from spectrogui.core.errors import InputError

LARGEST = 256 * 1024 * 1024
"""Bytes; what is larger is no network of this kind."""
_DEEPEST = 200_000  # objects


@dataclass(slots=True, eq=False)
class Named:
    """A class or function that the pickle names; it is never imported."""

    name: str


@dataclass(slots=True, eq=False)
class Made:
    """What the pickle would have made by calling `by` with `given`; nothing was called."""

    by: Any
    given: tuple[Any, ...]
    state: Any = None
    items: list[Any] = field(default_factory=list)
    pairs: dict[Any, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of what would have been called, "" if it is none."""
        return self.by.name if isinstance(self.by, Named) else ""


@dataclass(slots=True, eq=False)
class Kept:
    """Something that lies beside the pickle, by its key."""

    key: Any


class _Mark:
    """Where a list of arguments begins on the stack."""


_MARK = _Mark()
After = Callable[[Made, BytesIO], Any]
Allowed = Callable[[str], bool]


def read_inert(content: bytes, allowed: Allowed, after: After | None = None) -> Any:
    """The tree of what a pickle describes.

    Parameters
    ----------
    allowed : whether a name like ``collections.OrderedDict`` may occur
    after : gets every object once its state is known, and the stream, in which raw bytes may
        follow (joblib); what it returns takes the object's place

    Raises
    ------
    InputError : a sentence without the name of the file
    """
    reader = _Reader(BytesIO(content), allowed, after)
    try:
        return reader.run()
    except InputError:
        raise
    except (ValueError, IndexError, KeyError, TypeError, EOFError, OverflowError) as error:
        raise InputError("it is damaged or only partly copied") from error


class _Reader:
    def __init__(self, stream: BytesIO, allowed: Allowed, after: After | None) -> None:
        self._stream, self._allowed, self._after = stream, allowed, after
        self._stack: list[Any] = []
        self._memo: dict[int, Any] = {}

    def run(self) -> Any:
        for count, (opcode, argument, _) in enumerate(pickletools.genops(self._stream)):
            if count > _DEEPEST:
                raise InputError("it holds far more than a network")
            name = opcode.name
            if name == "STOP":
                return self._stack.pop()
            if name in _PLAIN:
                self._stack.append(argument)
            elif name in _CONSTANTS:
                self._stack.append(_CONSTANTS[name]())
            elif name in _SKIPPED:
                continue
            else:
                self._step(name, argument)
        raise InputError("it is damaged or only partly copied")

    def _step(self, name: str, argument: Any) -> None:
        step = _STEPS.get(name)
        if step is None:
            raise InputError(f"it uses what no network needs ({name})")
        step(self, argument)

    def _since_mark(self) -> list[Any]:
        start = max(i for i, one in enumerate(self._stack) if one is _MARK)
        found = self._stack[start + 1 :]
        del self._stack[start:]
        return found

    def _name(self, text: str) -> None:
        if not self._allowed(text):
            raise InputError(f"it holds something else than a network or a scaler ({text})")
        self._stack.append(Named(text))

    def _global(self, argument: str) -> None:
        self._name(".".join(argument.split(" ", 1)))

    def _stack_global(self, _: Any) -> None:
        name, module = self._stack.pop(), self._stack.pop()
        self._name(f"{module}.{name}")

    def _reduce(self, _: Any) -> None:
        given, by = self._stack.pop(), self._stack.pop()
        self._stack.append(Made(by, tuple(given)))

    def _new_ex(self, _: Any) -> None:
        self._stack.pop()
        self._reduce(None)

    def _build(self, _: Any) -> None:
        state, made = self._stack.pop(), self._stack.pop()
        if not isinstance(made, Made):
            raise ValueError
        made.state = state
        kept = made if self._after is None else self._after(made, self._stream)
        self._stack.append(kept)
        if kept is not made:
            self._memo = {k: kept if v is made else v for k, v in self._memo.items()}

    def _append(self, _: Any) -> None:
        value = self._stack.pop()
        self._add([value])

    def _appends(self, _: Any) -> None:
        self._add(self._since_mark())

    def _add(self, values: list[Any]) -> None:
        target = self._stack[-1]
        (target.items if isinstance(target, Made) else target).extend(values)

    def _set(self, _: Any) -> None:
        value, key = self._stack.pop(), self._stack.pop()
        self._put([key, value])

    def _sets(self, _: Any) -> None:
        self._put(self._since_mark())

    def _put(self, flat: list[Any]) -> None:
        target = self._stack[-1]
        pairs = target.pairs if isinstance(target, Made) else target
        if not isinstance(pairs, dict):
            raise ValueError
        pairs.update(zip(flat[::2], flat[1::2], strict=True))

    def _add_items(self, _: Any) -> None:
        values = self._since_mark()
        self._stack[-1].update(values)

    def _tuple(self, count: int) -> None:
        found = tuple(self._stack[-count:]) if count else ()
        del self._stack[len(self._stack) - count :]
        self._stack.append(found)

    def _gather(self, kind: Callable[[list[Any]], Any]) -> None:
        found = self._since_mark()
        self._stack.append(kind(found))

    def _remember(self, key: Any) -> None:
        self._memo[len(self._memo) if key is None else int(key)] = self._stack[-1]

    def _recall(self, key: Any) -> None:
        self._stack.append(self._memo[int(key)])

    def _kept(self, _: Any) -> None:
        self._stack.append(Kept(self._stack.pop()))

    def _drop(self, _: Any) -> None:
        self._stack.pop()

    def _forget(self, _: Any) -> None:
        self._since_mark()

    def _mark(self, _: Any) -> None:
        self._stack.append(_MARK)

    def _again(self, _: Any) -> None:
        self._stack.append(self._stack[-1])


def _pairs(flat: list[Any]) -> dict[Any, Any]:
    return dict(zip(flat[::2], flat[1::2], strict=True))


_PLAIN = {
    *("INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT"),
    *("STRING", "BINSTRING", "SHORT_BINSTRING", "UNICODE", "BINUNICODE", "SHORT_BINUNICODE"),
    *("BINUNICODE8", "BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "BYTEARRAY8"),
}
_CONSTANTS: dict[str, Callable[[], Any]] = {
    "NONE": lambda: None,
    "NEWTRUE": lambda: True,
    "NEWFALSE": lambda: False,
    "EMPTY_TUPLE": tuple,
    "EMPTY_LIST": list,
    "EMPTY_DICT": dict,
    "EMPTY_SET": set,
}
_SKIPPED = {"PROTO", "FRAME"}
_Step = Callable[[_Reader, Any], None]
_STEPS: dict[str, _Step] = {
    "MARK": _Reader._mark,
    "POP": _Reader._drop,
    "POP_MARK": _Reader._forget,
    "DUP": _Reader._again,
    "GLOBAL": _Reader._global,
    "STACK_GLOBAL": _Reader._stack_global,
    "REDUCE": _Reader._reduce,
    "NEWOBJ": _Reader._reduce,
    "NEWOBJ_EX": _Reader._new_ex,
    "BUILD": _Reader._build,
    "APPEND": _Reader._append,
    "APPENDS": _Reader._appends,
    "SETITEM": _Reader._set,
    "SETITEMS": _Reader._sets,
    "ADDITEMS": _Reader._add_items,
    "TUPLE1": lambda reader, _: reader._tuple(1),
    "TUPLE2": lambda reader, _: reader._tuple(2),
    "TUPLE3": lambda reader, _: reader._tuple(3),
    "TUPLE": lambda reader, _: reader._gather(tuple),
    "LIST": lambda reader, _: reader._gather(list),
    "DICT": lambda reader, _: reader._gather(_pairs),
    "FROZENSET": lambda reader, _: reader._gather(frozenset),
    "BINPERSID": _Reader._kept,
    "PUT": _Reader._remember,
    "BINPUT": _Reader._remember,
    "LONG_BINPUT": _Reader._remember,
    "MEMOIZE": _Reader._remember,
    "GET": _Reader._recall,
    "BINGET": _Reader._recall,
    "LONG_BINGET": _Reader._recall,
}
