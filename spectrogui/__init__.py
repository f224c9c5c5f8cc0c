"""Vet magnetically active stars in LAMOST spectra, beside their inactive templates."""

from typing import TYPE_CHECKING, Any

from spectrogui.core.errors import UnreadableError

if TYPE_CHECKING:
    from spectrogui.analysis.analyse import Analysis, analyse, analyse_many

__version__ = "0.1.0"
__all__ = ["Analysis", "UnreadableError", "__version__", "analyse", "analyse_many"]


def __getattr__(name: str) -> Any:
    """Load the analysis, and torch with it, when it is first asked for."""
    if name in {"Analysis", "analyse", "analyse_many"}:
        from spectrogui.analysis import analyse as module

        return getattr(module, name)
    raise AttributeError(f"module 'spectrogui' has no attribute {name!r}")
