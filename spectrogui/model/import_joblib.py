"""Mean and scale of a scikit-learn StandardScaler as joblib saved it."""

import bz2
import gzip
import lzma
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.errors import InputError
from spectrogui.model.import_pickle import LARGEST, Made, read_inert

_WRAPPER = "joblib.numpy_pickle.NumpyArrayWrapper"
_SCALER = "StandardScaler"
_NUMPY = {"numpy.ndarray", "numpy.dtype", "numpy.core.multiarray.scalar",
          "numpy._core.multiarray.scalar", "numpy.core.multiarray._reconstruct",
          "numpy._core.multiarray._reconstruct", "numpy.memmap", "_codecs.encode"}  # fmt: skip
_MADE = {"copyreg._reconstructor", "copy_reg._reconstructor", "builtins.object",
         "__builtin__.object", "collections.OrderedDict"}  # fmt: skip
_KINDS = {"f8", "f4", "f2", "i8", "i4", "u8", "u4", "i2", "i1", "u1", "b1"}

Scale = tuple[NDArray[np.float32], NDArray[np.float32]]


def read_scaler(path: Path) -> Scale:
    """Mean and standard deviation per pixel, (size,) each.

    Raises
    ------
    InputError : it is no such file, is damaged, or holds something else; nothing was executed
    """
    try:
        scaler = read_inert(_content(path), _allowed, _array_after)
        return _scale(scaler)
    except InputError as error:
        raise InputError(f"{path.name} cannot be imported: {error}.") from error
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise InputError(f"{path.name} cannot be imported: it is damaged ({error}).") from error


def _content(path: Path) -> bytes:
    if path.stat().st_size > LARGEST:
        raise InputError("it is far larger than a scaler of this kind")
    raw = path.read_bytes()
    if raw.startswith(b"ZF"):
        raise InputError(
            "it was written by a joblib before 0.10; load and save it with a later one first"
        )
    if raw.startswith(b"\x1f\x8b"):
        return _limited(gzip.GzipFile(fileobj=BytesIO(raw)))
    if raw.startswith(b"BZh"):
        return _limited(bz2.BZ2File(BytesIO(raw)))
    if raw.startswith((b"\xfd7zXZ", b"\x5d\x00")):
        return _limited(lzma.LZMAFile(BytesIO(raw)))
    if raw[:1] == b"\x78":
        made = zlib.decompressobj().decompress(raw, LARGEST)
        return made
    if raw[:1] != b"\x80":
        raise InputError("it is no file of joblib")
    return raw


def _limited(stream: gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile) -> bytes:
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise InputError("it is far larger than a scaler of this kind")
    return content


def _allowed(name: str) -> bool:
    if name == _WRAPPER or name in _NUMPY or name in _MADE:
        return True
    return name.startswith("sklearn.preprocessing.") and name.endswith(f".{_SCALER}")


def _array_after(made: Made, stream: BytesIO) -> Any:
    """The array whose bytes follow in the stream, if the object announces one."""
    if made.name != _WRAPPER:
        return made
    state = made.state
    if not isinstance(state, dict):
        raise InputError("it is damaged or only partly copied")
    shape = tuple(int(size) for size in state["shape"])
    kind = _kind(state["dtype"])
    if state.get("numpy_array_alignment_bytes") is not None:
        padding = stream.read(1)
        stream.seek(padding[0], 1)
    size = int(np.prod(shape)) * np.dtype(kind).itemsize
    if size > LARGEST:
        raise InputError("it is far larger than a scaler of this kind")
    raw = stream.read(size)
    if len(raw) != size:
        raise InputError("it is damaged or only partly copied")
    order: Literal["F", "C"] = "F" if state.get("order") == "F" else "C"
    flat: NDArray[Any] = np.frombuffer(raw, dtype=kind)
    return np.reshape(flat, shape, order=order)


def _kind(made: Any) -> str:
    """The numpy type of an array, as text."""
    if not isinstance(made, Made) or made.name != "numpy.dtype" or made.given[0] not in _KINDS:
        raise InputError("it holds numbers of a kind that no scaler needs")
    order = made.state[1] if isinstance(made.state, tuple) and len(made.state) > 1 else "<"
    return ("<" if order in ("|", "=") else str(order)) + str(made.given[0])


def _scale(scaler: Any) -> Scale:
    if not isinstance(scaler, Made) or not isinstance(scaler.state, dict):
        raise InputError("it holds no StandardScaler of scikit-learn")
    mean, scale = scaler.state.get("mean_"), scaler.state.get("scale_")
    if not isinstance(mean, np.ndarray) or not isinstance(scale, np.ndarray):
        raise InputError("it holds no fitted StandardScaler of scikit-learn")
    if mean.ndim != 1 or mean.shape != scale.shape:
        raise InputError("its mean and scale do not belong together")
    if not (np.isfinite(mean).all() and np.isfinite(scale).all() and (scale > 0).all()):
        raise InputError("its mean or scale is not a number everywhere")
    return mean.astype(np.float32), scale.astype(np.float32)
