"""The expected ways to fail; each message is one sentence for the person at the screen."""


class SpectroguiError(Exception):
    """Something the user can understand and act on; `str(error)` is the whole message."""


class UnreadableError(SpectroguiError):
    """A file that is not, or not any more, a LAMOST low-resolution spectrum."""


class InputError(SpectroguiError):
    """A list, catalogue, model or session that cannot be used as given."""
