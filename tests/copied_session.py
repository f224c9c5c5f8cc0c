"""A session with results, labels and light curves, whose columns may be copied, for tests."""

import shutil
import sqlite3

import numpy as np
from fake_session import fake_results, fake_table, said, targets

from spectrogui.core.columns import COLUMNS
from spectrogui.core.job import Ticket
from spectrogui.io import session_cells, session_columns
from spectrogui.io.session_file import SessionFile

ROWS = 600


def copy_small_ones(monkeypatch):
    """Let sessions of a few hundred rows have a copy, in many parts."""
    monkeypatch.setattr(session_columns, "LEAST", 100)
    monkeypatch.setattr(session_cells, "STEP", 64)


def make_list(tmp_path):
    """A session with results, labels and light curves, closed, without a copy of its columns."""
    path = tmp_path / "list.spectro"
    file = SessionFile.create(path)
    table = fake_table(ROWS, scored=False)
    file.append_targets(targets(*table["path"]))
    scored = np.arange(0, ROWS - 50)
    found = {name: values[scored] for name, values in fake_results(table).items()}
    file.write_results(scored, found)
    for kind, after in (("verdict", 4), ("tags", "sky"), ("star", 1), ("comment", "odd; „Å“")):
        file.log(said(5, kind, after))
    file.log(said(ROWS - 1, "comment", "x"))
    rows = np.array([3, 400])
    file.write_curves(rows, {"lc_period": np.array([1.25, np.nan]), "lc_path": texts("a", "b")})
    file.close()
    return path


def texts(*values):
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made


def everything(table):
    return {
        column.name: table[column.name].tolist()
        if column.kind == "text"
        else table[column.name].tobytes()
        for column in COLUMNS
    }


def truth(path):
    """Every cell as SQLite alone tells it."""
    beside = path.with_name("truth.spectro")
    shutil.copy(path, beside)
    file = SessionFile.open(beside)
    table = file.load()
    file.close()
    return everything(table)


def keep(path):
    file = SessionFile.open(path)
    file.load()
    kept = file.keep_columns()
    assert not file.columns_are_behind()
    file.close()
    return kept


def opened(path):
    """What opening gives, and whether it was read row by row."""
    file, steps = SessionFile.open(path), []
    table = file.load(Ticket(lambda done, total: steps.append(total)))
    found = everything(table)
    file.close()
    return found, bool(steps) and steps[-1] == len(table)


def change(path, *statements):
    """As another program would."""
    connection = sqlite3.connect(path)
    with connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()
