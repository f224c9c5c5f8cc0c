"""The expected ways to fail; each message is one sentence for the person at the screen."""


def one_line(text: str) -> str:
    """Text without line breaks and whatever else in a file's name would upset a terminal."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c.isspace() else "?" for c in text)


class SpectroguiError(Exception):
    """Something the user can understand and act on; `str(error)` is the whole message."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(one_line(sentence))


class UnreadableError(SpectroguiError):
    """A file that is not, or not any more, a LAMOST low-resolution spectrum."""


class InputError(SpectroguiError):
    """A list, catalogue, model or session that cannot be used as given."""


class NothingReadError(InputError):
    """Inputs of which none could be read."""


class OfflineError(SpectroguiError):
    """An archive that cannot be reached from here at all."""


class ArchiveError(SpectroguiError):
    """An archive that was reached and did not give what was asked for."""
