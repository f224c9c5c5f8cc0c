"""What every command may use."""

from dataclasses import dataclass

from spectrogui.app.analysis_desk import AnalysisDesk
from spectrogui.app.asking import Ask
from spectrogui.app.curve_desk import CurveDesk
from spectrogui.app.curve_list import CurveList
from spectrogui.app.curve_run import CurveRun
from spectrogui.app.opening import Opening
from spectrogui.app.scoring_run import ScoringRun
from spectrogui.app.showing import Showing
from spectrogui.app.window import Window
from spectrogui.store.session import Session
from spectrogui.store.settings import SettingsStore
from spectrogui.views.notices import Notices
from spectrogui.work.jobs import Jobs


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """The parts of the running program, put together by `app.program`."""

    session: Session
    settings: SettingsStore
    jobs: Jobs
    window: Window
    notices: Notices
    ask: Ask
    desk: AnalysisDesk
    showing: Showing
    scoring: ScoringRun
    opening: Opening
    curves: CurveDesk
    curve_list: CurveList
    curve_run: CurveRun
