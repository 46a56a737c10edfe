# Two stages: what builds is left behind; what runs has Python, the installed packages and the source.
ARG PYTHON_VERSION=3.13

FROM python:${PYTHON_VERSION}-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
RUN python -m venv /opt/venv
COPY pyproject.toml constraints.txt README.md LICENSE ./
# The dependencies in a layer of their own, so that a change of the source does not fetch them again.
RUN python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies'], sep='\n')" \
      > /tmp/requirements.txt \
    && /opt/venv/bin/pip install -c constraints.txt -r /tmp/requirements.txt
COPY . .
# Editable on purpose: it runs from its source, so that migrations and definitions are where the code is.
RUN /opt/venv/bin/pip install -c constraints.txt --no-deps -e . \
    && /opt/venv/bin/pip uninstall --yes pip \
    && rm -rf build

FROM python:${PYTHON_VERSION}-slim
RUN python -m pip uninstall --yes pip \
    && groupadd --gid 10001 twostep \
    && useradd --uid 10001 --gid twostep --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin twostep
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
# The host's zone files are not read: the rules are those of the pinned tzdata package, the same in every worker.
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PYTHONTZPATH=
USER 10001:10001
ENTRYPOINT ["twostep"]
CMD ["worker"]
