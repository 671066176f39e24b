# Not built yet: no Docker engine was at hand. It repeats the install
# commands of the Makefile and nothing more, so that there is little to get wrong.
#
#   docker build --tag klaswacht .
#   docker run --rm --network none --volume "$PWD:/data" klaswacht check "WhatsApp-chat met 3B.txt"
#
# The running bot, with its volume, secrets and limits: deploy/compose.yaml.
#
# A school's folder (config.toml, database, keys, heads, backups) lies in /data. It must belong to
# uid 10001, and so is whoever types there: os:klaswacht, for all who can start the container. Let
# people show who they are with a one-time code, give the key as KLASWACHT_KEY from where secrets
# are kept, and keep klaswacht.daykeys out of copies of the volume. The running bot, and PostgreSQL,
# need the network. A bot that runs does by itself what has to happen daily.

FROM python:3.11-slim AS build
WORKDIR /src
RUN python -m venv /opt/klaswacht
ENV PATH=/opt/klaswacht/bin:$PATH
COPY requirements.txt .
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY adapters adapters
COPY storage storage
RUN pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation .

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /data --create-home klaswacht
COPY --from=build /opt/klaswacht /opt/klaswacht
ENV PATH=/opt/klaswacht/bin:$PATH
USER klaswacht
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s \
  CMD ["python", "-c", "from http.client import HTTPConnection as H; h = H('127.0.0.1', 8787, timeout=5); h.request('GET', '/health'); raise SystemExit(h.getresponse().status != 200)"]
ENTRYPOINT ["klaswacht"]
CMD ["run"]
