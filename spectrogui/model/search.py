"""Latents that fit spectra best, found in few looks at the decoder.

A search begins where the encoder proposes and at the starting points that fit best, goes down
from the best of these (`model.coarse`) and then, from the better of the two valleys, to the
bottom (`model.hinges`). Both work on a stand-in with the weights of the pixels held
(`model.frozen`); what they propose is matched with the decoder's own template, and only a better
match is taken: so the stand-in decides how long it takes and never what comes out. All of it is
in single precision: the loss of a star is known to some thousandths, of several hundred.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from spectrogui.model.coarse import approach
from spectrogui.model.frozen import StandIn
from spectrogui.model.hinges import lowest
from spectrogui.model.layers import Layers, single
from spectrogui.model.misfit import Match, Misfit, Observed
from spectrogui.model.products import times
from spectrogui.model.records import filled, joined, pick, put, take

_NEAREST = 3
"""Starting points that are looked at beside the encoder's proposal."""
_VALLEYS = 2
"""How many of these are gone down from."""
_ROUNDS, _MOST = 2, 6
"""How often the weights are held anew at least, and at most."""
_SETTLED = 0.03
"""Gain in χ² below which a star has settled."""
_BACK = 0.3
"""Part of a step that is tried when the whole of it brings nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Latents (n, k) of n stars, the loss there (n,), and how their templates match."""

    latent: Tensor
    loss: Tensor
    match: Match


class Search:
    """A decoder in single precision, and where a search may begin."""

    def __init__(
        self, layers: Layers, stand_in: StandIn, mean: Tensor, starts: Tensor, drawn: Tensor
    ) -> None:
        """Take the parts of a decoder.

        Parameters
        ----------
        mean : (800,) the template without what the last layer's weights add
        starts, drawn : (m, k) latents, and their templates (m, 800)
        """
        self._layers, self._stand_in = layers, stand_in
        self._mean, self._starts, self._drawn = single(mean), single(starts), single(drawn)
        self._offset = self._drawn.mean(dim=0)
        self._off = (self._drawn - self._offset).T.contiguous()
        self._off_square = self._off**2
        self._misfit = Misfit(torch.float32)

    def settle(self, observed: Observed, proposal: Tensor) -> Place:
        """The place of lowest loss, beginning at those proposed or at starting points.

        Parameters
        ----------
        observed : single precision
        """
        count = len(proposal)
        begun = self._beginnings(observed, proposal)
        losses = begun.loss.view(-1, count)
        order = losses.argsort(dim=0, stable=True)[:_VALLEYS]
        rows = (order * count + torch.arange(count)).flatten()
        valleys = take(begun, rows)
        many = take(observed, rows % count)
        frozen = self._stand_in.frozen(many.weight, valleys.match)
        latent = approach(self._layers, self._stand_in, frozen, valleys.latent)
        valleys = self._better(many, valleys, latent)
        rows = valleys.loss.view(-1, count).argmin(dim=0) * count + torch.arange(count)
        return self._down(observed, take(valleys, rows))

    def resume(self, observed: Observed, latent: Tensor) -> Place:
        """The place of lowest loss near latents (n, k) that are known."""
        return self._down(observed, self._place(observed, latent))

    def _beginnings(self, observed: Observed, proposal: Tensor) -> Place:
        """The places to begin at, those of all stars one after another."""
        count = len(proposal)
        weight, off = observed.weight, observed.flux - self._offset
        chi2 = times(weight, self._off_square) - 2 * times(weight * off, self._off)
        near = chi2.topk(min(_NEAREST, len(self._starts)), dim=1, largest=False).indices
        chosen = near.T.flatten()
        many = take(observed, torch.arange(len(chosen)) % count)
        there = self._matched(many, self._starts[chosen], self._drawn[chosen], None)
        return joined(self._place(observed, proposal), there)

    def _down(self, observed: Observed, place: Place) -> Place:
        moving = torch.ones(len(place.loss), dtype=torch.bool)
        for number in range(_MOST):
            rows = filled(moving)
            if len(rows) == 0:
                break
            some, before = take(observed, rows), take(place, rows)
            after = self._step(some, before)
            put(place, rows, after)
            if number + 1 >= _ROUNDS:
                moving[rows] = before.loss - after.loss > _SETTLED
        known = place.match
        return self._matched(observed, place.latent, known.flat, known.tilt)

    def _step(self, observed: Observed, place: Place) -> Place:
        """To the bottom of the valley, as far as it can be seen from a place."""
        frozen = self._stand_in.frozen(observed.weight, place.match)
        latent = lowest(self._layers, self._stand_in, frozen, place.latent)
        there = self._place(observed, latent, place.match.tilt)
        rows = filled(there.loss >= place.loss)
        if len(rows):
            nearer = torch.lerp(place.latent[rows], latent[rows], _BACK)
            tilt = place.match.tilt[rows]
            put(there, rows, self._place(take(observed, rows), nearer, tilt))
        return pick(there.loss < place.loss, there, place)

    def _better(self, observed: Observed, place: Place, latent: Tensor) -> Place:
        there = self._place(observed, latent, place.match.tilt)
        return pick(there.loss < place.loss, there, place)

    def _place(self, observed: Observed, latent: Tensor, tilt: Tensor | None = None) -> Place:
        """Latents with the match of their templates, the continuum beginning with one known."""
        outputs = self._layers.output(latent)
        flat = times(outputs, self._stand_in.weights, self._mean)
        return self._matched(observed, latent, flat, tilt)

    def _matched(
        self, observed: Observed, latent: Tensor, flat: Tensor, tilt: Tensor | None
    ) -> Place:
        match = self._misfit.match(observed, flat, tilt, 2 if tilt is None else 1)
        return Place(latent, match.loss + (latent**2).sum(dim=1), match)
