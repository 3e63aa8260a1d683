# One image for all processes: web, worker and beat differ by the command alone (compose.yaml).
# System packages, Python packages and commands are those of script/server.
FROM python:3.13-slim-trixie

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 LANG=C.UTF-8
WORKDIR /app

# What changes seldom comes first, so that a new version of the code is built in seconds.
COPY script/install script/install
COPY script/lib script/lib
COPY script/packages script/packages
RUN script/install run && rm -rf /var/lib/apt/lists/*

COPY requirements.txt ./
RUN python -m venv .venv && .venv/bin/python -m pip --require-virtualenv install -r requirements.txt

COPY . .
RUN useradd --system --uid 10001 --create-home twinning \
    && install --directory --owner twinning --mode 700 /data
USER twinning
ENV DATA_DIR=/data BIND=0.0.0.0 PORT=8000
VOLUME /data
EXPOSE 8000
# beat and worker answer no port: compose.yaml tells how each is asked for its health.
HEALTHCHECK NONE
CMD ["script/run", "web"]
