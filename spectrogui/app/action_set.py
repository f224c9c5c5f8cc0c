"""The table of actions as Qt's actions, in menus and on the tool bar."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QSizePolicy, QToolBar, QWidget

from spectrogui.app.actions import ACTION, ACTIONS, MENUS, TOOL_BAR, Action, key_text, plain_title
from spectrogui.app.icons import SIDE, icon
from spectrogui.store.session import Session
from spectrogui.views import theme


class ActionSet(QObject):
    """One Qt action for each line of the table, that can be used when what it needs is there.

    Bare keys are ordinary shortcuts of the window. A text field claims what it can type before
    the window's shortcuts see it, every other widget leaves them alone; so nothing else is needed
    for a key to act everywhere but where one writes.

    Parameters
    ----------
    methods : what carries out each action, by its id
    keys : the keys in force, by id
    """

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        methods: Mapping[str, Callable[..., Any]],
        keys: Mapping[str, tuple[str, ...]],
    ) -> None:
        super().__init__(window)
        self._session = session
        self.by_id = {line.id: self._make(line, methods[line.id], keys) for line in ACTIONS}
        for made in self.by_id.values():
            window.addAction(made)
        self.menus = {title: self._menu(window, title) for title in MENUS}
        self.tool_bar = self._tool_bar(window)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.update)
        for signal in (
            session.opened,
            session.rows_added,
            session.selection.current_changed,
            session.selection.picked_changed,
        ):
            signal.connect(self._on_changed)
        theme.changed.connect(self.restyle)
        self.restyle()
        self.update()

    def update(self) -> None:
        """Let those be used that make sense now."""
        session = self._session
        there = {
            "nothing": True,
            "rows": len(session.table) > 0,
            "current": session.selection.current >= 0,
            "picked": len(session.selection.picked) > 0,
            "session": session.file is not None,
        }
        for name, made in self.by_id.items():
            made.setEnabled(there[ACTION[name].needs])

    def restyle(self) -> None:
        """Draw the signs in the ink of now."""
        colours = theme.current()
        for name in filter(None, TOOL_BAR):
            self.by_id[name].setIcon(icon(name, colours.ink, colours.disabled))

    def _on_changed(self) -> None:
        self._soon.start()

    def _make(
        self, line: Action, method: Callable[..., Any], keys: Mapping[str, tuple[str, ...]]
    ) -> QAction:
        made = QAction(line.title, self)
        made.setObjectName(line.id)
        made.setCheckable(line.checkable)
        given = keys.get(line.id, ())
        made.setShortcuts([QKeySequence.fromString(key) for key in given])
        shown = " ".join(key_text(given))
        head = f"{plain_title(line)}  ({shown})" if shown else plain_title(line)
        made.setToolTip(f"{head}\n{line.tip}" if line.tip else head)
        made.setStatusTip("")
        made.setIconVisibleInMenu(False)
        made.triggered.connect(method)
        return made

    def _menu(self, window: QMainWindow, title: str) -> QMenu:
        menu = window.menuBar().addMenu(title)
        before = 0
        for line in (line for line in ACTIONS if line.menu == title):
            if line.group != before:
                menu.addSeparator()
            before = line.group
            menu.addAction(self.by_id[line.id])
        return menu

    def _tool_bar(self, window: QMainWindow) -> QToolBar:
        bar = QToolBar("Tools", window)
        bar.setObjectName("tools")
        bar.setMovable(False)
        bar.setIconSize(QSize(SIDE, SIDE))
        if (layout := bar.layout()) is not None:
            layout.setContentsMargins(8, 4, 8, 4)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        for name in TOOL_BAR:
            if not name:
                bar.addSeparator()
                continue
            bar.addAction(self.by_id[name])
            button = bar.widgetForAction(self.by_id[name])
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(plain_title(ACTION[name]))
        space = QWidget()
        space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(space)
        window.addToolBar(bar)
        return bar
