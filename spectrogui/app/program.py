"""The program while it runs: makes every part, connects them, and takes them down again."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from spectrogui.analysis.measuring import Measuring
from spectrogui.app.action_set import ActionSet
from spectrogui.app.actions import ACTIONS
from spectrogui.app.analysis_desk import AnalysisDesk, Load, load_analyser
from spectrogui.app.asking import Ask
from spectrogui.app.collector import Collector
from spectrogui.app.commands_analysis import AnalysisCommands
from spectrogui.app.commands_figure import FigureCommands
from spectrogui.app.commands_file import FileCommands
from spectrogui.app.commands_go import GoCommands
from spectrogui.app.commands_help import HelpCommands
from spectrogui.app.commands_k2 import LightCurveCommands
from spectrogui.app.commands_label import LabelCommands
from spectrogui.app.commands_view import ViewCommands
from spectrogui.app.context import Context
from spectrogui.app.curve_archive import Archive
from spectrogui.app.curve_desk import CurveDesk
from spectrogui.app.curve_jobs import Measure
from spectrogui.app.curve_list import CurveList
from spectrogui.app.curve_run import CurveRun
from spectrogui.app.delivery import Delivery
from spectrogui.app.dress import Dress
from spectrogui.app.keymap import read_keymap
from spectrogui.app.opening import Opening
from spectrogui.app.scoring_run import ScoringRun
from spectrogui.app.showing import Showing
from spectrogui.app.watching import Watching
from spectrogui.app.window import Window
from spectrogui.app.window_state import WindowState
from spectrogui.store.places import curve_folder
from spectrogui.store.session import Session
from spectrogui.store.settings import SettingsStore
from spectrogui.views.notices import Notices
from spectrogui.work.jobs import Failure, Jobs
from spectrogui.work.lane import Lane

LANES = ("quick", "curves", "long", "disk", "net")
"""One star's spectrum, its light curve, a list, files that are read or written at leisure, and
the network."""


class Program(QObject):
    """Everything behind one window.

    Parameters
    ----------
    model : name or folder of the model that scores
    workers : processes that read, None to choose by the number of files
    load : makes the analyser of a model
    state, settings : what is remembered; without, in the user's folder
    measure : finds period and flares in a light curve; without, a process of its own
    """

    def __init__(
        self,
        model: str = "both",
        workers: int | None = None,
        load: Load = load_analyser,
        state: WindowState | None = None,
        settings: SettingsStore | None = None,
        measure: Measure | None = None,
    ) -> None:
        super().__init__()
        self._measuring = Measuring()
        self._measure = measure or self._measuring
        self.settings = settings or SettingsStore(parent=self)
        self.dress = Dress(self.settings, self)
        self._server = self.settings.settings.k2_server
        self.session = Session(parent=self)
        self.jobs = Jobs({name: Lane(name) for name in LANES}, self)
        self.window = Window(self.session, state or WindowState())
        self.notices = Notices(self.window)
        self._collector = Collector(self)
        self.context = self._context(model, workers, load)
        keymap = read_keymap()
        self.groups = self._groups(keymap.keys)
        methods = {action.id: self.method(action.id) for action in ACTIONS}
        self.actions = ActionSet(self.window, self.session, methods, keymap.keys)
        self.window.place_badge(self.actions.tool_bar)
        self._connect()
        for sentence in filter(None, (*keymap.notices, self.settings.notice)):
            self.notices.tell(sentence, warning=True)

    def method(self, name: str) -> Callable[..., Any]:
        """What carries out an action."""
        found: Callable[..., Any] = next(
            getattr(group, name) for group in self.groups if hasattr(type(group), name)
        )
        return found

    def show(self) -> None:
        """Show the window, at the size that it had."""
        self.window.show()
        self._collector.start()

    def close(self) -> bool:
        """Keep what is in hand, stop every job, let the session go; True if all jobs stopped."""
        self._leave()
        self.window.keep_state()
        self.context.scoring.stop()
        self.context.curves.stop()
        self._measuring.close()
        stopped = self.jobs.close()
        self.session.close()
        self._collector.stop()
        return stopped

    def _leave(self) -> None:
        """Let go of the session: a comment being typed is kept, and nothing moves on by itself."""
        self.labelling.stay()
        if self.window.has_bench:
            self.window.bench.labelling.leave_comment()

    def _context(self, model: str, workers: int | None, load: Load) -> Context:
        desk = AnalysisDesk(model, load)
        delivery = Delivery(self.session, self)
        curves = CurveDesk(
            self.session,
            self.jobs,
            self.settings,
            delivery,
            self._make_archive,
            self._measure,
            self,
        )
        return Context(
            session=self.session,
            settings=self.settings,
            jobs=self.jobs,
            window=self.window,
            notices=self.notices,
            ask=Ask(self.window),
            desk=desk,
            showing=Showing(self.session, self.jobs, desk, delivery, self),
            scoring=ScoringRun(self.session, self.jobs, desk, delivery, workers, self),
            opening=Opening(self.session, self.jobs, self),
            curves=curves,
            curve_list=CurveList(self.session, curves.fetching, self),
            curve_run=CurveRun(self.session, self.jobs, delivery, self._measure, self),
        )

    def _make_archive(self) -> Archive:
        """For a worker."""
        from spectrogui.io.mast import Archive as Mast

        return Mast(curve_folder(), self.settings.settings.k2_server)

    def _groups(self, keys: dict[str, tuple[str, ...]]) -> tuple[QObject, ...]:
        context = self.context
        self.labelling = LabelCommands(context)
        return (
            FileCommands(context),
            FigureCommands(context),
            GoCommands(context),
            self.labelling,
            ViewCommands(context),
            LightCurveCommands(context),
            AnalysisCommands(context),
            HelpCommands(context, keys),
        )

    def _connect(self) -> None:
        context, settings = self.context, self.settings
        self._watching = Watching(context, self)
        context.opening.leaving.connect(self._leave)
        context.opening.opened.connect(context.scoring.start)
        context.opening.curves_came.connect(context.curves.reload)
        context.opening.opened.connect(self._measure_curves)
        context.scoring.finished.connect(self._measure_curves)
        context.curves.said.connect(self._warn)
        context.curve_list.said.connect(self.notices.tell)
        context.curve_run.said.connect(self.notices.tell)
        context.opening.said.connect(self.notices.tell)
        context.opening.busy_changed.connect(self.window.status.set_busy)
        context.opening.busy_changed.connect(self._on_busy_changed)
        context.opening.progressed.connect(self.window.status.show_opening)
        self.window.status.opening.cancel_asked.connect(context.opening.stop)
        self.session.write_failed.connect(self._warn)
        settings.write_failed.connect(self._warn)
        settings.changed.connect(self._on_settings_changed)
        self.jobs.failed.connect(self._on_job_failed)
        self.window.bench_made.connect(self._on_bench_made)
        self.window.closing.connect(self.close)
        self._on_settings_changed()

    def _measure_curves(self) -> None:
        """Measure the light curves that were given, after the spectra."""
        if not self.context.scoring.running:
            self.context.curve_run.start()

    def _warn(self, sentence: str) -> None:
        self.notices.tell(sentence, warning=True)

    def _on_job_failed(self, failure: Failure) -> None:
        self.notices.tell(f"{failure.title}: {failure.reason}", failure.details, warning=True)

    def _on_settings_changed(self) -> None:
        values = self.settings.settings
        self.session.labels.inspector = values.inspector
        self.actions.by_id["auto_advance"].setChecked(values.auto_advance)
        if values.k2_server != self._server:
            self._server = values.k2_server
            self.context.curve_list.stop()
            self.context.curves.renew()

    def _on_busy_changed(self, what: str) -> None:
        """Where rows will be shown is made while they are read."""
        if what:
            self.window.prepare_bench()

    def _on_bench_made(self) -> None:
        self.window.bench.table.said.connect(self.window.status.say)


def make_application(arguments: list[str]) -> QApplication:
    """The one QApplication, or the one there is."""
    there = QApplication.instance()
    if isinstance(there, QApplication):
        return there
    QApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    app = QApplication(arguments)
    app.setApplicationName("spectrogui")
    app.setApplicationDisplayName("")
    return app
