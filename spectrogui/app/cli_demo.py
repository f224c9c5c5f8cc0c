"""`spectrogui demo`: the window on simulated stars, made when it is first asked for."""

from pathlib import Path

from spectrogui.app.console import say, working
from spectrogui.store.places import data_folder


def demo(shots: Path | None) -> int:
    """Open the demo list, or render it to pictures in the folder `shots`; the exit status.

    Raises
    ------
    InputError : the list or the pictures cannot be made
    """
    folder = demo_folder()
    with working("Making simulated stars:") as ticket:
        from spectrogui.analysis.demo import make_demo

        catalogue = make_demo(folder, ticket)
    if shots is not None:
        from spectrogui.app.shots import render_shots

        made = render_shots(shots, catalogue)
        say(f"spectrogui demo: {len(made)} pictures of the window are in {shots}.")
        return 0
    from spectrogui.app.run_window import run_window

    session = folder.with_name(f"{folder.name}.spectro")
    return run_window([] if session.exists() else [catalogue], session=session)


def demo_folder() -> Path:
    """Where the list lies that belongs to the bundled model."""
    from spectrogui.analysis.demo_stars import EDITION
    from spectrogui.io.models import model_folder, read_card

    weights = str(read_card(model_folder("r1800")).get("weights_sha256", ""))
    return data_folder() / f"demo-{weights[:8]}-{EDITION}"
