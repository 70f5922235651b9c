"""Packages that only one notebook needs: on Colab installed when it asks, elsewhere asked for."""

import importlib.util
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path


def install_on_colab(**packages: str) -> None:
    """Make sure that modules can be imported; nothing that is installed changes its version.

    Args:    packages: by module what pip has to install for it, keras_tuner="keras-tuner six".
    Raises:  ModuleNotFoundError: for a module that is missing, if this is not Colab.
             subprocess.CalledProcessError: if pip finds no versions that fit what is there.
    """
    absent = [name for name in packages if importlib.util.find_spec(name) is None]
    if not absent:
        return
    requirements = [part for name in absent for part in packages[name].split()]
    if "google.colab" not in sys.modules:
        raise ModuleNotFoundError(
            f"{', '.join(absent)} missing: run `python course.py lab`, which installs all that the "
            f"course needs, or `pip install {' '.join(requirements)}`",
            name=absent[0],
        )
    with tempfile.TemporaryDirectory() as folder:
        constraints = Path(folder) / "constraints.txt"
        constraints.write_text("\n".join(sorted(_installed())), encoding="utf-8")
        pip = [sys.executable, "-m", "pip", "install", "-q", "-c", str(constraints), *requirements]
        subprocess.run(pip, check=True)
    importlib.invalidate_caches()


def _installed() -> set[str]:
    """What is there, as pip's constraints; local versions such as 2.11.0+cu128 stay whole."""
    packages = ((d.metadata["Name"], d.version) for d in metadata.distributions())
    return {f"{name}=={version}" for name, version in packages if name and version}
