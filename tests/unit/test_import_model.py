"""Published networks become model folders, and nothing in their files is executed."""

import os
import pickle
import zipfile
from itertools import pairwise

import joblib
import numpy as np
import pytest
import torch
from sklearn.preprocessing import StandardScaler
from torch import nn

from spectrogui.analysis.analyse import Analyser
from spectrogui.analysis.slitless import SlitlessModel
from spectrogui.app.main import main
from spectrogui.core.errors import InputError
from spectrogui.model.import_joblib import read_scaler
from spectrogui.model.import_network import network_of
from spectrogui.model.import_torch import read_torch
from spectrogui.model.vae import Architecture, Vae


class Published(nn.Module):
    """The architecture of the paper's Fig. 3, with other names than ours."""

    def __init__(self, size, variance_first=False):
        super().__init__()
        self.encode = nn.Sequential(*layers((size, 512, 256, 128)))
        for name in ("log_var", "mu") if variance_first else ("mu", "log_var"):
            setattr(self, name, nn.Linear(128, 4))
        self.decode = nn.Sequential(*layers((4, 128, 256, 512)), nn.Linear(512, size))


def layers(sizes):
    for before, after in pairwise(sizes):
        yield from (nn.Linear(before, after), nn.PReLU(), nn.Dropout(0.2))


class Evil:
    def __reduce__(self):
        return os.system, ("exit 1",)


@pytest.fixture
def never(monkeypatch):
    """To be called once the files are there: from then on no command may be run."""
    return lambda: monkeypatch.setattr(os, "system", lambda command: pytest.fail("it was run"))


def scaler(size, path, **options):
    values = np.random.default_rng(0).normal(1, 0.1, (50, size))
    made = StandardScaler().fit(values)
    joblib.dump(made, path, **options)
    return made


def published(size, path, *, whole=False, **options):
    torch.manual_seed(0)
    made = Published(size)
    torch.save(made if whole else made.state_dict(), path, **options)
    return made


@pytest.mark.parametrize("whole", [False, True])
def test_the_arrays_are_those_that_torch_saved(tmp_path, whole):
    made = published(300, tmp_path / "m.pt", whole=whole)
    found = read_torch(tmp_path / "m.pt")

    assert list(found) == list(made.state_dict())
    assert all(np.array_equal(found[k], v.numpy()) for k, v in made.state_dict().items())


@pytest.mark.parametrize("variance_first", [False, True])
def test_the_network_makes_the_same_of_a_spectrum(tmp_path, variance_first):
    made = Published(300, variance_first).eval()
    torch.save(made.state_dict(), tmp_path / "m.pt")
    vae, _ = network_of(read_torch(tmp_path / "m.pt"), "m.pt")

    x = torch.randn(3, 300, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        z = made.mu(made.encode(x))
        assert torch.allclose(vae.encode(x)[0], z, atol=1e-6)
        assert torch.allclose(vae.decode(z), made.decode(z), atol=1e-6)


@pytest.mark.parametrize("compress", [0, 3, ("gzip", 3), ("bz2", 3), ("xz", 3)])
def test_the_scale_is_that_of_scikit_learn(tmp_path, compress):
    made = scaler(300, tmp_path / "s.joblib", compress=compress)
    mean, deviation = read_scaler(tmp_path / "s.joblib")

    assert mean == pytest.approx(made.mean_, rel=1e-6)
    assert deviation == pytest.approx(made.scale_, rel=1e-6)


@pytest.mark.parametrize(("size", "load"), [(300, SlitlessModel.load), (800, Analyser.load)])
def test_an_imported_model_is_one_that_scores(tmp_path, capsys, size, load):
    published(size, tmp_path / "m.pt")
    scaler(size, tmp_path / "s.joblib")
    files = [str(tmp_path / name) for name in ("m.pt", "s.joblib")]

    assert main(["import-model", *files, "--out", str(tmp_path / "mine")]) == 0
    assert "its errors are assumed" in capsys.readouterr().err
    assert load(tmp_path / "mine").card["name"] == "mine"


def test_a_file_that_would_run_a_command_is_refused_and_runs_none(tmp_path, never):
    joblib.dump(Evil(), tmp_path / "s.joblib")
    torch.save({"weight": Evil()}, tmp_path / "m.pt")
    never()

    with pytest.raises(InputError, match="something else than a network"):
        read_scaler(tmp_path / "s.joblib")
    with pytest.raises(InputError, match="something else than a network"):
        read_torch(tmp_path / "m.pt")


def test_a_command_hidden_beside_a_scaler_is_refused(tmp_path, never):
    made = StandardScaler().fit(np.eye(3))
    made.more = Evil()
    joblib.dump(made, tmp_path / "s.joblib")
    never()

    with pytest.raises(InputError, match=r"s\.joblib cannot be imported"):
        read_scaler(tmp_path / "s.joblib")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_file_that_was_only_partly_copied_is_refused(tmp_path, share):
    published(300, tmp_path / "m.pt")
    scaler(300, tmp_path / "s.joblib")
    for name, read in (("m.pt", read_torch), ("s.joblib", read_scaler)):
        content = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(content[: int(share * len(content))])
        with pytest.raises(InputError, match="cannot be imported"):
            read(tmp_path / name)


def test_files_of_another_kind_are_refused_in_one_sentence(tmp_path):
    (tmp_path / "text").write_text("not a model")
    (tmp_path / "pickle").write_bytes(pickle.dumps({"a": [1, 2]}))
    with zipfile.ZipFile(tmp_path / "zip", "w") as archive:
        archive.writestr("a.txt", "b")
    published(300, tmp_path / "old.pt", _use_new_zipfile_serialization=False)

    for name in ("text", "pickle", "zip", "old.pt"):
        with pytest.raises(InputError, match="cannot be imported"):
            read_torch(tmp_path / name)
    for name in ("text", "pickle", "zip"):
        with pytest.raises(InputError, match="cannot be imported"):
            read_scaler(tmp_path / name)


def test_a_network_of_another_architecture_is_refused(tmp_path):
    torch.save(Vae(Architecture(300, (512, 256), 4)).state_dict(), tmp_path / "m.pt")

    with pytest.raises(InputError, match="not the network of Xiang"):
        network_of(read_torch(tmp_path / "m.pt"), "m.pt")


def test_files_that_do_not_belong_together_are_refused(tmp_path, capsys):
    published(300, tmp_path / "m.pt")
    scaler(800, tmp_path / "s.joblib")
    files = [str(tmp_path / name) for name in ("m.pt", "s.joblib")]
    out = ["--out", str(tmp_path / "mine")]

    assert main(["import-model", *files, *out]) == 2
    assert "800 pixels, the network for 300" in capsys.readouterr().err
    assert main(["import-model", *files, *out, "--mode", "r1800"]) == 2
    assert "a network for r250, not for r1800" in capsys.readouterr().err
    assert not (tmp_path / "mine").exists()
