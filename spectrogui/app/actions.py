"""Every command of the program in one table: menu, title, keys, and when it is allowed.

Menus, tool bar, the list of keys in the window and the table in the README come from here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Needs = Literal["nothing", "rows", "current", "picked", "session"]


@dataclass(frozen=True, slots=True)
class Action:
    """One command; `id` names the method that carries it out.

    Attributes
    ----------
    id : unique; a method of one of the command objects
    menu : the menu it stands in
    title : as people read it in a menu
    keys : in Qt's portable text, the first one is shown in the menu
    needs : what must be there for it to make sense
    tip : one sentence for tool-tips and the list of keys
    group : a line is drawn in the menu between two groups
    checkable : it is on or off, and the menu shows which
    """

    id: str
    menu: str
    title: str
    keys: tuple[str, ...] = ()
    needs: Needs = "nothing"
    tip: str = ""
    group: int = 0
    checkable: bool = False


MENUS = ("&File", "&Edit", "&Go", "&Label", "&View", "&K2", "&Analysis", "&Help")

_FILE = (
    Action("open_files", "&File", "&Open…", ("Ctrl+O",), tip="Spectra, a list or a session"),
    Action("open_folder", "&File", "Open &folder…", ("Ctrl+Shift+O",),
           tip="All spectra in a folder and below it"),
    Action("open_demo", "&File", "Open the &demo list", tip="Simulated stars of every kind"),
    Action("new_session", "&File", "&New session…", ("Ctrl+N",),
           tip="Begin again with an empty list", group=1),
    Action("save_copy", "&File", "&Save checkpoint copy…", ("Ctrl+S",), "session",
           "A copy of the session as of now; saving itself is automatic", 1),
    Action("export_rows", "&File", "&Export…", ("Ctrl+E",), "rows",
           "Write selected, filtered, labelled or all rows to a file", 1),
    Action("export_figure", "&File", "Export fi&gure of this star…", ("Ctrl+Shift+E",), "current",
           "Spectrum and light curve on one page, as PDF, SVG or PNG", 1),
    Action("join_catalogue", "&File", "&Join catalogue…", (), "session",
           "Take Teff, log g, [Fe/H] and velocity from a catalogue and score again", 2),
    Action("add_curve", "&File", "Add &light curve…", (), "current",
           "Files of the current star", 2),
    Action("add_curve_folder", "&File", "Add folder of light &curves…", (), "session",
           "Each goes to the stars with the EPIC number in its name", 2),
    Action("choose_root", "&File", "D&ata folder…", (), "session",
           "Say where the spectra are now, if they were moved", 2),
    Action("show_settings", "&File",
           "Se&ttings…", ("Ctrl+,",), tip="Colours, text, name", group=3),
    Action("quit", "&File", "&Quit", ("Ctrl+Q",), tip="Everything is saved already", group=4),
)  # fmt: skip
_EDIT = (
    Action("undo", "&Edit", "&Undo", ("Ctrl+Z",), "rows",
           "Take back the last verdict, tag or comment"),
    Action("redo", "&Edit", "&Redo", ("Ctrl+Shift+Z",), "rows", "Do it again"),
    Action("focus_filter", "&Edit", "&Filter or search", ("/",), "rows",
           "An expression like ew_ha > 1, or any text", 1),
    Action("pick_filtered", "&Edit", "Pick &all rows shown", (), "rows",
           "What passes the filter becomes the selection", 1),
    Action("pick_none", "&Edit", "Pick &nothing", (), "picked", "Let go of the selection", 1),
)  # fmt: skip
_GO = (
    Action("next_row", "&Go", "&Next star", ("Right", "N"), "rows", "Next in the table"),
    Action("previous_row", "&Go", "&Previous star", ("Left", "B"), "rows",
           "Previous in the table"),
    Action("next_unlabelled", "&Go", "Next without a &verdict", ("Ctrl+Right",), "rows",
           "Next star without a verdict"),
    Action("previous_unlabelled", "&Go", "Previous &without a verdict", ("Ctrl+Left",), "rows",
           "Previous star without a verdict"),
    Action("first_row", "&Go", "&First star", ("Home",), "rows", "First in the table", 1),
    Action("last_row", "&Go", "&Last star", ("End",), "rows", "Last in the table", 1),
    Action("go_to", "&Go", "&Go to…", ("Ctrl+G",), "rows",
           "A line of the table, or any number or name", 1),
)  # fmt: skip
_VERDICTS = ("&Inactive", "&Uncertain", "&Probably active", "Securely &active", "P&eculiar")
_LABEL = (
    *(Action(f"verdict_{code}", "&Label", name, (str(code),), "current",
             f"Verdict: {name.replace('&', '').lower()}")
      for code, name in enumerate(_VERDICTS, 1)),
    Action("verdict_0", "&Label", "&No verdict", ("0",), "current", "Take the verdict away"),
    Action("toggle_star", "&Label", "&Star", ("F",), "current",
           "Put a star on it, or take it away", 1),
    Action("choose_tag", "&Label", "&Tag…", ("G",), "current", "Then the letter of a tag", 1),
    Action("focus_comment", "&Label", "&Comment", ("C",), "current",
           "Write a comment; Esc goes back", 1),
    Action("auto_advance", "&Label", "&Move on after a verdict", (), "nothing",
           "To the next star without a verdict", 2, True),
)  # fmt: skip
_VIEW = (
    Action("reset_views", "&View", "&Reset views", ("R",), "rows", "Show everything again"),
    Action("autoscale_y", "&View", "&Autoscale y", ("A",), "rows", "Fit y to what is in view"),
    Action("autoscale_y_here", "&View", "Autoscale y of this &panel", ("Shift+A",), "rows",
           "Only of the plot under the mouse"),
    Action("pan_left", "&View", "Pan to the blue", ("[",), "rows", "Move along the wavelengths"),
    Action("pan_right", "&View", "Pan to the red", ("]",), "rows", "Move along the wavelengths"),
    Action("zoom_out", "&View", "Zoom out", ("-",), "rows", "Around the cursor"),
    Action("zoom_in", "&View", "Zoom in", ("=", "+"), "rows", "Around the cursor"),
    Action("previous_line", "&View", "Previous line", (",",), "rows",
           "Hα, 8498, 8542, 8662, all", 1),
    Action("next_line", "&View", "Next line", (".",), "rows", "Hα, 8498, 8542, 8662, all", 1),
    Action("smooth_more", "&View", "Smooth more", ("S",), "rows", "For display only", 2),
    Action("smooth_less", "&View", "Smooth less", ("Shift+S",), "rows", "For display only", 2),
    Action("toggle_template", "&View", "&Template", ("T",), "rows",
           "Draw the template, or not", 2),
    Action("cycle_residual_mode", "&View", "&Difference, ratio, σ", ("D",), "rows",
           "How the residual is drawn", 2),
    Action("toggle_line_labels", "&View", "&Line labels", ("L",), "rows",
           "Name the lines, or not", 2),
    Action("toggle_masks", "&View", "&Masks and the Earth’s air", ("M",), "rows",
           "Show unusable pixels and telluric bands, or not", 2),
    Action("next_pair", "&View", "Next pair of a&xes", ("X",), "rows",
           "In the scatter: z₁ – z₂, F – F, R′ – Teff and more", 2),
    Action("layout_vet", "&View", "Layout &1: vet", ("Ctrl+1",), "nothing",
           "Spectra in the middle", 3),
    Action("layout_latent", "&View", "Layout &2: latent", ("Ctrl+2",), "nothing",
           "A large scatter", 3),
    Action("layout_curve", "&View", "Layout &3: light curve", ("Ctrl+3",), "nothing",
           "A large light curve", 3),
    Action("layout_compare", "&View", "Layout &4: R1800 and R250", ("Ctrl+4",), "nothing",
           "Both resolutions side by side", 3),
    Action("hide_docks", "&View", "&Spectra only", ("H",), "nothing",
           "Hide all but the spectra", 3, True),
    Action("full_screen", "&View", "F&ull screen", ("F11",), "nothing",
           "The whole screen", 3, True),
)  # fmt: skip
_K2 = (
    Action("fetch_curve", "&K2", "&Fetch light curve", ("K",), "current",
           "From the archive, now; once more after a failure"),
    Action("fetch_curves", "&K2", "Fetch &all", (), "rows",
           "For the selected rows or, if there are none, for all rows shown"),
    Action("stop_curves", "&K2", "&Stop", (), "rows",
           "Fetch and measure no further light curves; what is done stays"),
    Action("next_page", "&K2", "Next &page", ("P",), "rows",
           "Light curve, periodogram, folded", 1),
    Action("next_peak", "&K2", "Next pea&k", ("Shift+P",), "rows",
           "Fold at the next of the highest peaks", 2),
    Action("next_product", "&K2", "Next p&roduct", ("Shift+K",), "rows",
           "Another light curve of this star", 1),
    Action("double_period", "&K2", "&Double the period", ("Ctrl+Up",), "rows",
           "Fold at twice the period, and put it on the row", 2),
    Action("halve_period", "&K2", "&Halve the period", ("Ctrl+Down",), "rows",
           "Fold at half the period, and put it on the row", 2),
    Action("measured_period", "&K2", "&Measured period", ("Ctrl+0",), "rows",
           "Back to the highest peak", 2),
    Action("toggle_flatten", "&K2", "Fla&tten", ("Shift+F",), "rows",
           "Divide out slow changes, for looking; hides rotation, shows eclipses", 3),
    Action("toggle_outliers", "&K2", "Leave &outliers out", ("Shift+X",), "rows",
           "Of the search for a period; they stay in view", 3),
    Action("toggle_window_function", "&K2", "&Window function", ("W",), "rows",
           "What the times of observation alone make in the periodogram", 3),
    Action("show_flares", "&K2", "&List of flares", ("Shift+L",), "rows",
           "Times, amplitudes and significance", 3),
)  # fmt: skip
_ANALYSIS = (
    Action("resume_scoring", "&Analysis", "&Score the rest", (), "session",
           "Go on with rows that have no numbers yet"),
    Action("stop_scoring", "&Analysis", "S&top scoring", (), "session", "What is done stays"),
    Action("score_again", "&Analysis", "Score all rows &again", (), "session",
           "With the model of now; verdicts stay"),
    Action("retry_row", "&Analysis", "&Read this star again", (), "current",
           "Read the file once more", 1),
    Action("take_velocity", "&Analysis", "Use the corrected &velocity", ("V",), "current",
           "Take the lag away and measure this star anew; once more goes back", 1),
    Action("show_file", "&Analysis", "Show &file", (), "current",
           "Open the folder that holds the file", 1),
)  # fmt: skip
_HELP = (
    Action("show_keys", "&Help", "&Keys and labels", ("?", "F1"), "nothing",
           "All keys, and what verdicts and tags mean"),
    Action("edit_keys", "&Help", "C&hange keys…", (), "nothing",
           "Open the text file that says which key does what"),
    Action("show_messages", "&Help", "&Messages…", (), "nothing",
           "Everything that was told since the program started", 1),
    Action("copy_diagnostics", "&Help", "Copy &diagnostics", (), "nothing",
           "Versions, folders and the end of the log, for a bug report", 1),
    Action("show_logs", "&Help", "Open the &log folder", (), "nothing", "Where the log is", 1),
    Action("show_about", "&Help", "&About spectrogui", (), "nothing",
           "Version, licence, method", 2),
)  # fmt: skip

ACTIONS: tuple[Action, ...] = (
    *_FILE, *_EDIT, *_GO, *_LABEL, *_VIEW, *_K2, *_ANALYSIS, *_HELP,
)  # fmt: skip
ACTION: dict[str, Action] = {action.id: action for action in ACTIONS}

TOOL_BAR: tuple[str, ...] = (
    "open_files", "export_rows", "", "previous_row", "next_row", "next_unlabelled", "",
    "undo", "redo", "", "auto_advance", "show_keys",
)  # fmt: skip
"""What the tool bar offers, "" for a line between two groups; ten items at most."""

_SIGNS = {"Right": "→", "Left": "←", "Up": "↑", "Down": "↓"}


def plain_title(action: Action) -> str:
    """The title without the marks that menus need."""
    return action.title.replace("&", "").rstrip("…")


def key_text(keys: Iterable[str]) -> tuple[str, ...]:
    """Keys as people read them: arrows as signs, a letter alone small, Shift+S as S."""
    return tuple(_one(key) for key in keys)


def _one(key: str) -> str:
    if len(key) == 1:
        return key.lower()
    *modifiers, last = key.split("+") if not key.endswith("++") else (*key[:-2].split("+"), "+")
    return "+".join([*modifiers, _SIGNS.get(last, last)])


def key_rows(keys: Mapping[str, tuple[str, ...]] | None = None) -> list[tuple[str, str, str]]:
    """Group, title and keys of each action that has keys, in the order of the menus.

    Parameters
    ----------
    keys : those in force, by id; without, those of the table
    """
    rows = []
    for action in ACTIONS:
        given = action.keys if keys is None else keys.get(action.id, ())
        if given:
            group = action.menu.replace("&", "")
            rows.append((group, plain_title(action), " ".join(key_text(given))))
    return rows
