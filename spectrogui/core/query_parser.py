"""From the pieces of an expression to what it computes, or a sentence that says what is wrong."""

from collections.abc import Callable, Container

from spectrogui.core.columns import COLUMN
from spectrogui.core.errors import InputError
from spectrogui.core.query_nodes import (
    Arithmetic,
    Constant,
    Contains,
    Empty,
    HasWord,
    Junction,
    Kind,
    Magnitude,
    Named,
    Negation,
    Node,
    NumbersCompared,
    TextsCompared,
)
from spectrogui.core.query_tokens import COMPARISONS, KEYWORDS, Token, nearest_name

_DEEPEST = 40  # brackets within brackets


class Parser:
    """Reads an expression from left to right, one method for each step of the grammar."""

    def __init__(self, text: str, pieces: list[Token], names: Container[str]) -> None:
        self.used: set[str] = set()
        self._text, self._pieces, self._names = text, pieces, names
        self._at = 0
        self._depth = 0

    def condition(self) -> Node:
        """The whole expression, a truth for each row; raises InputError."""
        node = self._either()
        if self._next.kind != "end":
            raise self._wrong("“and”, “or” or a comparison is missing before", here=True)
        return self._truth(node)

    def _either(self) -> Node:
        node = self._both()
        while self._take("or"):
            node = Junction("or", self._truth(node), self._truth(self._both()))
        return node

    def _both(self) -> Node:
        node = self._negated()
        while self._take("and"):
            node = Junction("and", self._truth(node), self._truth(self._negated()))
        return node

    def _negated(self) -> Node:
        if self._take("not"):
            return Negation(self._truth(self._deeper(self._negated)))
        return self._compared()

    def _compared(self) -> Node:
        left = self._sum()
        sign = self._next
        if sign.key in COMPARISONS:
            self._at += 1
            return self._comparison(left, sign.key, self._right_side(left))
        if sign.key in {"~", "has"}:
            self._at += 1
            column = self._text_column(left, sign)
            word = self._word_after(sign)
            return Contains(column, word) if sign.key == "~" else HasWord(column, word)
        if self._take("is"):
            return self._emptiness(left)
        return left

    def _emptiness(self, left: Node) -> Node:
        without = self._take("not")
        if not isinstance(left, Named):
            raise self._wrong("“is empty” needs the name of a column before")
        if not self._take("empty"):
            raise self._wrong("only “empty” or “not empty” can follow “is”, after")
        empty = Empty(left.name, left.kind == "text")
        return Negation(empty) if without else empty

    def _comparison(self, left: Node, sign: str, right: Node) -> Node:
        if "text" in (left.kind, right.kind):
            left, right = _as_text(left), _as_text(right)
            if sign not in {"=", "==", "!="}:
                text = left if left.kind == "text" else right
                name = f"“{text.name}” is" if isinstance(text, Named) else "this is"
                raise self._wrong(f"{name} text, which only =, !=, ~ and has can compare, in")
            return TextsCompared(sign, left, right)
        return NumbersCompared(sign, self._number(left), self._number(right))

    def _right_side(self, left: Node) -> Node:
        """What a comparison compares with: text needs no quotes when a text column is asked."""
        word = self._next
        plain = word.kind == "word" and word.key not in self._names and word.key not in KEYWORDS
        if left.kind == "text" and plain:
            self._at += 1
            return Constant("text", word.text, word.text)
        return self._sum()

    def _sum(self) -> Node:
        node = self._product()
        while (sign := _minus(self._next.key)) in {"+", "-"}:
            self._at += 1
            node = Arithmetic(sign, self._number(node), self._number(self._product()))
        return node

    def _product(self) -> Node:
        node = self._signed()
        while (sign := self._next.key) in {"*", "/"}:
            self._at += 1
            node = Arithmetic(sign, self._number(node), self._number(self._signed()))
        return node

    def _signed(self) -> Node:
        sign = _minus(self._next.key)
        if sign not in {"+", "-"}:
            return self._single()
        self._at += 1
        inner = self._number(self._deeper(self._signed))
        return Arithmetic("-", Constant("number", 0.0), inner) if sign == "-" else inner

    def _single(self) -> Node:
        piece = self._next
        self._at += 1
        if piece.kind == "number":
            return Constant("number", float(piece.text), piece.text)
        if piece.kind == "text":
            return Constant("text", piece.text[1:-1], piece.text[1:-1])
        if piece.key == "(":
            return self._bracket()
        if piece.key == "abs" and self._take("("):
            return Magnitude(self._number(self._bracket()))
        if piece.key in {"true", "false"}:
            return Constant("number", float(piece.key == "true"), piece.text)
        if piece.kind == "word" and piece.key not in KEYWORDS:
            return self._column(piece)
        self._at -= 1
        raise self._wrong("a column or a number is missing after")

    def _bracket(self) -> Node:
        node = self._deeper(self._either)
        if not self._take(")"):
            raise self._wrong("a closing bracket is missing after")
        return node

    def _column(self, piece: Token) -> Node:
        name = piece.text if piece.text in self._names else piece.key
        if name not in self._names or name not in COLUMN:
            near = nearest_name(piece.text, self._names)
            hint = f"did you mean “{near}”?" if near else "the table's heads name them all."
            raise InputError(f"There is no column “{piece.text}”: {hint}")
        self.used.add(name)
        kinds: dict[str, Kind] = {"text": "text", "bool": "truth"}
        return Named(kinds.get(COLUMN[name].kind, "number"), name)

    def _text_column(self, left: Node, sign: Token) -> str:
        if isinstance(left, Named) and left.kind == "text":
            return left.name
        raise self._wrong(f"“{sign.text}” needs the name of a text column before it, in")

    def _word_after(self, sign: Token) -> str:
        piece = self._next
        if piece.kind in {"word", "number"}:
            self._at += 1
            return piece.text
        if piece.kind == "text":
            self._at += 1
            return piece.text[1:-1]
        raise self._wrong("a word is missing after")

    def _truth(self, node: Node) -> Node:
        if node.kind == "truth":
            if isinstance(node, Named):
                return NumbersCompared("=", node, Constant("number", 1.0))
            return node
        if isinstance(node, Named):
            example = f"{node.name} {'~ M' if node.kind == 'text' else '> 1'}"
            raise InputError(f"“{node.name}” needs a comparison, such as {example}.")
        raise InputError("The filter is a value, not a condition: compare it, as in rmse < 0.02.")

    def _number(self, node: Node) -> Node:
        if node.kind == "text":
            raise self._wrong("text cannot be used as a number in")
        if node.kind == "truth" and not isinstance(node, Named):
            raise self._wrong("a comparison cannot be used as a number (“and” is missing?) in")
        return node

    def _deeper(self, step: Callable[[], Node]) -> Node:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise InputError("The filter has too many brackets or signs within each other.")
        node = step()
        self._depth -= 1
        return node

    @property
    def _next(self) -> Token:
        return self._pieces[self._at]

    def _take(self, key: str) -> bool:
        found = self._next.key == key and self._next.kind in {"word", "sign"}
        self._at += found
        return found

    def _wrong(self, reason: str, *, here: bool = False) -> InputError:
        """The sentence, with the text up to the place where reading stopped."""
        stop = self._next
        if here:
            return InputError(f"The filter breaks off: {reason} “{self._text[stop.start :]}”.")
        return InputError(f"The filter breaks off: {reason} “{self._text[: stop.start].strip()}”.")


def _minus(key: str) -> str:
    return "-" if key == "−" else key


def _as_text(node: Node) -> Node:
    if isinstance(node, Constant) and node.kind == "number":
        return Constant("text", node.text, node.text)
    if isinstance(node, Named) and node.kind != "text":
        raise InputError(f"“{node.name}” is a number, so text cannot be compared with it.")
    if node.kind != "text":
        raise InputError("A text can only be compared with a text, such as subclass = M4.")
    return node
