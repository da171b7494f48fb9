"""Installs the recorder in any Python process that finds this file on PYTHONPATH.

EVALKIT_RECORD_INTO names the folder that every process writes its lines of JSON into, EVALKIT_RECORD_FILES the files
that are instrumented. EVALKIT_RECORD_STOPPED says that the processes are stopped by SIGTERM, and write their last lines
then. Imports are caught where Python's own loader compiles a source. A script is caught because Python asks the path
hooks for its path first, as it does for a zipped program; afterwards it sees what it would have seen. Where there are
more files than one, a tool may compile one of them by itself, as Streamlit does with a page; that is caught in `compile`.
A `sitecustomize` further down the path runs as it would have.
"""

from __future__ import annotations

import atexit
import builtins
import importlib.util
import os
import sys
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, TracebackType
from typing import Any, Optional

_HERE = os.path.dirname(os.path.abspath(__file__))
_FILES = {os.path.realpath(file) for file in os.environ.get("EVALKIT_RECORD_FILES", "").split(os.pathsep) if file}
_NAMES = {os.path.basename(file) for file in _FILES}
_PARTS = ("evalkit_rewriting", "evalkit_naming", "evalkit_watching")
_plain_get_code = SourceFileLoader.get_code
_plain_compile = compile
_ONLY_TREE = 0x400  # ast.PyCF_ONLY_AST: a syntax tree is asked for, and no code
_FUTURES = (
    0x1FE0000  # what `from __future__ import …` sets in the code of a file, as it is inherited by what that compiles
)
_effects: dict[str, dict[str, Any]] = {}


def _is_recorded(path: Any) -> bool:
    return isinstance(path, str) and os.path.basename(path) in _NAMES and os.path.realpath(path) in _FILES


def _instrumented(path: str, source: bytes, module: str, is_script: bool = False) -> Optional[CodeType]:  # noqa: UP045 - Python 3.9
    """The instrumented code of a file, or None where that cannot be had; the recording then says so."""
    import ast  # noqa: PLC0415

    import evalkit_naming as naming  # type: ignore[import-not-found]  # noqa: PLC0415
    import evalkit_rewriting as rewriting  # type: ignore[import-not-found]  # noqa: PLC0415
    import evalkit_watching as watching  # type: ignore[import-not-found]  # noqa: PLC0415

    try:
        tree = ast.parse(source, path)
        watching.WORDS.update(rewriting.words(tree))
        last = rewriting.hand_over_line(source) or float("inf")
        for name, node in rewriting.effects(tree, last):
            place = {"file": path, "line": node.lineno, "column": node.col_offset}
            _effects[name] = {**place, "end_line": node.end_lineno, "end_column": node.end_col_offset}
        rewritten = rewriting.rewrite(source, path, watching.site_maker(path), restores_main=is_script)
        code = _plain_compile(rewritten, path, "exec", dont_inherit=True)
    except Exception as error:
        watching.emit("broken", file=path, reason=f"{type(error).__name__}: {error}")
        return None
    naming.OWN_MODULES.add(module)
    naming.OWN_FILES.add(path)
    if module == "__main__":
        naming.OWN_MODULES.add("__mp_main__")
    watching.emit("file", file=path)
    return code


def _get_code(self: SourceFileLoader, fullname: str) -> Optional[CodeType]:  # noqa: UP045
    path = self.path
    if _is_recorded(path) and (code := _instrumented(str(path), self.get_data(path), fullname)) is not None:
        return code
    return _plain_get_code(self, fullname)


# Python leaves frames of its import system out of a traceback; ours stands between two of them.
_get_code.__code__ = _get_code.__code__.replace(co_filename="<frozen importlib._bootstrap_external>")


def _compile(
    source: Any,
    filename: Any,
    mode: str,
    flags: int = 0,
    dont_inherit: bool = False,
    optimize: int = -1,
    **further: Any,
) -> Any:
    """As Python's own `compile`, but for the code of a recorded file, which is instrumented."""
    if mode == "exec" and not flags & _ONLY_TREE and _is_recorded(filename):
        with open(filename, "rb") as file:
            code = _instrumented(os.path.realpath(filename), file.read(), "__main__")
        if code is not None:
            return code
    if not dont_inherit:
        flags |= sys._getframe(1).f_code.co_flags & _FUTURES  # noqa: SLF001
    return _plain_compile(source, filename, mode, flags, True, optimize, **further)


# And where Python compiles a module that it imports, nothing but the frames of its import system may stand before ours.
_compile.__code__ = _compile.__code__.replace(
    co_filename="<frozen importlib._bootstrap_external>", co_name="_call_with_frames_removed"
)


class _ScriptLoader(SourceFileLoader):
    """Gives runpy the code of a script, which is made beforehand."""

    def __init__(self, path: str, code: CodeType) -> None:
        super().__init__("__main__", path)
        self._code = code

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002
        return self._code


