from __future__ import annotations

from pathlib import Path

import pytest

from evalkit.source.project_modules import Project


@pytest.mark.parametrize(
    ("name", "line", "tops"),
    [
        ("shop/views.py", "from shop.models import Order", {"shop"}),
        ("shop/views.py", "import shop.models as models", {"shop"}),
        ("jobs/nightly.py", "from shop.models import Order\nimport settings", {"shop", "settings"}),
        ("tests/test_orders.py", "from crates.parts import Box", {"crates"}),
        ("shop/views.py", "import redis\nfrom redis import Redis", set()),
        ("shop/views.py", "import bare", set()),
        ("shop/views.py", "import pandas as pd\nfrom os import path", set()),
        ("shop/views.py", f"import {'x' * 300}.y", set()),
    ],
    ids=[
        "own package",
        "own package as a whole",
        "from the root",
        "src layout",
        "a folder",
        "empty package",
        "libraries",
        "a name longer than a file's",
    ],
)
def test_what_a_file_imports_from_its_project_is_own_where_a_module_stands_there(
    tmp_path: Path, name: str, line: str, tops: set[str]
) -> None:
    root = tmp_path / "clone"
    texts = {
        "shop/models.py": "x = 1\n",
        "settings.py": "x = 1\n",
        "src/crates/parts.py": "x = 1\n",
        "redis/dump.txt": "no module\n",
        "bare/__init__.py": "",
        name: f"{line}\n",
    }
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    (root / ".git").mkdir()
    # what stands above the clone is none of the project
    (tmp_path / "pandas.py").write_text("x = 1\n", encoding="utf-8")

    assert Project([root / name]).own_tops == tops


def test_a_file_that_stands_in_no_project_has_no_modules_but_those_of_its_package(tmp_path: Path) -> None:
    for path, text in {"shop/__init__.py": "", "shop/models.py": "x = 1\n", "crew.py": "x = 1\n"}.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    view, alone = tmp_path / "shop" / "views.py", tmp_path / "jobs" / "alone.py"
    alone.parent.mkdir()
    for file in (view, alone):
        file.write_text("from shop.models import Order\nimport crew\n", encoding="utf-8")

    assert Project([view]).own_tops == {"shop", "crew"}
    assert Project([alone]).own_tops == frozenset()


def test_a_folder_that_a_file_stands_in_and_imports_from_by_name_is_its_package_wherever_it_stands(
    tmp_path: Path,
) -> None:
    (tmp_path / "loading").mkdir()
    for path in ("loading/boats.py", "other.py"):
        (tmp_path / path).write_text("x = 1\n", encoding="utf-8")
    file = tmp_path / "loading" / "ships.py"
    file.write_text("from loading.boats import x\nfrom other import y\n", encoding="utf-8")

    assert Project([file]).own_tops == {"loading", "other"}
    file.write_text("from loading.gone import x\nfrom other import y\n", encoding="utf-8")
    assert Project([file]).own_tops == frozenset()


@pytest.mark.parametrize(
    ("line", "tops"),
    [
        ("from src.ships.load import depth", {"src"}),
        ("import config\nfrom utils import *", {"config", "utils"}),
        ("from data_utils import depth\nfrom utils_ships import crew", {"data_utils", "utils_ships"}),
        (
            "from load_ships import x\nimport train_crew, data_preprocessing, model_sea, ship_processor",
            {"load_ships", "train_crew", "data_preprocessing", "model_sea", "ship_processor"},
        ),
        ("import model_bakery, prometheus_client, webdriver_manager, vega_datasets, segmentation_models", set()),
        ("from pandas.core import config\nimport utilsforecast", set()),
        ("import dateutil, configparser, schema, dataset, evaluate", set()),
        ("import pydantic_settings, sqlalchemy_utils", set()),
    ],
)
def test_a_module_that_is_called_as_people_call_their_own_is_the_authors_though_it_is_not_there(
    tmp_path: Path, line: str, tops: set[str]
) -> None:
    file = tmp_path / "ships.py"
    file.write_text(f"{line}\n", encoding="utf-8")

    assert Project([file]).own_tops == tops


def test_relative_imports_lead_to_the_modules_around_a_file(tmp_path: Path) -> None:
    for path in (
        "shop/__init__.py",
        "shop/models.py",
        "shop/web/__init__.py",
        "shop/web/forms.py",
        "shop/web/views.py",
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("x = 1\n", encoding="utf-8")
    view = tmp_path / "shop" / "web" / "views.py"
    project = Project([view])

    found = {path: project.module(path, view) for path in (".forms", "..models", ".", "..", "..gone", "shop.models")}
    shop = tmp_path / "shop"
    assert found == {
        ".forms": shop / "web" / "forms.py",
        "..models": shop / "models.py",
        ".": shop / "web" / "__init__.py",
        "..": shop / "__init__.py",
        "..gone": None,
        "shop.models": shop / "models.py",
    }


@pytest.mark.parametrize(("line", "tops"), [("sys.path.append('../models')", {"scaler"}), ("sys.exit(0)", set())])
def test_a_file_that_changes_the_path_may_import_from_any_folder_of_its_project(
    tmp_path: Path, line: str, tops: set[str]
) -> None:
    texts = {"back/models/scaler.py": "x = 1\n", "back/api/app.py": f"import sys\n{line}\nfrom scaler import x\n"}
    for path, text in texts.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    (tmp_path / ".git").mkdir()

    assert Project([tmp_path / "back" / "api" / "app.py"]).own_tops == tops
