"""The journeys under test: those that `twostep init` writes."""

from pathlib import Path

import pytest

from starter.new_project import new_project


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    new_project(folder, "Corner Shop")
    return folder


@pytest.fixture
def twostep_journeys(project: Path) -> Path:
    return project / "journeys"
