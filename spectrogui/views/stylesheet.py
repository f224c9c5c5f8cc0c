"""The look of ordinary widgets: Fusion with a palette and a few calm rules."""

from PySide6.QtGui import QColor, QPalette

from spectrogui.views.colours import Theme

_ROLES = {
    QPalette.ColorRole.Window: "panel",
    QPalette.ColorRole.WindowText: "ink",
    QPalette.ColorRole.Base: "field",
    QPalette.ColorRole.AlternateBase: "panel",
    QPalette.ColorRole.Text: "ink",
    QPalette.ColorRole.PlaceholderText: "muted",
    QPalette.ColorRole.Button: "panel",
    QPalette.ColorRole.ButtonText: "ink",
    QPalette.ColorRole.BrightText: "on_accent",
    QPalette.ColorRole.ToolTipBase: "ink",
    QPalette.ColorRole.ToolTipText: "plot",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on_accent",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "muted",
    QPalette.ColorRole.Light: "field",
    QPalette.ColorRole.Midlight: "hover",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Dark: "line",
    QPalette.ColorRole.Shadow: "line",
}
_OFF = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
    QPalette.ColorRole.Highlight,
)


def qt_palette(theme: Theme) -> QPalette:
    """The full palette of a theme."""
    palette = QPalette()
    for role, name in _ROLES.items():
        palette.setColor(role, QColor(getattr(theme, name)))
    for role in _OFF:
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.disabled))
    return palette


def style_sheet(theme: Theme) -> str:
    """The few rules that a palette cannot say; spaces are multiples of 4 px."""
    return _RULES % {name: getattr(theme, name) for name in _USED}


_USED = (
    "plot", "panel", "field", "hover", "chosen", "line", "ink", "muted", "disabled", "accent",
    "on_accent", "warning",
)  # fmt: skip

# A label takes its look from the property "role"; a button becomes the main one by "primary".
_RULES = """
QLabel[role="muted"] { color: %(muted)s; }
QLabel[role="heading"] { color: %(muted)s; font-weight: 600; }
QLabel[role="title"] { font-weight: 600; }
QLabel[role="warning"] { color: %(warning)s; }
QLabel[role="badge"] {
    color: %(muted)s; background: %(hover)s; border-radius: 4px; padding: 1px 8px;
}
QLabel[role="drop"] {
    color: %(muted)s; border: 1px dashed %(disabled)s; border-radius: 8px;
}
QLabel[role="drop"][over="true"] { color: %(ink)s; border: 1px dashed %(accent)s; }
QFrame[role="popup"] {
    background: %(field)s; border: 1px solid %(disabled)s; border-radius: 4px;
}
QToolTip {
    color: %(plot)s; background: %(ink)s; border: none; padding: 4px 8px;
}
QMainWindow::separator { background: %(line)s; width: 1px; height: 1px; }
QSplitter::handle { background: %(line)s; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QTabWidget::pane { border: none; }
QTabBar { font-size: 9pt; }
QTabBar::tab {
    color: %(muted)s; background: transparent; border: none; padding: 4px 12px;
    border-bottom: 2px solid transparent;
}
QTabBar::tab:hover { color: %(ink)s; background: %(hover)s; }
QTabBar::tab:selected { color: %(ink)s; border-bottom: 2px solid %(accent)s; }
QTabBar::tab:focus { color: %(accent)s; }
QDockWidget { titlebar-close-icon: none; titlebar-normal-icon: none; }
QDockWidget::title { text-align: left; padding: 4px 8px; color: %(muted)s; }
QToolBar { border: none; spacing: 4px; padding: 4px 8px; }
QToolBar::separator { background: %(line)s; width: 1px; margin: 4px; }
QStatusBar { border-top: 1px solid %(line)s; }
QStatusBar::item { border: none; }
QMenu { background: %(field)s; border: 1px solid %(line)s; padding: 4px 0; }
QMenu::item { padding: 4px 24px 4px 16px; }
QMenu::item:selected { background: %(chosen)s; color: %(ink)s; }
QMenu::item:disabled { color: %(disabled)s; }
QMenu::separator { height: 1px; background: %(line)s; margin: 4px 0; }
QPushButton {
    background: %(field)s; border: 1px solid %(line)s; border-radius: 4px; padding: 4px 12px;
}
QPushButton:hover { background: %(hover)s; }
QPushButton:pressed, QPushButton:checked { background: %(chosen)s; }
QPushButton:focus { border-color: %(accent)s; }
QPushButton:disabled { color: %(disabled)s; }
QPushButton[role="link"] {
    background: transparent; border: 1px solid transparent; text-align: left; padding: 4px 8px;
    color: %(accent)s;
}
QPushButton[role="link"]:hover { background: %(hover)s; }
QPushButton[role="link"]:focus { border-color: %(accent)s; }
QPushButton[primary="true"], QPushButton:default {
    background: %(accent)s; color: %(on_accent)s; border-color: %(accent)s;
}
QPushButton[primary="true"]:disabled {
    background: %(hover)s; color: %(disabled)s; border-color: %(line)s;
}
QPushButton[primary="true"]:focus { border-color: %(ink)s; }
QToolButton {
    background: transparent; border: 1px solid transparent; border-radius: 4px; padding: 4px;
}
QToolButton:hover { background: %(hover)s; }
QToolButton:pressed, QToolButton:checked { background: %(chosen)s; }
QToolButton:focus { border-color: %(accent)s; }
QToolButton::menu-indicator { image: none; }
QLineEdit, QPlainTextEdit, QTextEdit {
    background: %(field)s; border: 1px solid %(line)s; border-radius: 4px; padding: 3px 7px;
    selection-background-color: %(accent)s; selection-color: %(on_accent)s;
}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus { border-color: %(accent)s; }
QListWidget { background: transparent; border: none; }
QListWidget::item { padding: 1px 0; border-radius: 4px; }
QListWidget::item:hover { background: %(hover)s; color: %(ink)s; }
QListWidget::item:selected { background: %(chosen)s; color: %(ink)s; }
QTableView {
    background: %(field)s; alternate-background-color: %(panel)s; border: none;
    gridline-color: transparent;
    selection-background-color: %(chosen)s; selection-color: %(ink)s;
}
QHeaderView { background: %(panel)s; }
QHeaderView::section {
    background: %(panel)s; color: %(muted)s; border: none;
    border-bottom: 1px solid %(line)s; padding: 4px 8px;
}
QHeaderView::section:hover { background: %(hover)s; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QProgressBar {
    background: %(hover)s; border: none; border-radius: 2px; max-height: 4px;
}
QProgressBar::chunk { background: %(accent)s; border-radius: 2px; }
QScrollArea { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: %(line)s; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 24px; }
QScrollBar::handle:horizontal { min-width: 24px; }
QScrollBar::handle:hover { background: %(disabled)s; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QGraphicsView { background: %(plot)s; border: 1px solid %(plot)s; }
QGraphicsView:focus { border-color: %(accent)s; }
"""
