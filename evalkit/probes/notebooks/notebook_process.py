"""One notebook run in a live kernel, then from the edited cell on again: a script for evalkit's own interpreter.

    notebook_process.py <request.json> <answer.json>

The request names `import_from` (folders where nbclient is found), `python` (the interpreter of the kernel), `kernels`
(an empty folder), `cwd`, `ours` (variables that the kernel is not to see), `path` (where helper modules lie), `cells`,
`again` (the cells of the second pass, or none), `outputs` and `kept` (a copy of the outputs after the first pass).
The answer is written after each step, so that a session that was ended has said how far it came. What the cells print
goes to standard output.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import sys
import time
from pathlib import Path
from typing import Any

FLOORS = 3
"""Passes over as many empty cells, of which the median counts."""

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def main(request_file: str, answer_file: str) -> None:
    """Run one session."""
    request = json.loads(Path(request_file).read_text(encoding="utf-8"))
    sys.path.extend(request["import_from"])
    asyncio.run(_session(request, Path(answer_file)))


async def _session(request: dict[str, Any], answer_file: Path) -> None:
    from jupyter_client.kernelspec import KernelSpecManager  # noqa: PLC0415  (found only now)
    from jupyter_client.manager import AsyncKernelManager  # noqa: PLC0415
    from nbclient import NotebookClient  # noqa: PLC0415
    from nbformat.v4 import new_code_cell, new_notebook  # noqa: PLC0415

    kernels = Path(request["kernels"])
    spec = {
        "argv": [request["python"], "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "sibling",
        "language": "python",
    }
    (kernels / "sibling").mkdir(parents=True)
    (kernels / "sibling" / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    specs = KernelSpecManager(kernel_dirs=[str(kernels)], ensure_native_kernel=False)
    # Sockets in the sandbox: no port is open to others. The path is short because such paths must be.
    manager = AsyncKernelManager(
        kernel_name="sibling", kernel_spec_manager=specs, transport="ipc", ip=os.path.join("tmp", "kernel")
    )
    client = NotebookClient(
        new_notebook(),  # type: ignore[no-untyped-call]
        km=manager,
        timeout=None,
        startup_timeout=180,
        iopub_timeout=60,
        shutdown_kernel="immediate",
    )
    answer: dict[str, Any] = {}

    def note(**facts: Any) -> None:
        answer.update(facts)
        answer_file.write_text(json.dumps(answer), encoding="utf-8")

    async def run(sources: list[str]) -> dict[str, Any] | None:
        """Run cells; returns where and how one failed."""
        for number, source in enumerate(sources):
            cell = new_code_cell(source)  # type: ignore[no-untyped-call]
            client.nb["cells"] = [cell]
            try:
                await client.async_execute_cell(cell, 0)
            except Exception as error:
                _show(cell)
                name, value = getattr(error, "ename", type(error).__name__), getattr(error, "evalue", str(error))
                trace = _COLOUR.sub("", getattr(error, "traceback", ""))
                return {"cell": number, "name": name, "value": _COLOUR.sub("", value), "trace": trace[-4000:]}
            _show(cell)
        return None

    environ = {name: value for name, value in os.environ.items() if name not in request["ours"]}
    async with client.async_setup_kernel(cleanup_kc=True, cwd=request["cwd"], env=environ):
        # As Python does for a script; no name of it is left in the notebook.
        await run([f"__import__('sys').path.insert(0, {request['path']!r})"])
        note(started=True)
        note(failed=await run(request["cells"]))
        if answer["failed"]:
            return
        shutil.copytree(request["outputs"], request["kept"], symlinks=True)
        note(kept=True)
        again = request["again"]
        if not again:
            return
        floors = []
        for _ in range(FLOORS):
            started = time.perf_counter()
            await run(["pass"] * len(again))
            floors.append(time.perf_counter() - started)
        note(floors=floors)
        started = time.perf_counter()
        failed = await run(again)
        note(seconds=time.perf_counter() - started, failed_again=failed)


def _show(cell: Any) -> None:
    for output in cell.get("outputs", []):
        text = (
            output.get("text") or "\n".join(output.get("traceback", [])) or output.get("data", {}).get("text/plain", "")
        )
        if text:
            print(_COLOUR.sub("", text).rstrip("\n"), flush=True)  # noqa: T201  (what the notebook shows)


if __name__ == "__main__":
    main(*sys.argv[1:])
