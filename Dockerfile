# The image of the directory. Two stages: what is needed to install stays behind in the first.
# Runs as a user without rights; writes only to /data (and /tmp, /dev/shm in memory).

FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY requirements.txt .
RUN python -m venv .venv && .venv/bin/python -m pip install --require-hashes -r requirements.txt
COPY manage.py gunicorn.conf.py ./
COPY directory directory
COPY orgs orgs
COPY locale locale
COPY static static
COPY templates templates
# The key is needed to start the program, signs nothing here and is not kept.
RUN SECRET_KEY=used-once-while-building STATIC_ROOT=staticfiles \
    .venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && .venv/bin/python -m compileall -q directory orgs

FROM python:3.11-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    HOST=0.0.0.0 PORT=8000 VAR_DIR=/data STATIC_ROOT=/app/staticfiles
RUN useradd --system --uid 10001 --user-group --no-create-home directory \
    && install --directory --owner=directory --group=directory --mode=700 /data
WORKDIR /app
COPY --from=build /app /app
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s \
    CMD [".venv/bin/python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=2)"]
CMD [".venv/bin/python", "-m", "gunicorn", "--preload", "--no-control-socket", "directory.wsgi"]
