# The web app, for a server: as a user without a name or rights, on a root file system that nothing writes to.
# What it keeps is in /data. docs/deploy.md says how to run it and what of this was tried.
FROM python:3.11-slim-bookworm AS build
ARG EXTRAS=auth,boosters,demo,postgres,sign,sql
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY src ./src
COPY app ./app
COPY audits ./audits
COPY explainers ./explainers
COPY reports ./reports
RUN python -m venv /opt/fairwitness \
 && /opt/fairwitness/bin/python -m pip install --no-cache-dir --disable-pip-version-check \
    --constraint constraints.txt ".[${EXTRAS}]"

FROM python:3.11-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends libgomp1 tini \
 && rm -rf /var/lib/apt/lists/* \
 && install -d -o 10001 -g 10001 -m 0700 /data
COPY --from=build /opt/fairwitness /opt/fairwitness
ENV PATH=/opt/fairwitness/bin:$PATH \
    FAIRWITNESS_HOME=/data \
    HOME=/tmp \
    MPLCONFIGDIR=/tmp/matplotlib \
    NUMBA_CACHE_DIR=/tmp/numba \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8501/api/health', timeout=4)"]
ENTRYPOINT ["tini", "--", "fairwitness"]
CMD ["web", "--address", "0.0.0.0", "--port", "8501", "--behind-proxy", "--no-browser"]
