"""What is left of many stars beside their templates, by the modes of such residuals."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from spectrogui.model.modes import FLOOR, PIXELS_PER_DATUM, ROBUST, Amplitudes, Floats, tamed
from spectrogui.model.products import times

_NORMAL = 1.4826
"""σ of a normal distribution over the median of its absolute values."""


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """What modes say of n stars.

    Attributes
    ----------
    change : (n, 800) of the templates
    variance : (n, 800) of that
    windows : (n, w) variance of its sums over windows
    """

    change: Floats
    variance: Floats
    windows: Floats


class Modes:
    """Modes of residuals, their products worked out once."""

    def __init__(self, modes: NDArray[np.floating]) -> None:
        """Take modes (800, q)."""
        self.modes = np.asarray(modes, np.float64)
        self.count = self.modes.shape[1]
        row, column = np.triu_indices(self.count)
        place = np.zeros((self.count, self.count), int)
        place[row, column] = place[column, row] = np.arange(len(row))
        self._square, self._half = torch.from_numpy(place.ravel()), (row, column)
        self._modes = torch.from_numpy(self.modes)
        self._products = torch.from_numpy(self.modes[:, row] * self.modes[:, column])
        twice = np.where(row == column, 1.0, 2.0)
        self._squares = (self._products * torch.from_numpy(twice)).T.float().contiguous()

    def explain(
        self, rest: Floats, sigma: NDArray[np.floating], seen: NDArray[np.bool_], windows: Floats
    ) -> Explained:
        """What residuals say of the template, those in the lines too.

        A star with more left than noise and floor explain, whatever its reason, has its weights
        lowered to what is seen: its residual says less of its lines.

        Parameters
        ----------
        rest : (n, 800) what is left; only where it is `seen` is it looked at
        sigma : (n, 800) 1σ
        windows : (800, w) weights of sums over the template whose errors are wanted
        """
        rest = np.where(seen, rest, 0.0)
        variance = np.where(seen, np.minimum(sigma, 1e3), 1e3).astype(float) ** 2 + FLOOR**2
        weight = np.where(seen, 1 / (variance + rest**2 / ROBUST**2), 0.0) / PIXELS_PER_DATUM
        normal = times(torch.from_numpy(weight), self._products)
        right = times(torch.from_numpy(weight * rest), self._modes)
        mean = self._solved(normal, right)[0]
        far = np.abs(rest - self._drawn(mean)) / np.sqrt(variance)
        scale = torch.from_numpy(np.maximum(_NORMAL * _median(far, seen), 1) ** 2)
        mean, covariance = self._solved(normal / scale, right / scale)
        found = Amplitudes(np.asarray(mean.numpy()), np.asarray(covariance.numpy()))
        sums = self.modes.T @ windows
        halves = times(covariance[:, self._half[0], self._half[1]].float(), self._squares)
        return Explained(
            change=self._drawn(torch.from_numpy(tamed(found))),
            variance=np.asarray(halves.double().numpy()),
            windows=((found.covariance @ sums) * sums).sum(axis=1),
        )

    def _drawn(self, amplitudes: Tensor) -> Floats:
        """(n, 800) what amplitudes (n, q) draw."""
        return np.asarray(times(amplitudes, self._modes.T).numpy())

    def _solved(self, normal: Tensor, right: Tensor) -> tuple[Tensor, Tensor]:
        """Mean (n, q) and covariance (n, q, q) of amplitudes whose prior is N(0, 1)."""
        square = normal[:, self._square].view(-1, self.count, self.count)
        root = torch.linalg.cholesky(square + torch.eye(self.count, dtype=square.dtype))
        covariance = torch.cholesky_inverse(root)
        return (covariance @ right[:, :, None])[:, :, 0], covariance


def _median(values: Floats, seen: NDArray[np.bool_]) -> Floats:
    """(n, 1) median of the values (n, m) that are seen; 0 where none is."""
    ordered = np.sort(np.where(seen, values, np.inf).astype(np.float32), axis=1)
    count = seen.sum(axis=1, keepdims=True)
    low, high = np.maximum(count - 1, 0) // 2, count // 2
    middle = np.take_along_axis(ordered, low, 1) + np.take_along_axis(ordered, high, 1)
    return np.where(count > 0, middle / 2, 0.0)