class _ScriptFinder:
    """Finds exactly one `__main__`: the script itself. What cannot be instrumented is left to Python."""

    def __init__(self, path: str) -> None:
        if not _is_recorded(path) or not os.path.isfile(path):
            raise ImportError(path)
        with open(path, "rb") as file:
            code = _instrumented(path, file.read(), "__main__", is_script=True)
        if code is None:
            raise ImportError(path)
        self._path, self._loader = path, _ScriptLoader(path, code)

    def find_spec(self, name: str, target: object = None) -> Optional[ModuleSpec]:  # noqa: ARG002, UP045
        if name != "__main__":
            return None
        return importlib.util.spec_from_loader(name, self._loader, origin=self._path)

    def invalidate_caches(self) -> None:
        """Nothing is kept that could go stale."""


def _restore_main() -> None:
    """Give a script the globals and the path of a plain run; called by its first statement."""
    frame: Any = sys._getframe(1)  # noqa: SLF001
    names, path = frame.f_globals, frame.f_globals["__file__"]
    is_script = frame.f_back.f_back.f_code.co_name == "_run_module_as_main"  # else run_path, as in spawned workers
    names.update(__spec__=None, __cached__=None, __package__=None if is_script else "")
    names["__loader__"] = SourceFileLoader("__main__", path) if is_script else None
    if sys.path and sys.path[0] == path:
        if is_script and not getattr(sys.flags, "safe_path", False):
            sys.path[0] = os.path.dirname(os.path.realpath(path))
        else:
            del sys.path[0]
    if is_script and sys.excepthook is sys.__excepthook__:
        sys.excepthook = sys.__excepthook__ = _excepthook_of(path, sys.excepthook)


def _excepthook_of(path: str, plain: Any) -> Any:
    def excepthook(kind: type[BaseException], error: BaseException, traceback: Optional[TracebackType]) -> None:  # noqa: UP045
        """Show an exception without the frames that brought the script up."""
        first = traceback
        while first is not None and first.tb_frame.f_code.co_filename != path:
            first = first.tb_next
        plain(kind, error.with_traceback(first) if first is not None else error, first or traceback)

    return excepthook


def _file_of(module: Any) -> Any:
    try:
        return object.__getattribute__(module, "__dict__").get("__file__")  # a lazy module would load if asked itself
    except Exception:
        return None


def _at_end() -> None:
    import evalkit_watching as watching  # noqa: PLC0415

    own = {name for name, module in list(sys.modules.items()) if _is_recorded(_file_of(module))}
    for name, place in _effects.items():
        if name in sys.modules and name not in own:
            package = name.partition(".")[0]
            watching.emit("use", symbol=name, package=package, kind="import", keywords=[], config_keys=[], **place)
    ours = {*_PARTS, "sitecustomize", "__main__", "__mp_main__", *own}
    watching.emit("modules", names=sorted({name.partition(".")[0] for name in list(sys.modules) if name not in ours}))


def _end_when_stopped() -> None:
    """Write the last lines when SIGTERM comes, which would run nothing that is registered for the end, and then end by it.

    A program's own handler takes the place of this one. Python's `signal` would import more than the program does.
    """
    import _signal  # type: ignore[import-not-found]  # noqa: PLC0415

    def end(number: int, _frame: object) -> None:
        _at_end()
        _signal.signal(number, _signal.SIG_DFL)
        os.kill(os.getpid(), number)

    if _signal.getsignal(_signal.SIGTERM) == _signal.SIG_DFL:
        _signal.signal(_signal.SIGTERM, end)


def _in_forked_child() -> None:
    import evalkit_watching as watching  # noqa: PLC0415

    watching.start_file()
    util = sys.modules.get("multiprocessing.util")
    if util is not None:  # its children end without running what is registered for the end
        util.register_after_fork(watching, lambda _: util.Finalize(None, _at_end, exitpriority=-1000))


def _install() -> None:
    sys.path.insert(0, _HERE)
    try:
        import evalkit_rewriting  # noqa: F401, PLC0415
        import evalkit_watching as watching  # noqa: PLC0415
    finally:
        sys.path[:] = [path for path in sys.path if os.path.abspath(path) != _HERE]
    for look in watching.LOOKS:
        setattr(builtins, f"_evalkit_{look.__name__}_", look)
    builtins._evalkit_main_ = _restore_main  # type: ignore[attr-defined]
    watching.start_file()
    SourceFileLoader.get_code = _get_code  # type: ignore[method-assign, assignment]
    sys.path_hooks.insert(0, _ScriptFinder)
    if len(_FILES) > 1:
        builtins.compile = _compile
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_in_forked_child)
    atexit.register(_at_end)
    if os.environ.get("EVALKIT_RECORD_STOPPED"):
        _end_when_stopped()


def _run_next_sitecustomize() -> None:
    spec = PathFinder.find_spec("sitecustomize", [path for path in sys.path if os.path.abspath(path) != _HERE])
    if spec is not None and spec.loader is not None:
        module = importlib.util.module_from_spec(spec)
        sys.modules["sitecustomize"] = module
        spec.loader.exec_module(module)


try:
    if _FILES and os.environ.get("EVALKIT_RECORD_INTO"):
        _install()
finally:
    _run_next_sitecustomize()
