"""What all tests share: GDAL limited before anything imports it, a store, the application, its pages."""

import os

from geodata.sandbox.gdal import guard

guard(os.environ)

import gc  # noqa: E402
import shutil  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from pathlib import Path  # noqa: E402

import pytest  # noqa: E402
from flask import Flask  # noqa: E402
from jinja2 import FileSystemBytecodeCache  # noqa: E402

from geodata.store import Store, open_store  # noqa: E402
from layers.catalogue import Profile, find_profile, load_profile  # noqa: E402
from layers.intake.founding import found_store  # noqa: E402
from layers.intake.sample import load_sample  # noqa: E402
from tests.build.pages import PageClient  # noqa: E402  # noqa: E402
from tests.build.people import CHEAP  # noqa: E402  # noqa: E402
from tests.build.rights import OWNER  # noqa: E402
from webmap.app.secret import read_secret  # noqa: E402
from webmap.app.settings import PREFIX, Settings  # noqa: E402
from webmap.factory import create_app  # noqa: E402
from webmap.words.findings import word_in_each  # noqa: E402

# Tests on real data run where the data is named, in `make check`; elsewhere they are not even collected.
collect_ignore = [] if os.environ.get("REAL_DATA") else ["real"]

# What is imported lives as long as the tests do: looking through it again and again is a sixth of their time.
gc.freeze()
gc.set_threshold(50_000, 20, 20)

# A developer's own settings must not reach the tests.
for name in [name for name in os.environ if name.startswith(PREFIX)]:
    del os.environ[name]


# Kept between runs and shared by workers: the sample's measuring code, and templates of pages.
COMPILED = Path(__file__).parent.parent / ".make" / "compiled"
COMPILED_TEMPLATES = Path(__file__).parent.parent / ".make" / "templates"
COMPILED_TEMPLATES.mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session")
def profile() -> Profile:
    """The district Nhơn Trạch."""
    return load_profile(find_profile("nhon_trach"))


@pytest.fixture(scope="session")
def empty_store_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a migrated store and nothing in it; copy it, never write to it."""
    folder = tmp_path_factory.mktemp("empty")
    read_secret(folder)
    store = open_store(None, folder)
    store.migrate()
    store.close()
    return folder


@pytest.fixture(scope="session")
def founded_store_dir(
    tmp_path_factory: pytest.TempPathFactory, empty_store_dir: Path, profile: Profile
) -> Path:
    """A data folder as `init` leaves it: resolutions and criteria, no units, no figures; to be copied."""
    folder = _copied(empty_store_dir, tmp_path_factory.mktemp("founded"))
    store = open_store(None, folder)
    found_store(store, profile, person="tests")
    store.close()
    return folder


@pytest.fixture(scope="session")
def sample_store_dir(
    tmp_path_factory: pytest.TempPathFactory, founded_store_dir: Path, profile: Profile
) -> Path:
    """A data folder as `init --sample` leaves it; to be copied."""
    folder = _copied(founded_store_dir, tmp_path_factory.mktemp("sample"))
    store = open_store(None, folder)
    # Compiled once for all runs and workers, as an office's own portal keeps it.
    load_sample(store, profile, rights=OWNER, case_keys=[b"tests"], wording=word_in_each, cache=COMPILED)
    store.close()
    return folder


@pytest.fixture
def store(tmp_path: Path, empty_store_dir: Path) -> Iterator[Store]:
    """An empty store of the test's own."""
    opened = open_store(None, _copied(empty_store_dir, tmp_path / "data"))
    yield opened
    opened.close()


@pytest.fixture
def app(tmp_path: Path, founded_store_dir: Path) -> Iterator[Flask]:
    """The application on a store as `init` leaves it, of the test's own."""
    yield from _application(_copied(founded_store_dir, tmp_path / "data"))


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A reader of `app` who checks what every page owes."""
    return PageClient(app)


@pytest.fixture(scope="session")
def founded_app(tmp_path_factory: pytest.TempPathFactory, founded_store_dir: Path) -> Iterator[Flask]:
    """The application on a store as `init` leaves it, shared: for tests that only read."""
    yield from _application(_copied(founded_store_dir, tmp_path_factory.mktemp("founded") / "data"))


@pytest.fixture(scope="session")
def sample_app(tmp_path_factory: pytest.TempPathFactory, sample_store_dir: Path) -> Iterator[Flask]:
    """The application with the sample, shared: for tests that only read."""
    yield from _application(_copied(sample_store_dir, tmp_path_factory.mktemp("shared") / "data"))


@pytest.fixture
def sample_client(sample_app: Flask) -> PageClient:
    """A reader of `sample_app` who checks what every page owes."""
    return PageClient(sample_app)


@pytest.fixture
def own_sample_app(tmp_path: Path, sample_store_dir: Path) -> Iterator[Flask]:
    """The application with the sample, of the test's own: for tests that write."""
    yield from _application(_copied(sample_store_dir, tmp_path / "data"))


def _application(data_dir: Path) -> Iterator[Flask]:
    app = create_app(Settings(data_dir=data_dir), testing=True, passwords=CHEAP)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(COMPILED_TEMPLATES))
    yield app
    app.extensions["portal"].store.close()


def _copied(source: Path, target: Path) -> Path:
    return shutil.copytree(source, target, dirs_exist_ok=True)
