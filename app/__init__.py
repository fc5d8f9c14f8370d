"""ConvScope 卷积显微镜: a web-based explorer of convolution."""

__version__ = "0.1.0"
