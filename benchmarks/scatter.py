"""How smoothly the scatter pans and zooms, how soon it speaks of a point, how soon a lasso picks.

Usage: benchmarks/scatter.py [ROWS | SESSION] [--hasty]

What a frame costs with a hundred rows, so few points that nothing needs to be clever, stands
beside it.
"""

import sys

import numpy as np
from driving import Painted, Times, run
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

FRAMES = 90
BETWEEN_MS = 16
LEFT, NO = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
CTRL, BARE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
FRAME_GOAL = "33"


def send(widget, kind, place, button, buttons, modifiers=BARE):
    """One mouse event at a place of a widget."""
    here = QPointF(place)
    there = QPointF(widget.mapToGlobal(here.toPoint()))
    QApplication.sendEvent(widget, QMouseEvent(kind, here, there, button, buttons, modifiers))


def middle_of(driver):
    """The viewport under the points, and the place in the middle of them."""
    canvas = driver.bench.scatter.canvas
    middle = canvas.mapFromScene(canvas.box.sceneBoundingRect().center())
    return canvas.viewport(), QPointF(middle)


def pan(driver):
    """Frames of a drag that goes to and fro; from each move of the mouse to the picture."""
    port, middle = middle_of(driver)
    painted, made = Painted(port), Times()
    send(port, QEvent.Type.MouseButtonPress, middle, LEFT, LEFT)
    send(port, QEvent.Type.MouseMove, middle + QPointF(12, 12), NO, LEFT)  # so it is a drag
    QTest.qWait(BETWEEN_MS)
    for frame in range(1, driver.times(FRAMES) + 1):
        turn = 2 * np.pi * frame / FRAMES
        place = middle + QPointF(160 * np.sin(turn), 60 * np.sin(2 * turn) + 1)
        frame_of(driver, made, painted, QEvent.Type.MouseMove, port, place)
    send(port, QEvent.Type.MouseButtonRelease, middle, LEFT, NO)
    painted.stop()
    return made


def frame_of(driver, made, painted, kind, port, place):
    """One move with the button down, painted."""
    painted.begin()
    with driver.watched() as times:
        send(port, kind, place, NO, LEFT)
        driver.until(painted.done)
    made.add(times)
    QTest.qWait(BETWEEN_MS)


def zoom(driver):
    """Frames of turns of the wheel, in and out again."""
    port, middle = middle_of(driver)
    painted, made = Painted(port), Times()
    there = QPointF(port.mapToGlobal(middle.toPoint()))
    for frame in range(driver.times(FRAMES)):
        turn = 120 if frame % 30 < 15 else -120
        painted.begin()
        with driver.watched() as times:
            event = QWheelEvent(
                middle, there, QPoint(), QPoint(0, turn), NO, BARE,
                Qt.ScrollPhase.NoScrollPhase, False,
            )  # fmt: skip
            QApplication.sendEvent(port, event)
            driver.until(painted.done)
        made.add(times)
        QTest.qWait(BETWEEN_MS)
    painted.stop()
    return made


def settle(driver):
    """The longest step after a zoom, in which a crowd is drawn for the view of now."""
    view, made = driver.bench.scatter, Times()
    for _ in range(driver.times(4)):
        with driver.watched() as times:
            view.canvas.box.scaleBy((0.7, 0.7))
            driver.rest(500)
        times.took = times.step
        made.add(times)
    view.reset_range()
    driver.rest()
    return made


def hover(driver):
    """From a move of the mouse onto a point to the tip painted."""
    view, cloud = driver.bench.scatter, driver.bench.scatter.gestures._cloud
    port, _ = middle_of(driver)
    box, made, painted = view.canvas.box, Times(), Painted(view.tip)
    inside = np.flatnonzero(cloud.within(*box.viewRange()) & cloud.passing)
    for row in inside[np.linspace(0, len(inside) - 1, driver.times(60)).astype(int)]:
        send(port, QEvent.Type.MouseMove, QPointF(-5, -5), NO, NO)
        view.gestures._hover(-1)
        QTest.qWait(30)
        scene = box.mapViewToScene(QPointF(float(cloud.x[row]), float(cloud.y[row])))
        painted.begin()
        with driver.watched() as times:
            send(port, QEvent.Type.MouseMove, QPointF(view.canvas.mapFromScene(scene)), NO, NO)
            driver.until(painted.done)
        made.add(times)
    painted.stop()
    view.gestures._hover(-1)
    return made


