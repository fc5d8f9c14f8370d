"""Every filter, declared once: its parameters, its kernel, how its result is shown, its formula.

Page, API, documentation and tests read this table; none of them knows a filter by itself. The order of
`CATALOG` is the order of the gallery. Names and explanations are messages: ``filter.<id>.name``,
``filter.<id>.hint``, ``presets.group.<group>``, ``parameter.<id>.label``, ``choice.<value>.label``.

To add a filter, write a factory in `app.filters.kernels`, a line here, and its messages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from app.conv.errors import DomainError

from .kernels import (
    bokeh,
    course,
    custom,
    derivatives,
    gabor,
    laplacians,
    motion,
    placement,
    sharpening,
    smoothing,
)
from .kernels.kernel import LARGEST_SIDE, Kernel
from .parameters import Parameter

__all__ = ["CATALOG", "LARGEST_SIDE", "Filter", "Kernel", "get_filter", "resolve_parameters"]

Group = Literal["course", "classic", "own"]
Combine = Literal["single", "magnitude", "direction"]
Display = Literal["clip", "absolute", "stretch"]
Build = Callable[[Mapping[str, Any]], tuple[Kernel, ...]]


@dataclass(frozen=True, slots=True)
class Filter:
    """What a user picks.

    Args:
        id: snake_case, the name in requests and links.
        group: where it stands in the gallery.
        parameters: in the order shown.
        build: resolved parameters → one kernel, or two, ``(g_x, g_y)``, that are combined.
        combine: how the answers of two kernels become one: their length, or their angle.
        display: what happens to a value outside 0..255 unless the user chooses otherwise.
        curriculum: the row of the curriculum it teaches, ``"C1"``…``"C7"``, or nothing.
        formula: the kernel or its answer as KaTeX, without a word in any language.
        default_kernel: rows of numbers, only where the user brings the kernel; then ``kernel`` is
            accepted beside the parameters, and this is what a request without one gets.
    """

    id: str
    group: Group
    parameters: tuple[Parameter, ...]
    build: Build
    combine: Combine = "single"
    display: Display = "clip"
    curriculum: str = ""
    formula: str = ""
    default_kernel: tuple[tuple[float, ...], ...] = ()

    @property
    def name_key(self) -> str:
        """Message key of the name."""
        return f"filter.{self.id}.name"

    @property
    def hint_key(self) -> str:
        """Message key of what it does and why its numbers are so."""
        return f"filter.{self.id}.hint"


def get_filter(filter_id: str) -> Filter:
    """The filter of that id.

    Raises:
        DomainError: ``filter_unknown``, field ``filter``.
    """
    try:
        return CATALOG[filter_id]
    except (KeyError, TypeError):
        raise DomainError(
            "filter_unknown", field="filter", value=custom.shown(filter_id), limit=len(CATALOG)
        ) from None


def resolve_parameters(filter: Filter, given: Mapping[str, Any]) -> dict[str, Any]:
    """All parameters of a filter: those given, checked, and the defaults of the others.

    For a filter with a ``default_kernel`` the answer also holds ``kernel``, as a list of rows.

    Raises:
        DomainError: ``parameter_unknown``, or what `Parameter.resolve` and `parse_kernel_rows` raise;
            the field is the parameter's id, or ``kernel`` with the cell (``kernel.0.2``).
    """
    known = [parameter.id for parameter in filter.parameters] + ["kernel"] * bool(filter.default_kernel)
    for name in given:
        if name not in known:
            raise DomainError(
                "parameter_unknown",
                field=str(custom.shown(name)),
                value=custom.shown(name),
                limit=", ".join(known) or "—",
                filter=filter.id,
            )
    resolved: dict[str, Any] = {p.id: p.resolve(given.get(p.id, p.default)) for p in filter.parameters}
    if filter.default_kernel:
        resolved["kernel"] = custom.custom(given.get("kernel", filter.default_kernel)).weights.tolist()
    return resolved


def _single(factory: Callable[..., Kernel]) -> Build:
    """A build that hands the parameters to a factory by name."""
    return lambda parameters: (factory(**parameters),)


def _sigma(default: float, maximum: float = 5.0, minimum: float = 0.3) -> Parameter:
    return Parameter("sigma", "float", default, minimum, maximum, 0.1, unit="px")


def _angle(default: float) -> Parameter:
    return Parameter("angle", "float", default, 0, 180, 1, unit="deg")


def _distance(name: str, default: int) -> Parameter:
    reach = LARGEST_SIDE // 2
    return Parameter(name, "int", default, -reach, reach, 1, unit="px")


def _pixels(name: str, default: int) -> Parameter:
    return Parameter(name, "int", default, 1, LARGEST_SIDE, 1, unit="px")


def _choice(name: str, *choices: str) -> Parameter:
    return Parameter(name, "choice", choices[0], choices=choices)


_SOBEL_X = r"g_x=\begin{bmatrix}1\\2\\1\end{bmatrix}\begin{bmatrix}-1&0&1\end{bmatrix}"
_SOBEL_Y = r"g_y=\begin{bmatrix}-1\\0\\1\end{bmatrix}\begin{bmatrix}1&2&1\end{bmatrix}"
_GAUSSIAN = r"G_\sigma(i,j)\propto e^{-(i^2+j^2)/2\sigma^2},\quad\textstyle\sum G_\sigma=1"

_COURSE = (
    Filter("difference", "course", (), _single(course.difference), display="absolute", curriculum="C1",
           formula="f(x,y)-f(x-1,y)"),
    Filter("edges", "course", (), _single(course.edges), curriculum="C2",
           formula=r"9\,\delta-\mathbf{1}_{3\times3}"),
    Filter("sharpen", "course", (), _single(course.sharpen), curriculum="C3",
           formula=r"\tfrac18\left(6\,\delta+3\cdot\mathbf{1}_{3\times3}-\mathbf{1}_{5\times5}\right)"),
    Filter("emboss", "course", (), _single(course.emboss), curriculum="C4",
           formula=r"\operatorname{sign}(i+j)"),
    Filter("blur_diamond", "course", (), _single(smoothing.blur_diamond), curriculum="C5",
           formula=r"\tfrac1{13}\,[\,|i|+|j|\le2\,]"),
    Filter("blur_box", "course", (_pixels("size", 3),), _single(smoothing.blur_box), curriculum="C5",
           formula=r"\tfrac1{n^2}\,\mathbf{1}_{n\times n}"),
    Filter("motion_diagonal", "course", (_pixels("length", 9),), _single(motion.motion_diagonal),
           curriculum="C6", formula=r"\tfrac1n\,I_n"),
    Filter("sobel_x", "course", (), _single(derivatives.sobel_x), display="absolute", curriculum="C7",
           formula=_SOBEL_X),
    Filter("sobel_y", "course", (), _single(derivatives.sobel_y), display="absolute", curriculum="C7",
           formula=_SOBEL_Y),
    Filter("gradient_magnitude", "course", (_choice("operator", "sobel", "prewitt", "scharr", "roberts"),),
           lambda parameters: derivatives.gradient(parameters["operator"]), combine="magnitude",
           curriculum="C7", formula=r"\sqrt{g_x^2+g_y^2}"),
    # Not with Roberts: its two differences run along the diagonals, so the angle would be turned by 45°.
    Filter("gradient_direction", "course", (_choice("operator", "sobel", "prewitt", "scharr"),),
           lambda parameters: derivatives.gradient(parameters["operator"]), combine="direction",
           curriculum="C7", formula=r"\operatorname{atan2}(g_y,\,g_x)"),
)  # fmt: skip

_CLASSIC = (
    Filter("identity", "classic", (), _single(placement.identity), formula=r"\delta(i,j)"),
    Filter("shift", "classic", (_distance("dx", 6), _distance("dy", 3)), _single(placement.shift),
           formula=r"\delta(i+d_y,\,j+d_x)"),
    Filter("gaussian", "classic", (_sigma(3.0),), _single(smoothing.gaussian), formula=_GAUSSIAN),
    Filter("unsharp_mask", "classic", (_sigma(2.0), Parameter("amount", "float", 1.5, 0, 5, 0.1)),
           _single(sharpening.unsharp_mask), formula=r"\delta+a\,(\delta-G_\sigma)"),
    Filter("laplacian", "classic", (_choice("neighbours", "4", "8"),), _single(laplacians.laplacian),
           display="absolute", formula=r"\nabla^2f=f_{xx}+f_{yy}"),
    Filter("laplacian_of_gaussian", "classic", (_sigma(1.4, maximum=3.7, minimum=0.5),),
           _single(laplacians.laplacian_of_gaussian), display="absolute",
           formula=r"\nabla^2G_\sigma\propto(r^2-\overline{r^2})\,e^{-r^2/2\sigma^2},\quad r^2=i^2+j^2"),
    Filter("prewitt", "classic", (_choice("direction", "x", "y"),), _single(derivatives.prewitt),
           display="absolute",
           formula=r"\begin{bmatrix}1\\1\\1\end{bmatrix}\begin{bmatrix}-1&0&1\end{bmatrix}"),
    Filter("scharr", "classic", (_choice("direction", "x", "y"),), _single(derivatives.scharr),
           display="absolute",
           formula=r"\tfrac14\begin{bmatrix}3\\10\\3\end{bmatrix}\begin{bmatrix}-1&0&1\end{bmatrix}"),
    Filter("roberts", "classic", (_choice("direction", "down", "up"),), _single(derivatives.roberts),
           display="absolute", formula="f(x,y)-f(x-1,y-1)"),
    Filter("outline", "classic", (), _single(laplacians.outline),
           formula=r"255-(9\,\delta-\mathbf{1}_{3\times3})*f"),
    Filter("high_pass", "classic", (_sigma(3.0),), _single(sharpening.high_pass),
           formula=r"128+(\delta-G_\sigma)*f"),
    Filter("motion_blur", "classic", (_angle(30.0), _pixels("length", 15)), _single(motion.motion_blur),
           formula=r"\tfrac1L\int_{-L/2}^{L/2}f(x+t\cos\theta,\;y-t\sin\theta)\,dt"),
    Filter("disc_bokeh", "classic", (Parameter("radius", "float", 6.0, 0.5, 15, 0.5, unit="px"),),
           _single(bokeh.disc_bokeh), formula=r"\tfrac1{\pi r^2}\,[\,i^2+j^2\le r^2\,]"),
    Filter("gabor", "classic",
           (Parameter("wavelength", "float", 5.0, 3, 12, 0.5, unit="px"), _angle(30.0),
            _sigma(2.0, maximum=3.0, minimum=1.0), Parameter("aspect", "float", 1.0, 0.5, 1.5, 0.1),
            Parameter("phase", "float", 0.0, -180, 180, 5, unit="deg")),
           _single(gabor.gabor),
           formula=r"e^{-(u^2+\gamma^2v^2)/2\sigma^2}"
                   r"\left(\cos\!\left(\tfrac{2\pi u}{\lambda}+\varphi\right)-c\right)"),
)  # fmt: skip

_OWN = (
    Filter("custom", "own", (), _single(custom.custom), formula=r"\sum_{u,v}w_{u,v}\,x_{i+u,\,j+v}",
           default_kernel=custom.DEFAULT_ROWS),
)  # fmt: skip

CATALOG: Mapping[str, Filter] = MappingProxyType({f.id: f for f in (*_COURSE, *_CLASSIC, *_OWN)})
"""All filters by id, in the order of the gallery."""
