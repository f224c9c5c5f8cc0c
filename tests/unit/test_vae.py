"""The network has the paper's shape, and is quiet when it is not being trained."""

import pytest
import torch
from torch import nn

from spectrogui.model.vae import Architecture, Vae, kl_divergence


def sizes(stack):
    return [(layer.in_features, layer.out_features) for layer in stack if hasattr(layer, "bias")]


def test_the_layers_are_those_of_the_paper():
    vae = Vae(Architecture())

    assert sizes(vae.encoder) == [(800, 512), (512, 256), (256, 128)]
    assert (vae.mean.out_features, vae.log_variance.out_features) == (4, 4)
    assert sizes(vae.decoder) == [(4, 128), (128, 256), (256, 512), (512, 800)]


def test_prelu_and_dropout_follow_every_hidden_layer_and_nothing_the_last():
    vae = Vae(Architecture())
    after = [type(layer) for layer in vae.encoder]

    assert after == [nn.Linear, nn.PReLU, nn.Dropout] * 3
    assert [type(layer) for layer in vae.decoder] == [*after, nn.Linear]
    assert all(layer.weight.numel() == 1 for layer in vae.encoder if isinstance(layer, nn.PReLU))
    assert all(layer.p == 0.2 for layer in vae.encoder if isinstance(layer, nn.Dropout))


def test_in_use_the_latents_are_the_mean_and_nothing_is_random():
    torch.manual_seed(0)
    vae = Vae(Architecture(30, (8, 6), 2)).eval()
    x = torch.randn(5, 30)
    out, mean, _ = vae(x)

    assert torch.equal(out, vae.decode(mean))
    assert torch.equal(out, vae(x)[0])


def test_while_training_the_latents_are_sampled():
    torch.manual_seed(0)
    vae = Vae(Architecture(30, (8, 6), 2, dropout=0.0)).train()
    x = torch.randn(5, 30)

    assert not torch.equal(vae(x)[0], vae(x)[0])


def test_the_divergence_is_zero_for_the_prior_and_known_for_a_shift():
    zero = torch.zeros(1, 4)

    assert kl_divergence(zero, zero).item() == 0
    assert kl_divergence(zero + 1, zero).item() == pytest.approx(2.0)
    assert kl_divergence(zero, zero + 1).item() == pytest.approx(4 * 0.5 * (torch.e - 2))
