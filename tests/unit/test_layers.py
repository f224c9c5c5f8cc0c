"""Imports point one way, the heavy ones wait until they are needed, and files stay small."""

import ast
import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "spectrogui"
HEAVY = {
    "torch",
    "lightkurve",
    "sklearn",
    "astropy",
    "scipy",
    "pandas",
    "matplotlib",
    "pyarrow",
    "astroquery",
    "requests",
    "distributed",
    "dask",
}

# layer -> (own layers it may import, other packages it may import)
LAYERS = {
    "core": (set(), {"numpy"}),
    "io": (
        {"core"},
        {"numpy", "astropy", "isal", "pyarrow", "lightkurve", "astroquery", "requests"},
    ),
    "science": ({"core"}, {"numpy", "scipy", "astropy", "sklearn", "lightkurve"}),
    "model": ({"core"}, {"numpy", "torch", "safetensors", "threadpoolctl"}),
    "analysis": (
        {"core", "io", "science", "model"},
        {"numpy", "astropy", "sklearn", "matplotlib", "distributed"},
    ),
    "validation": (
        {"core", "io", "science", "model", "analysis"},
        {"numpy", "scipy", "sklearn", "matplotlib", "PIL", "torch"},
    ),
    "store": ({"core", "io"}, {"numpy", "PySide6.QtCore"}),
    "work": ({"core"}, {"PySide6.QtCore"}),
    "views": ({"core", "science", "store", "work"}, {"numpy", "PySide6", "pyqtgraph"}),
    "app": (
        {"core", "io", "science", "model", "analysis", "validation", "store", "work", "views"},
        {"numpy", "PySide6", "pyqtgraph"},
    ),
}
AT_START = ("core", "store", "work", "views", "app")


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def files(*folders):
    return sorted(path for folder in folders for path in (PACKAGE / folder).rglob("*.py"))


def module(path):
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_every_folder_is_a_layer():
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}

    assert folders == set(LAYERS)


@pytest.mark.parametrize("layer", LAYERS)
def test_layer_imports_only_what_it_may(layer):
    own, others = LAYERS[layer]
    wrong = []
    for path in files(layer):
        for name in imported(path):
            root, *rest = name.split(".")
            if root == "spectrogui":
                allowed = not rest or rest[0] in own | {layer, "__version__"}
            elif root in sys.stdlib_module_names:
                allowed = True
            else:
                allowed = root in others or ".".join([root, *rest[:1]]) in others
            if not allowed:
                wrong.append(f"{path.relative_to(PACKAGE)} imports {name}")

    assert not wrong


def test_starting_the_program_imports_nothing_heavy():
    names = [module(path) for path in files(*AT_START)]
    code = (
        "import importlib, sys\n"
        f"for name in {['spectrogui', *names]}: importlib.import_module(name)\n"
        f"print(*sorted({HEAVY} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split() == []


def test_what_start_up_must_not_import_is_there_to_be_imported():
    """Otherwise the test above would pass for want of the packages it watches."""
    absent = [name for name in HEAVY if importlib.util.find_spec(name) is None]

    assert absent == []


@pytest.mark.parametrize("folder", ["spectrogui", "tests", "benchmarks", "scripts"])
def test_no_file_is_longer_than_400_lines(folder):
    long = {
        str(path.relative_to(PACKAGE.parent)): lines
        for path in (PACKAGE.parent / folder).rglob("*.py")
        if (lines := path.read_text(encoding="utf-8").count("\n")) > 400
    }

    assert not long


def test_no_file_waves_a_checker_away():
    marks = re.compile(r"#\s*type:\s*ignore|#\s*noqa|pragma: no cover|\bTODO\b|\bFIXME\b")
    found = [
        f"{path.relative_to(PACKAGE)}:{number}"
        for path in PACKAGE.rglob("*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if marks.search(line)
    ]

    assert not found


def test_except_exception_stands_in_one_place():
    found = [
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in {"Exception", "BaseException"})
    ]

    assert set(found) <= {"work/jobs.py"}
    assert len(found) <= 1
