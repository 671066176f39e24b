# Not built yet: no Docker engine was at hand. It repeats the install
# commands of the Makefile and nothing more, so that there is little to get wrong.
#
#   docker build --tag klaswacht .
#   docker run --rm --network none --volume "$PWD:/data" klaswacht check "WhatsApp-chat met 3B.txt"

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
ENTRYPOINT ["klaswacht"]
CMD ["--help"]
