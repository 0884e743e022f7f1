# One image for every service: `docker run rodem serve trips`. The first stage installs, the second runs.
FROM python:3.11.14-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements.txt /tmp/
RUN python -m venv /opt/rodem/venv \
    && /opt/rodem/venv/bin/python -m pip install --require-hashes --only-binary :all: -r /tmp/requirements.txt
COPY shared /opt/rodem/app/shared
COPY services /opt/rodem/app/services
COPY rodem /opt/rodem/app/rodem
COPY clients/python/rodem_client /opt/rodem/app/rodem_client
# Compiled here, because nothing can be written where it runs.
RUN /opt/rodem/venv/bin/python -m compileall -q /opt/rodem/app

FROM python:3.11.14-slim-bookworm
LABEL org.opencontainers.image.title="rodem" \
      org.opencontainers.image.description="The open-source backend for gamified smart mobility." \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /opt/rodem /opt/rodem
# Beside the code and not installed, so that nothing is built without a hash.
ENV PATH=/opt/rodem/venv/bin:$PATH \
    PYTHONPATH=/opt/rodem/app \
    PYTHONDONTWRITEBYTECODE=1 \
    RODEM_HOST=0.0.0.0,:: \
    RODEM_PORT=8000
# A number, because Kubernetes cannot tell whether a name is root's.
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["python", "-m", "shared.health", "/livez"]
ENTRYPOINT ["python", "-m", "rodem"]
CMD ["serve", "gateway"]
