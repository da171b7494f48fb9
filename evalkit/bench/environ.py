"""The environment variables of a measured process: a fixed list, and of the user's what `evalkit.environments` lets pass."""

from __future__ import annotations

import os
from pathlib import Path

from evalkit.environments import FIXED, for_measured

THREADS = (
    "OMP_NUM_THREADS",  # OpenMP: scikit-learn, XGBoost, LightGBM; also sizes Arrow's pool
    "OPENBLAS_NUM_THREADS",  # NumPy and SciPy, as their wheels are built
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",  # Apple's Accelerate
    "NVPL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "NUMEXPR_MAX_THREADS",
    "NUMBA_NUM_THREADS",
    "TF_NUM_INTRAOP_THREADS",
    "TF_NUM_INTEROP_THREADS",
    "POLARS_MAX_THREADS",
    "RAYON_NUM_THREADS",  # libraries written in Rust
    "TOKIO_WORKER_THREADS",
    "LOKY_MAX_CPU_COUNT",  # joblib's processes
)
"""The variables that set the number of threads of libraries: one thread each, on every machine and for every tool.

Otherwise wall seconds would depend on the number of cores, and evalkit would compare one tool's default with another's
settings.
"""


def bare_environ(environment_folder: Path, folder: Path) -> dict[str, str]:
    """Return all variables for a process that runs in `folder` with the environment at `environment_folder`.

    HOME is `folder/home` and TMPDIR is `folder/tmp`; both are made if missing. The caller adds the adapter's variables.
    """
    home, temporary = folder / "home", folder / "tmp"
    for needed in (home, temporary):
        needed.mkdir(parents=True, exist_ok=True)
    return {
        **for_measured(),
        **dict.fromkeys(THREADS, "1"),
        "PATH": os.pathsep.join([str(environment_folder / "bin"), os.confstr("CS_PATH") or os.defpath]),
        "HOME": str(home),
        "TMPDIR": str(temporary),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local" / "share"),
        "XDG_STATE_HOME": str(home / ".local" / "state"),
        "XDG_RUNTIME_DIR": str(temporary),
        **FIXED,
        "USER": "evalkit",
        "USERNAME": "evalkit",
        "LOGNAME": "evalkit",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",  # bytecode is compiled at install; the implementation's own is never reused
        "MPLBACKEND": "Agg",
    }