def crowded_place(driver):
    """Where the point lies that is nearest to the medians of both axes."""
    canvas, cloud = driver.bench.scatter.canvas, driver.bench.scatter.gestures._cloud
    at = float(np.nanmedian(cloud.x)), float(np.nanmedian(cloud.y))
    row = int(np.nanargmin(np.hypot(cloud.x - at[0], cloud.y - at[1])))
    scene = canvas.box.mapViewToScene(QPointF(float(cloud.x[row]), float(cloud.y[row])))
    return QPointF(canvas.mapFromScene(scene))


def lasso(driver, share):
    """From the release of a lasso around a share of the plot to its points painted as picked."""
    port, _ = middle_of(driver)
    box, selection = driver.bench.scatter.canvas.box, driver.session.selection
    middle, made = crowded_place(driver), Times()
    radius = share * min(box.width(), box.height()) / 2
    for _ in range(driver.times(5)):
        selection.pick(np.empty(0, dtype=np.intp))
        driver.rest(300)
        send(port, QEvent.Type.MouseButtonPress, middle, LEFT, LEFT, CTRL)
        for turn in np.linspace(0, 2 * np.pi, 9 if driver.hasty else 90):
            away = QPointF(radius * np.cos(turn), radius * np.sin(turn))
            send(port, QEvent.Type.MouseMove, middle + away, NO, LEFT, CTRL)
            QTest.qWait(12)
        painted = Painted(port, driver.bench.table.lines.viewport())
        with driver.watched() as times:
            send(port, QEvent.Type.MouseButtonRelease, middle, LEFT, NO, CTRL)
            driver.until(lambda: len(selection.picked))
            driver.until(painted.done)
        made.add(times)
        painted.stop()
    selection.pick(np.empty(0, dtype=np.intp))
    driver.rest()
    return made


def choose(driver, *names):
    """From another colour or other axes to the picture."""
    view, made = driver.bench.scatter, Times()
    before = view.bar.names
    painted = Painted(view.canvas.viewport())
    for name in names:
        painted.begin()
        with driver.watched() as times:
            view.bar.choose(*(name if isinstance(name, tuple) else (*before[:2], name)))
            driver.until(painted.done)
            driver.until(lambda: not view._data_stale)
        made.add(times)
        driver.rest(200)
    painted.stop()
    view.bar.choose(*before)
    driver.rest()
    return made


def frames(made):
    """Frames in a second, if each takes as long as these."""
    return f"{FRAME_GOAL}; {1 / np.mean(made.took):.0f} frames/s"


def measure(driver, say, path):
    """Everything that the mouse does."""
    driver.bench.scatter.reset_range()
    driver.rest()
    for what, gesture in (("pan, a frame", pan), ("zoom, a frame", zoom)):
        made = gesture(driver)
        say(what, made, frames(made))
        driver.bench.scatter.reset_range()
        driver.rest()
    say("zoom ended, longest step", settle(driver), "50")
    say("hover", hover(driver), "10")
    say("lasso, a few", lasso(driver, 0.1), "200 / 1000")
    say("lasso, most", lasso(driver, 0.9), "200 / 1000")
    say("colour by other columns", choose(driver, "rmse", "teff", "", "verdict"), "200 / 1000")
    say("other axes", choose(driver, ("z3", "z4", "ew_ha"), ("teff", "ew_ha", "rmse")), "")
    driver.session.queue.set_filter("teff < 5000")
    driver.rest(800)
    made = pan(driver)
    say("pan, filtered, a frame", made, frames(made))
    driver.session.queue.set_filter("")
    driver.rest(800)


if __name__ == "__main__":
    run(measure, sys.argv)
