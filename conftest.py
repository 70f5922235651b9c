"""Plain `pytest --nbval notebooks`: measured numbers may differ in the last digits."""

from pathlib import Path

SANITIZE = Path(__file__).parent / "tests/notebooks/sanitize.cfg"


def pytest_configure(config):
    """Give nbval the course's rules, unless somebody has given others."""
    if getattr(config.option, "nbval_sanitize_with", "") is None:
        config.option.nbval_sanitize_with = str(SANITIZE)
