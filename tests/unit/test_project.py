"""What the checkout promises beside the program: pins, links, targets, versions, licence."""

import importlib.util
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import spectrogui

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")])
TEXT = {".py", ".md", ".toml", ".txt", ".sh", ".json", ".csv", ""}


def requirements():
    yield from PROJECT["build-system"]["requires"]
    yield from PROJECT["project"]["dependencies"]
    for extra in PROJECT["project"]["optional-dependencies"].values():
        yield from extra
    for group in PROJECT["dependency-groups"].values():
        yield from (line for line in group if isinstance(line, str))


def pins():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("line", sorted(set(requirements())))
def test_every_dependency_is_pinned_within_its_range(line):
    wanted = Requirement(line)
    versions = [
        next(iter(pin.specifier)).version
        for pin in pins()
        if canonicalize_name(pin.name) == canonicalize_name(wanted.name)
    ]

    assert versions, f"{wanted.name} is not in constraints.txt"
    assert all(wanted.specifier.contains(version) for version in versions)


def test_every_pin_names_one_version():
    loose = [str(pin) for pin in pins() if not re.fullmatch(r"==[\w.]+", str(pin.specifier))]

    assert not loose


def test_the_version_is_the_same_everywhere():
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## \[?(?:Unreleased\]?|(\d[\w.]*)\]?)", changes, re.MULTILINE)

    assert PROJECT["project"]["version"] == spectrogui.__version__
    assert newest
    assert newest[1] in {None, spectrogui.__version__}


def targets(page):
    """Where the links and pictures of a page lead, those out of the project left out."""
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"", text):
        target = "".join(target)
        if not re.match(r"[a-z]+:", target):
            yield target


def anchors(page):
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page):
    dead = []
    for target in targets(page):
        name, _, anchor = target.partition("#")
        to = (page.parent / name).resolve() if name else page
        if not to.exists() or (anchor and anchor not in anchors(to)):
            dead.append(target)

    assert not dead


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_make_target_that_a_page_names_exists(page):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    exist = set(re.findall(r"^([a-z][\w-]*):", makefile, re.MULTILINE))
    code = "\n".join(
        re.findall(r"```.*?```|`[^`\n]+`", page.read_text(encoding="utf-8"), re.DOTALL)
    )
    named = set(re.findall(r"\bmake ([a-z][\w-]*)", code))

    assert named <= exist


def test_no_file_names_a_folder_of_somebodys_machine():
    """A path that only one machine has is a mistake wherever it stands."""
    path_of_a_person = re.compile(r"(?<![\w.~/])/(?:home|root|Users|work|tmp)/\w")
    tops = ("*.*", ".ci/*", "spectrogui/**/*", "scripts/**/*", "docs/**/*", "benchmarks/**/*",
            "models/**/*", "resources/**/*")  # fmt: skip
    found = [
        str(path.relative_to(ROOT))
        for top in tops
        for path in ROOT.glob(top)
        if path.is_file()
        and path.suffix in TEXT
        and "__pycache__" not in path.parts
        and path_of_a_person.search(path.read_text(encoding="utf-8"))
    ]

    assert not found


def test_the_licence_is_the_one_that_is_declared():
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")

    assert PROJECT["project"]["license"] == "BSD-3-Clause"
    assert "Redistribution and use in source and binary forms" in licence
    assert "Neither the name" in licence


@pytest.mark.parametrize("name", ["columns", "model"])
def test_a_page_that_a_script_writes_is_up_to_date(name):
    spec = importlib.util.spec_from_file_location("page", ROOT / "scripts" / f"{name}_page.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)

    assert (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8") == script.page()
