"""The set-up of a fresh checkout tells in one sentence what a machine lacks."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("scripts/set_up.sh", "constraints.txt", "pyproject.toml", "README.md", "LICENSE")
TOOLS = ("bash", "cat", "cksum", "mkdir", "rm", "grep", "sed", "tail", "dirname", "basename",
         "uname", "env")  # fmt: skip


@pytest.fixture
def checkout(tmp_path):
    """A bare checkout and a `bin` that has the tools every machine has, but no python3."""
    for name in NEEDED:
        (tmp_path / "src" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / "src" / name)
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        (tmp_path / "bin" / tool).symlink_to(shutil.which(tool))
    program(tmp_path, "id", "echo 1000")  # not root, and there is no sudo
    return tmp_path


def program(checkout, name, *lines):
    path = checkout / "bin" / name
    path.write_text("\n".join(["#!/usr/bin/env bash", *lines, ""]))
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def set_up(checkout):
    environment = {"PATH": str(checkout / "bin"), "HOME": str(checkout), "PIP_NO_INDEX": "1"}
    script = [shutil.which("bash"), str(checkout / "src/scripts/set_up.sh")]
    return subprocess.run(script, env=environment, capture_output=True, text=True, check=False)


def test_no_python_is_named_with_what_to_type(checkout):
    ran = set_up(checkout)

    assert ran.returncode == 1
    assert "sudo apt install python3 python3-venv" in ran.stderr


def test_a_python_that_is_too_old_is_named_with_its_version(checkout):
    program(checkout, "python3", 'case "$2" in *version_info*) exit 1 ;; *) echo 3.9.2 ;; esac')

    ran = set_up(checkout)

    assert ran.returncode == 1
    assert "needs Python 3.11 to 3.14 and python3 is 3.9.2" in ran.stderr


def test_a_newer_python_beside_an_old_python3_is_taken(checkout):
    program(checkout, "python3", "exit 1")
    program(checkout, "python3.12", 'case "$2" in *ensurepip*) exit 1 ;; esac')

    ran = set_up(checkout)

    assert "sudo apt install python3.12-venv" in ran.stderr


def test_a_missing_venv_module_is_named_with_what_to_type(checkout):
    program(checkout, "python3", 'case "$2" in *ensurepip*) exit 1 ;; esac')

    ran = set_up(checkout)

    assert ran.returncode == 1
    assert ran.stderr.strip().endswith("type: sudo apt install python3-venv")


def test_root_gets_the_missing_venv_module_installed(checkout):
    program(checkout, "id", "echo 0")
    program(checkout, "apt-get", f'echo "$@" >>{checkout}/asked')
    program(checkout, "python3", 'case "$*" in *ensurepip*) exit 1 ;; -m*) exit 2 ;; esac')

    set_up(checkout)

    assert (checkout / "asked").read_text().splitlines() == [
        "-q -y update",
        "-q -y install --no-install-recommends python3-venv",
    ]


@pytest.mark.slow
def test_a_machine_without_a_package_index_is_told_so(checkout):
    (checkout / "bin/python3").symlink_to(os.path.realpath(sys.executable))

    ran = set_up(checkout)

    assert ran.returncode == 1
    assert "pip sees no package index that has what is needed" in ran.stderr
    assert not (checkout / "src/.venv/set-up.done").exists()


def test_a_second_set_up_does_nothing(checkout):
    program(checkout, "python3", "exit 1")
    (checkout / "src/.venv/bin").mkdir(parents=True)
    (checkout / "src/.venv/bin/python").symlink_to(sys.executable)
    stamp = subprocess.run(
        "{ pwd && cat pyproject.toml constraints.txt scripts/set_up.sh; } | cksum",
        shell=True, cwd=checkout / "src", capture_output=True, text=True, check=True,
    )  # fmt: skip
    (checkout / "src/.venv/set-up.done").write_text(stamp.stdout)

    ran = set_up(checkout)

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
