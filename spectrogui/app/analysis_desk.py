"""The one analyser of the program: loaded when first needed, in a worker, and then shared."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spectrogui.analysis.chunks import Analyser, Catalogue
from spectrogui.core.parameters import Parameters
from spectrogui.core.spectrum import Spectrum
from spectrogui.io.session_file import SessionFile

if TYPE_CHECKING:
    from spectrogui.analysis.slitless import SlitlessModel

CATALOGUE = "catalogue"
"""Under this key a session keeps the path of the catalogue that was joined."""
Load = Callable[[str], Analyser]


def load_analyser(model: str) -> Analyser:
    """The analyser of a model; takes seconds the first time, for torch."""
    from spectrogui.analysis.analyse import Analyser as Real

    return Real.load(model)


class SharedAnalyser:
    """An analyser that several threads may ask; one batch at a time, in the order they came.

    A plain lock would let the thread that scores a list take it again and again before the one
    that wants a single star wakes up; who waits holds `_next`, and so comes next.
    """

    def __init__(self, inner: Analyser) -> None:
        self._inner = inner
        self._lock, self._next = threading.Lock(), threading.Lock()
        self.provenance: Mapping[str, str] = inner.provenance
        self.model_sha256 = inner.model_sha256
        self.model_r250_sha256 = inner.provenance.get("model_r250_sha256", "")
        self.prep_sha256 = inner.prep_sha256

    def run(
        self, spectra: Sequence[Spectrum], parameters: Sequence[Parameters | None]
    ) -> Sequence[Any]:
        """One analysis for each spectrum, in order."""
        with self._turn():
            return self._inner.run(spectra, parameters)

    def judge(self, stars: Any, parameters: Sequence[Parameters | None]) -> Sequence[Any]:
        """The same for stars that are prepared already."""
        with self._turn():
            return self._inner.judge(stars, parameters)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        with self._next:
            self._lock.acquire()
        try:
            yield
        finally:
            self._lock.release()


class AnalysisDesk:
    """Hands out the analyser and the catalogue; to be called in workers, they may take long."""

    def __init__(self, model: str = "both", load: Load = load_analyser) -> None:
        self.model = model
        self._load = load
        self._lock = threading.Lock()
        self._analyser: SharedAnalyser | None = None
        self._slitless: SlitlessModel | None = None
        self._catalogues: dict[str, Catalogue] = {}

    @property
    def loader(self) -> Callable[[], Analyser]:
        """What loads an analyser of the same model in another process."""
        return partial(self._load, self.model)

    def analyser(self) -> SharedAnalyser:
        """The analyser; raises InputError if its model cannot be used."""
        with self._lock:
            if self._analyser is None:
                self._analyser = SharedAnalyser(self._load(self.model))
            return self._analyser

    def slitless(self) -> "SlitlessModel":
        """The R250 model; raises InputError if there is none that can be used."""
        from spectrogui.analysis.slitless import SlitlessModel
        from spectrogui.io.models import chosen_models

        with self._lock:
            if self._slitless is None:
                chosen = chosen_models(self.model).r250
                self._slitless = SlitlessModel.load(chosen if chosen is not None else "r250")
            return self._slitless

    def made_with(self) -> tuple[str, str, str]:
        """Hashes of model, preparation and R250 model that score now, without loading a model.

        "" for a model that is not asked.

        Raises
        ------
        InputError
            if there is no such model
        """
        from spectrogui.analysis.recipe import method_sha256
        from spectrogui.io.models import weights_of

        if self._analyser is not None:
            found = self._analyser
            return found.model_sha256, found.prep_sha256, found.model_r250_sha256
        model, model_r250 = weights_of(self.model)
        return model, method_sha256(), model_r250

    def catalogue(self, file: SessionFile) -> Catalogue | None:
        """The catalogue that was joined to a session, None if there is none.

        Raises
        ------
        InputError
            if it cannot be read any more
        """
        path = file.kept().get(CATALOGUE, "")
        if not path:
            return None
        with self._lock:
            if path not in self._catalogues:
                from spectrogui.analysis.catalogues import open_catalogue

                self._catalogues[path] = open_catalogue(Path(path))
            return self._catalogues[path]
