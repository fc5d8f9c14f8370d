"""Layers that PyTorch has not, or does otherwise, as classes of the exported program."""

from __future__ import annotations

from collections.abc import Callable

from app.nn.activation import SCALED_TANH_HEIGHT

# key, values → the sentence in the reader's language
Say = Callable[..., str]


def _table_class(say: Say) -> str:
    return f'''class TableConvolution(nn.Conv2d):
    """{say("code.network.table")}"""

    def __init__(self, table, *arguments, **options):
        super().__init__(*arguments, **options)
        mask = torch.tensor(table, dtype=torch.float32)[:, :, None, None]
        self.register_buffer("mask", mask, persistent=False)

    def forward(self, x):
        return self._conv_forward(x, self.weight * self.mask, self.bias)'''


def _trainable_pool_class(say: Say) -> str:
    return f'''class TrainablePool(nn.Module):
    """{say("code.network.trainable_pool")}"""

    def __init__(self, channels, size):
        super().__init__()
        self.size = size
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x):
        means = F.avg_pool2d(x, self.size)
        return self.weight[:, None, None] * means + self.bias[:, None, None]'''


def _global_average_class(say: Say) -> str:
    return f'''class GlobalAveragePool(nn.Module):
    """{say("code.network.global_average_pool")}"""

    def forward(self, x):
        return x.mean(dim=(2, 3))'''


def _scaled_tanh_class(say: Say) -> str:
    return f'''class ScaledTanh(nn.Module):
    """{say("code.network.scaled_tanh")}"""

    def forward(self, z):
        return {SCALED_TANH_HEIGHT} * torch.tanh(2 / 3 * z)'''


def _dropout_class(say: Say) -> str:
    return f'''class Dropout(nn.Module):
    """{say("code.network.dropout")}"""

    def __init__(self, rate):
        super().__init__()
        self.rate = rate

    def forward(self, x):
        if self.training:
            return x * (torch.rand_like(x) >= self.rate)
        return x * (1 - self.rate)'''


def _residual_class(say: Say) -> str:
    return f'''class Residual(nn.Sequential):
    """{say("code.network.residual")}"""

    def __init__(self, layers, projection=None):
        super().__init__(layers)
        self.body = list(layers)
        self.projection = projection

    def forward(self, x):
        changed = x
        for name in self.body:
            changed = getattr(self, name)(changed)
        return changed + (x if self.projection is None else self.projection(x))'''


CLASSES: dict[str, Callable[[Say], str]] = {
    "table": _table_class,
    "trainable_pool": _trainable_pool_class,
    "global_average_pool": _global_average_class,
    "scaled_tanh": _scaled_tanh_class,
    "dropout": _dropout_class,
    "residual": _residual_class,
}
