"""ConvScope 卷积显微镜: a web-based explorer of convolution."""

import os

# Our own threads share out the work, so a matrix product must not start more of them. NumPy reads this when
# it is imported, which is later; whoever set it before us knows better.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"
