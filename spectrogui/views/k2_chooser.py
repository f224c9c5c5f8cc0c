"""Which light curve of a star is on display: one that is measured, and others over it."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from spectrogui.core.k2_product import Product
from spectrogui.views.k2_words import chosen_words, described
from spectrogui.views.plot import small_font

Products = tuple[Product, ...]

_SIGN, _PAD, _EM = " ▾", 6, 9
MOST = 4
"""Light curves over each other; more could not be told apart."""


class Chooser(QToolButton):
    """A button that says which of how many; its menu lists all, also those to download."""

    chosen = Signal(object)  # tuple of products, the one that is measured first
    fetch_asked = Signal()
    add_asked = Signal()
    delete_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.products: Products = ()
        self.shown: Products = ()
        self.words = "…"
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setStyleSheet("QToolButton { padding: 1px 4px; }")
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self.setMenu(self._menu)
        self._menu.aboutToShow.connect(self._fill)
        self.restyle()

    def restyle(self) -> None:
        """Take the size of text of now."""
        font = small_font()
        font.setBold(True)
        self.setFont(font)
        self.updateGeometry()
        self._fit()

    def show_products(self, products: Products, chosen: Products) -> None:
        """What there is, and what of it is on display."""
        self.products, self.shown = products or chosen, chosen
        words = chosen_words(self.products, chosen)
        self.words = words
        self.updateGeometry()
        self._fit()
        self.setAccessibleName(f"Light curve: {words}")
        listed = "\n".join(described(product) for product in self.products)
        self.setToolTip(f"{listed}\nAnother one: press, or use the key")
        if not self._menu.isHidden():
            self._fill()

    def sizeHint(self) -> QSize:
        """Qt: room for all of the words."""
        metrics = QFontMetrics(self.font())
        texts = (self.words, _SIGN)
        wide = sum(metrics.horizontalAdvance(text) for text in texts) + 2 * _PAD + 2
        return QSize(wide, metrics.height() + 6)

    def minimumSizeHint(self) -> QSize:
        """Qt: room for most names; longer ones may be cut."""
        hint = self.sizeHint()
        return QSize(min(hint.width(), _EM * hint.height()), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: more or less of the words."""
        super().resizeEvent(event)
        self._fit()

    def next(self) -> None:
        """Measure the next one: of those that are here, else of all."""
        here = tuple(each for each in self.products if each.where != "archive")
        ring = here if len(here) > 1 else self.products
        if len(ring) < 2:
            return
        at = ring.index(self.shown[0]) if self.shown and self.shown[0] in ring else -1
        self.measure(ring[(at + 1) % len(ring)])

    def measure(self, product: Product) -> None:
        """Take the numbers from this one; those that lie over it stay."""
        others = tuple(each for each in self.shown[1:] if each != product)
        self.chosen.emit((product, *others))

    def overlay(self, product: Product, shown: bool) -> None:
        """Draw one over the one that is measured, or not."""
        others = tuple(each for each in self.shown if each != product)
        self.chosen.emit((*others, product) if shown else others)

    def actions_of(self) -> list[QAction]:
        """What the menu offers now."""
        self._fill()
        return self._menu.actions()

    def _fit(self) -> None:
        metrics = QFontMetrics(self.font())
        room = self.width() - 2 * _PAD - metrics.horizontalAdvance(_SIGN)
        self.setText(metrics.elidedText(self.words, Qt.TextElideMode.ElideRight, room) + _SIGN)

    def _fill(self) -> None:
        self._menu.clear()
        self._list("Measure", exclusive=True)
        if len(self.products) > 1 and self.shown:
            self._list("Show over it", exclusive=False)
        self._menu.addSeparator()
        self._menu.addAction("Look in the archive (k)").triggered.connect(self.fetch_asked)
        self._menu.addAction("Add file…").triggered.connect(self.add_asked)
        for product in self.products:
            if product.where == "cached":
                action = self._menu.addAction(f"Delete the cached file of {product.title}")
                action.setData(product)
                action.triggered.connect(self._on_delete)

    def _list(self, heading: str, *, exclusive: bool) -> None:
        self._menu.addAction(heading).setEnabled(False)
        group = QActionGroup(self._menu)
        group.setExclusive(exclusive)
        full = len(self.shown) >= MOST
        for product in self.products:
            is_main = bool(self.shown) and product == self.shown[0]
            if is_main and not exclusive:
                continue
            action = self._menu.addAction(described(product))
            action.setToolTip(product.filename)
            action.setCheckable(True)
            action.setChecked(is_main if exclusive else product in self.shown)
            action.setEnabled(exclusive or action.isChecked() or not full)
            action.setData(product)
            group.addAction(action)
            action.triggered.connect(self._on_main if exclusive else self._on_over)

    def _on_main(self) -> None:
        self.measure(self._product_of_sender())

    def _on_over(self) -> None:
        product = self._product_of_sender()
        self.overlay(product, product not in self.shown)

    def _on_delete(self) -> None:
        self.delete_asked.emit(self._product_of_sender())

    def _product_of_sender(self) -> Product:
        action = self.sender()
        if not isinstance(action, QAction):
            raise TypeError(action)
        product = action.data()
        if not isinstance(product, Product):
            raise TypeError(product)
        return product
