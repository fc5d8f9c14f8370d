"""B8: several channels in, several feature maps out, bias, and 1×1 kernels that mix channels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import correlate2d

from app.conv.correlate import convolve_channels, correlate_channels
from app.conv.errors import DomainError
from app.conv.padding import PADDING_MODES
from tests.strategies import NUMPY_MODES

X = np.array([[[1, 2, 3], [4, 5, 6]], [[7, 8, 9], [1, 0, 2]]])
WEIGHT = np.array([[[[1, 0], [0, 1]], [[0, 1], [1, 0]]], [[[2, -1], [0, 0]], [[0, 0], [3, -2]]]])
BIAS = np.array([10, -5])


def test_two_channels_make_two_maps_each_with_its_bias():
    """Map 0, left: (1 + 5) + (8 + 1) + 10 = 25. Map 1, right: (2·2 − 3) + (3·0 − 2·2) − 5 = −8."""
    assert correlate_channels(X, WEIGHT, BIAS).tolist() == [[[25, 27]], [[-2, -8]]]


def test_convolution_turns_every_kernel_but_no_channel():
    """Map 1, left, turned: (−1·4 + 2·5) + (−2·7 + 3·8) − 5 = 11."""
    assert convolve_channels(X, WEIGHT, BIAS).tolist() == [[[25, 27]], [[11, 13]]]


def test_a_kernel_of_one_pixel_mixes_channels():
    """Sum, twice the first minus the second, three times the second."""
    weight = np.array([[1, 1], [2, -1], [0, 3]])[:, :, None, None]
    mixed = correlate_channels(np.array([[[1, 2]], [[10, 20]]]), weight)
    assert mixed.tolist() == [[[11, 22]], [[-8, -16]], [[30, 60]]]


def test_without_a_bias_nothing_is_added():
    assert correlate_channels(X, WEIGHT).tolist() == [[[15, 17]], [[3, -3]]]


@given(st.integers(0, 2**32), st.integers(1, 3), st.integers(1, 3), st.sampled_from(PADDING_MODES))
def test_a_map_is_the_sum_of_its_channels_maps(seed, channels, maps, mode):
    """Z^o = Σ_c W^{o,c} ⊗ X^c + b^o, each term by SciPy; batches go through alike."""
    rng = np.random.default_rng(seed)
    x = rng.integers(0, 256, (2, channels, 6, 5))
    weight, bias = rng.integers(-9, 10, (maps, channels, 3, 2)), rng.integers(-99, 99, maps)
    result = correlate_channels(x, weight, bias, stride=(2, 1), padding=((1, 2), (0, 3)), padding_mode=mode)
    padded = np.pad(x, ((0, 0), (0, 0), (1, 2), (0, 3)), mode=NUMPY_MODES[mode])
    for n, o in np.ndindex(2, maps):
        terms = [correlate2d(padded[n, c], weight[o, c], mode="valid")[::2] for c in range(channels)]
        np.testing.assert_array_equal(result[n, o], sum(terms) + bias[o])


@pytest.mark.torch
def test_a_layer_computes_what_pytorch_s_does():
    import torch

    rng = np.random.default_rng(8)
    x, weight = rng.normal(size=(2, 3, 9, 8)), rng.normal(size=(4, 3, 3, 2))
    bias = rng.normal(size=4)
    expected = torch.nn.functional.conv2d(
        torch.tensor(x),
        torch.tensor(weight),
        torch.tensor(bias),
        stride=(2, 3),
        padding=(1, 2),
        dilation=(1, 2),
    )
    result = correlate_channels(x, weight, bias, stride=(2, 3), padding=((1, 1), (2, 2)), dilation=(1, 2))
    np.testing.assert_allclose(result, expected.numpy(), rtol=0, atol=1e-12)


def test_channels_that_differ_are_refused():
    with pytest.raises(DomainError) as caught:
        correlate_channels(X, WEIGHT[:, :1])
    assert (caught.value.code, caught.value.value, caught.value.limit) == ("channels_differ", 2, 1)
