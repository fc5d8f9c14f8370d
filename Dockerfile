# syntax=docker/dockerfile:1
ARG PYTHON_IMAGE=python:3.13-slim

# ---- build: the wheel, with the browser libraries that its build hook fetches, in an environment of its own
FROM ${PYTHON_IMAGE} AS build
WORKDIR /src
RUN python -m venv /opt/convscope
# The dependencies first and alone: this layer stays while only the code changes.
COPY pyproject.toml ./
RUN python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies'], sep='\n')" > requirements.txt \
 && /opt/convscope/bin/pip install --no-cache-dir --requirement requirements.txt
COPY . .
RUN /opt/convscope/bin/pip wheel --no-cache-dir --no-deps --wheel-dir /wheels . \
 && /opt/convscope/bin/pip install --no-cache-dir --no-deps /wheels/*.whl \
 && /opt/convscope/bin/pip uninstall --yes pip

# ---- run: Python, the environment, nobody's rights
FROM ${PYTHON_IMAGE}
LABEL org.opencontainers.image.title="ConvScope 卷积显微镜" \
      org.opencontainers.image.description="A photograph under any kernel, every product and sum in sight" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /opt/convscope /opt/convscope
# A named volume mounted here starts out as this user's.
RUN install -d -o 10001 -g 10001 /data
ENV PATH="/opt/convscope/bin:$PATH" \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    CONVSCOPE_HOST=0.0.0.0 \
    CONVSCOPE_PORT=8000 \
    CONVSCOPE_DATA_DIR=/data
WORKDIR /data
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=4s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ['CONVSCOPE_PORT']}/health\", timeout=3)"]
CMD ["convscope"]
