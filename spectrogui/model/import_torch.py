"""The arrays of a network as torch saved it: a zip with a pickle and the storages beside it."""

import sys
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.errors import InputError
from spectrogui.model.import_pickle import LARGEST, Kept, Made, Named, read_inert

_TYPES = {"FloatStorage": "f4", "DoubleStorage": "f8", "HalfStorage": "f2", "LongStorage": "i8"}
_NAMES = {"collections.OrderedDict", "torch._utils._rebuild_tensor_v2", "builtins.set",
          "torch._utils._rebuild_parameter", "torch._utils._rebuild_tensor", "torch.Size",
          "torch.nn.parameter.Parameter", "copyreg._reconstructor", "builtins.object",
          "__builtin__.object", "__builtin__.set", "copy_reg._reconstructor"}  # fmt: skip

Arrays = dict[str, NDArray[np.float32]]


def read_torch(path: Path) -> Arrays:
    """The arrays of a state dictionary or of a whole module, by name, in the order of the file.

    Raises
    ------
    InputError : it is no such file, is damaged, or holds something else; nothing was executed
    """
    try:
        return _read(path)
    except InputError as error:
        raise InputError(f"{path.name} cannot be imported: {error}.") from error
    except (OSError, BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise InputError(f"{path.name} cannot be imported: it is damaged ({error}).") from error


def _read(path: Path) -> Arrays:
    if path.stat().st_size > LARGEST:
        raise InputError("it is far larger than a network of this kind")
    content = path.read_bytes()
    if not content.startswith(b"PK"):
        raise InputError(
            "it is not a zip as torch writes since version 1.6; load and save it with a later "
            "torch first"
            if content[:1] == b"\x80"
            else "it is no file of torch"
        )
    with ZipFile(BytesIO(content)) as archive:
        if sum(info.file_size for info in archive.infolist()) > LARGEST:
            raise InputError("it is far larger than a network of this kind")
        names = [name for name in archive.namelist() if name.split("/")[-1] == "data.pkl"]
        if len(names) != 1:
            raise InputError("it is a zip, but none of torch")
        folder = names[0][: -len("data.pkl")]
        members = set(archive.namelist())
        if f"{folder}byteorder" in members:
            if archive.read(f"{folder}byteorder").strip() != b"little":
                raise InputError("it was saved on a machine of another byte order")
        elif sys.byteorder != "little":
            raise InputError("it was saved on a machine of another byte order")
        tree = read_inert(archive.read(names[0]), _allowed)
        read = _Storages(archive, f"{folder}data/")
        out: Arrays = {}
        _collect(tree, "", read, out)
    if not out:
        raise InputError("it holds no network")
    return out


def _allowed(name: str) -> bool:
    """Names that a state dictionary needs, or a module with its layers, whose own name is free."""
    if name in _NAMES or name.startswith("torch.nn.modules."):
        return True
    if name.startswith("torch.") and name.split(".")[-1] in _TYPES:
        return True
    return name.startswith("__main__.") or name.split(".")[0] not in sys.stdlib_module_names


class _Storages:
    """The numbers beside the pickle."""

    def __init__(self, archive: ZipFile, folder: str) -> None:
        self._archive, self._folder = archive, folder

    def tensor(self, made: Made) -> NDArray[np.float32]:
        """An array from what rebuilds a tensor: storage, offset, shape, strides."""
        if made.name == "torch._utils._rebuild_parameter":
            return self.tensor(made.given[0])
        kept, offset, shape, strides = made.given[:4]
        if not isinstance(kept, Kept) or not isinstance(kept.key, tuple):
            raise InputError("it is damaged or only partly copied")
        kind = kept.key[1].name.split(".")[-1] if isinstance(kept.key[1], Named) else ""
        if kind not in _TYPES:
            raise InputError(f"it holds numbers of a kind that no network needs ({kind})")
        raw = self._archive.read(self._folder + str(kept.key[2]))
        numbers = np.frombuffer(raw, dtype=f"<{_TYPES[kind]}")
        count = int(np.prod(shape)) if len(shape) else 1
        expected = tuple(int(np.prod(shape[i + 1 :])) for i in range(len(shape)))
        if tuple(strides) != expected and count > 1:
            numbers = _strided(numbers, int(offset), tuple(shape), tuple(strides))
        else:
            numbers = numbers[int(offset) : int(offset) + count]
        if numbers.size != count:
            raise InputError("it is damaged or only partly copied")
        return np.array(numbers, np.float32).reshape(shape)


def _strided(
    numbers: NDArray[Any], offset: int, shape: tuple[int, ...], strides: tuple[int, ...]
) -> NDArray[Any]:
    at = np.full(shape, offset, np.int64)
    for axis, (size, stride) in enumerate(zip(shape, strides, strict=True)):
        along = np.arange(size) * stride
        at += along.reshape([-1 if i == axis else 1 for i in range(len(shape))])
    return np.asarray(numbers[at])


def _collect(node: Any, prefix: str, read: _Storages, out: Arrays) -> None:
    """Every array of a dictionary, or of a module and its parts, in order."""
    if isinstance(node, Made) and node.name.startswith("torch._utils._rebuild"):
        out[prefix] = read.tensor(node)
        return
    if isinstance(node, Made) and isinstance(node.state, dict) and "_modules" in node.state:
        for part in ("_parameters", "_buffers", "_modules"):
            _collect(node.state.get(part), prefix, read, out)
        return
    pairs = node.pairs if isinstance(node, Made) else node
    if isinstance(pairs, dict):
        for key, value in pairs.items():
            _collect(value, f"{prefix}.{key}" if prefix else str(key), read, out)
