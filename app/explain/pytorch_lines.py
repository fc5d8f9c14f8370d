"""The lines of a PyTorch program for each mode: the layer's own function, and autograd for its gradients."""

from __future__ import annotations

from app.explain.code_plan import RESULT, Plan, Say
from app.explain.spec import BACKWARD_MODES, POOL_MODES

IMPORTS = ("import torch", "import torch.nn.functional as F")
ARRAY = ("torch.tensor(", ", dtype=torch.double)")
FLIP_CALL = ".flip(-2, -1)"


def lines(plan: Plan, say: Say) -> list[str]:
    """The program between its operands and its ``print``."""
    mode = plan.spec.mode
    if mode == "gradient_bias":
        channels = plan.spec.channels_out
        return [
            f"b = torch.zeros({channels}, dtype=torch.double, requires_grad=True)",
            f"# {say('code.trace.bias_alone')}",
            "y = torch.zeros_like(delta) + b[:, None, None]",
            *_autograd(say, "db", "b"),
        ]
    if mode in POOL_MODES:
        body = _pool(plan, say)
    elif mode == "transposed":
        body = _transposed(plan, say)
    else:
        body = _convolution(plan, say)
    if mode not in BACKWARD_MODES:
        return body
    name = "w" if mode == "gradient_kernel" else "x"
    shape = plan.spec.w.shape if name == "w" else plan.spec.x.shape
    start = (
        ["x.requires_grad_()"]
        if mode == "max_pool_backward"
        else [
            f"# {say('code.trace.any_values')}",
            f"{name} = torch.zeros({shape}, dtype=torch.double, requires_grad=True)",
        ]
    )
    return [*start, *body, *_autograd(say, RESULT[mode], name)]


def _autograd(say: Say, result: str, name: str) -> list[str]:
    return [
        f"# {say('code.trace.autograd')}",
        "y.backward(delta)",
        f"{result} = {name}.grad",
    ]


def _convolution(plan: Plan, say: Say) -> list[str]:
    bias = "b" if plan.has_bias else "None"
    (top, bottom), (left, right) = plan.padding
    padding = ""
    source, before = "x", []
    if top == bottom and left == right:
        padding = f", padding={(top, left)}" if plan.is_padded else ""
    else:
        before = [f"# {say('code.trace.pad')}", f"padded = F.pad(x, ({left}, {right}, {top}, {bottom}))"]
        source = "padded"
    return [
        *_flip(plan, say),
        *before,
        f"# {say('code.trace.torch_correlates')}",
        f"y = F.conv2d({source}[None], {_kernel(plan)}, {bias}{padding}{_steps(plan)})[0]",
    ]


def _transposed(plan: Plan, say: Say) -> list[str]:
    bias = "b" if plan.has_bias else "None"
    (top, bottom), (left, right) = plan.padding
    extra = f", output_padding={plan.spec.output_padding}" if any(plan.spec.output_padding) else ""
    is_even = top == bottom and left == right
    padding = f", padding={(top, left)}" if is_even and plan.is_padded else ""
    cut = []
    if not is_even:
        rows, cols = plan.output
        cut = [f"# {say('code.trace.cut')}", f"y = y[:, {top}:{top + rows}, {left}:{left + cols}]"]
    return [
        *_flip(plan, say),
        f"# {say('code.trace.transposed')}",
        f"y = F.conv_transpose2d(x[None], {_kernel(plan)}, {bias}{padding}{extra}{_steps(plan)})[0]",
        *cut,
    ]


def _pool(plan: Plan, say: Say) -> list[str]:
    spec = plan.spec
    if spec.mode == "global_average_pool":
        return [f"# {say('code.trace.global')}", "y = x.mean(dim=(1, 2), keepdim=True)"]
    (top, bottom), (left, right) = plan.padding
    down, across = plan.beyond
    widths = f"({left}, {right + across}, {top}, {bottom + down})"
    is_moved = plan.is_padded or any(plan.beyond)
    if spec.mode.startswith("max"):
        padded = f'F.pad(x, {widths}, value=-float("inf"))' if is_moved else "x"
        return [
            *([f"# {say('code.trace.pad')}"] if is_moved else []),
            f"padded = {padded}",
            f"# {say('code.trace.max')}",
            f"y = F.max_pool2d(padded[None], {spec.kernel}, stride={spec.stride}{_dilation(plan)})[0]",
        ]
    if spec.dilation == (1, 1) and not any(plan.beyond):
        return [
            *([f"# {say('code.trace.pad')}"] if is_moved else []),
            f"padded = F.pad(x, {widths})" if is_moved else "padded = x",
            f"# {say('code.trace.mean')}",
            f"y = F.avg_pool2d(padded[None], {spec.kernel}, stride={spec.stride})[0]",
        ]
    height, width = spec.plane
    return [
        f"# {say('code.trace.pad')}",
        f"padded = F.pad(x, {widths})[:, None]",
        f"there = torch.ones((1, 1, {top + height + bottom}, {left + width + right}), dtype=torch.double)",
        f"there = F.pad(there, (0, {across}, 0, {down}))",
        f"# {say('code.trace.mean_as_convolution')}",
        f"ones = torch.ones((1, 1, {spec.kernel[0]}, {spec.kernel[1]}), dtype=torch.double)",
        f"sums = F.conv2d(padded, ones{_steps(plan)})",
        f"y = (sums / F.conv2d(there, ones{_steps(plan)}))[:, 0]",
    ]


def _steps(plan: Plan) -> str:
    options = (("stride", plan.spec.stride), ("dilation", plan.spec.dilation))
    return "".join(f", {name}={pair}" for name, pair in options if pair != (1, 1))


def _dilation(plan: Plan) -> str:
    return f", dilation={plan.spec.dilation}" if plan.spec.dilation != (1, 1) else ""


def _flip(plan: Plan, say: Say) -> list[str]:
    return [f"# {say('code.trace.flip')}", f"kernel = w{FLIP_CALL}"] if plan.spec.is_flipped else []


def _kernel(plan: Plan) -> str:
    return "kernel" if plan.spec.is_flipped else "w"
