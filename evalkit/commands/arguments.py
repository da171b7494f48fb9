"""How a command line is read: what does not fit is told as every other mistake is, in one sentence with the remedy.

typer reads it; its own sentences say what a parser expected, and not what to write.
"""

# ruff: noqa: PLC0415 (imported when there is a mistake to explain)

from __future__ import annotations

import difflib
import itertools
import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import typer
import typer.main
from typer.core import TyperCommand, TyperGroup

from evalkit.commands.help_order import heading_of, in_order

_Context = Any
"""typer.Context, or its base, for which typer has no public name."""
_SHOWN = 4
"""How many examples of a value are named."""
_ALIKE = 0.7
"""From which likeness on a word is taken for a misspelt one; less makes --on of --open."""
_LEAST_PREFIX = 3
_PRINTED_DASHES = "\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}"


class WrongArguments(Exception):
    """A command line that cannot be meant so; the text says why, and what to write."""


class Command(TyperCommand):
    """A command that says in evalkit's words what it cannot take."""

    def parse_args(self, ctx: _Context, args: list[str]) -> list[str]:
        """Read the arguments behind the command's name; raises `WrongArguments`."""
        given = list(args)
        if ctx.resilient_parsing:  # a shell asks what could follow: nothing is wrong yet
            return super().parse_args(ctx, args)
        _refuse_what_is_empty(given)
        _refuse_options_as_values(ctx, given)
        ctx.allow_extra_args = True  # they are refused here
        try:
            extra = super().parse_args(ctx, args)
        except typer.TyperException as error:
            raise WrongArguments(_said(error, ctx, given)) from None
        if extra:
            raise WrongArguments(_too_many(ctx, extra, given))
        return extra


class Group(TyperGroup):
    """Commands under one name, which says in evalkit's words what it cannot take."""

    def parse_args(self, ctx: _Context, args: list[str]) -> list[str]:
        """Read the arguments behind the group's name; raises `WrongArguments`."""
        given = [] if args == ["--"] else list(args)
        if not given or ctx.resilient_parsing:  # typer shows the help
            return super().parse_args(ctx, given)
        try:
            return super().parse_args(ctx, args)
        except typer.TyperException as error:
            raise WrongArguments(_said(error, ctx, given)) from None

    def list_commands(self, ctx: _Context) -> list[str]:
        """Return the names of the commands in the order of the help."""
        return in_order(super().list_commands(ctx))

    def resolve_command(self, ctx: _Context, args: list[str]) -> Any:
        """Return the command that is named, as typer does; raises `WrongArguments` if there is none."""
        if not ctx.resilient_parsing and self.get_command(ctx, args[0]) is None:
            raise WrongArguments(_no_command(ctx, args[0], args[1:]))
        return super().resolve_command(ctx, args)


class Application(typer.Typer):
    """A typer application whose commands are those above."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(cls=Group, **settings)

    def command(self, *named: Any, **settings: Any) -> Callable[[Any], Any]:
        """Register a command, as typer does, under its heading."""
        heading = heading_of(named[0] if named else None)
        return super().command(*named, cls=Command, rich_help_panel=heading, **settings)

    def __call__(self, *given: Any, **settings: Any) -> Any:
        """Run a command line."""
        return self._together(*given, **settings)

    @cached_property
    def _together(self) -> Any:
        """All commands as typer puts them together from their functions, which it would do again for each command line."""
        return typer.main.get_command(self)


def _said(error: typer.TyperException, ctx: _Context, given: Sequence[str]) -> str:
    """Say what an error of typer's means; its kinds have no public names to import, and are known by theirs."""
    kind, option = type(error).__name__, getattr(error, "option_name", "")
    if kind == "NoSuchOption":
        return _no_option(ctx, option, given)
    if kind == "BadOptionUsage" and (parameter := _parameter(ctx, option)) is not None:
        return f"{option} takes no value; write {option} alone" if _is_flag(parameter) else _lacks(ctx, parameter, "")
    if kind == "MissingParameter":
        return _missing(ctx, error.param, given)  # type: ignore[attr-defined]
    if isinstance(error, typer.BadParameter) and (said := _wrong_value(error)):
        return said
    return f"{error.format_message()}; `{ctx.command_path} --help` shows what can be written"


def _parameters(ctx: _Context) -> list[Any]:
    return list(ctx.command.get_params(ctx))


def _options(ctx: _Context) -> list[str]:
    return [option for parameter in _parameters(ctx) for option in _options_of(parameter)]


def _options_of(parameter: Any) -> list[str]:
    if parameter.param_type_name != "option":
        return []
    return [*parameter.opts, *parameter.secondary_opts]


def _parameter(ctx: _Context, option: str) -> Any:
    return next((each for each in _parameters(ctx) if option in _options_of(each)), None)


def _is_flag(parameter: Any) -> bool:
    return bool(getattr(parameter, "is_flag", False))


def _label(parameter: Any) -> str:
    """Return what a parameter is called in messages: --out, RUBRIC."""
    options = _options_of(parameter)
    return next((each for each in options if each.startswith("--")), "") or (options or [_metavar(parameter)])[0]


def _metavar(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name.upper().replace("_", "-")).strip("[]…. ")


def _meant(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that somebody meant: one that begins like it, or one that is much like it."""
    by_bare = {each.lstrip("-").lower(): each for each in known}
    bare = word.lstrip("-").lower()
    begins = [
        each
        for each in by_bare
        if min(len(each), len(bare)) >= _LEAST_PREFIX and (each.startswith(bare) or bare.startswith(each))
    ]
    near = begins or difflib.get_close_matches(bare[:200], by_bare, n=1, cutoff=_ALIKE)
    return by_bare[near[0]] if near else None


def _no_option(ctx: _Context, option: str, given: Sequence[str]) -> str:
    """Say that there is no such option, and which was meant; of -blocks, typer names no more than -b."""
    written = next((each.partition("=")[0] for each in given if each.startswith(option)), option)
    options = _options(ctx)
    behind = _behind_its_command(ctx, written, given)
    if behind:
        return behind
    what = f"`{ctx.command_path}` has no option {written}"
    if meant := _meant(written, options):
        return f"{what}; did you mean {meant}?"
    others = [f"`{name}`" for name, has in _commands_with_options(ctx.find_root()) if written in has]
    elsewhere = f", which {' and '.join(others)} {'has' if len(others) == 1 else 'have'}" if others else ""
    own = ", ".join(each for each in options if each not in ctx.help_option_names)
    return f"{what}{elsewhere}; {f'there are {own}' if own else 'leave it out'}"


def _behind_its_command(ctx: _Context, option: str, given: Sequence[str]) -> str:
    """What to do about an option of a command that stands before the command's name; '' if it is none."""
    having = [name for name, has in _commands_with_options(ctx) if option in has]
    named = next((name for name in having if name.rpartition(" ")[2] in given), None)
    if named:
        return f"{option} is an option of `{named}`; write it behind that: `{named} … {option}`"
    if having:
        return f"{option} is an option of {', '.join(f'`{name}`' for name in having)}; write it behind the command"
    return ""


def _commands_with_options(ctx: _Context) -> Iterator[tuple[str, list[str]]]:
    """Yield the name of each command below, as it is written, with its options."""
    for name, command in getattr(ctx.command, "commands", {}).items():
        below = typer.Context(command, info_name=name, parent=ctx)
        if hasattr(command, "commands"):
            yield from _commands_with_options(below)
        else:
            yield below.command_path, _options(below)


def _refuse_what_is_empty(given: Sequence[str]) -> None:
    """Raise `WrongArguments` for an argument without a character, as a variable of the shell gives that is not set."""
    for before, argument in itertools.pairwise(["", *given]):
        if not argument:
            where = f"behind {before} " if before else ""
            raise WrongArguments(f"an argument {where}is empty; write its value, or leave it out")
        if argument.startswith("--") and argument.endswith("="):
            raise WrongArguments(f"{argument} has nothing behind it; write its value, or leave it out")


def _refuse_options_as_values(ctx: _Context, given: Sequence[str]) -> None:
    """Raise `WrongArguments` where an option lacks its value and the next option would become it."""
    options = set(_options(ctx))
    for option, value in itertools.pairwise(given):
        if option == "--":
            return
        if value in options and option in options and not _is_flag(parameter := _parameter(ctx, option)):
            raise WrongArguments(_lacks(ctx, parameter, value))


def _lacks(ctx: _Context, parameter: Any, follows: str) -> str:
    label = _label(parameter)
    instead = f", and {follows} follows" if follows else ""
    return f"{label} lacks its value{instead}; write {label} {_metavar(parameter)}{_such_as(ctx, parameter)}"


def _missing(ctx: _Context, parameter: Any, given: Sequence[str]) -> str:
    label = _label(parameter)
    run = next((each for each in given if _metavar(parameter) == "RUN" and Path(each, "manifest.json").is_file()), None)
    if run is not None:
        return f"{label} is missing, and {run} is a run; did you mean `{ctx.command_path} {shlex.quote(run)}`?"
    wanted = [
        f"{_label(each)} {_metavar(each)}" if _options_of(each) else _metavar(each)
        for each in _parameters(ctx)
        if each.required
    ]
    what = (parameter.help or "").partition("  [")[0].rstrip(". ")
    explained = f", {what[:1].lower()}{what[1:]}" if what else ""
    return f"{label} is missing{explained}{_such_as(ctx, parameter)}; write `{ctx.command_path} {' '.join(wanted)}`"


def _such_as(ctx: _Context, parameter: Any) -> str:
    """Return examples of a value, of what a shell would complete here; '' if there are none."""
    if is_run := _metavar(parameter) == "RUN":
        known = _runs()
    else:
        known = [each.value for each in parameter.shell_complete(ctx, "")]
    some = sorted((each for each in known if each), key=len)  # short names are the usual ones
    if is_run and not some:
        return ", which `evalkit run RUBRIC` makes in reports/: there is none here yet"
    if not some or all(each in (parameter.help or "") for each in some):
        return ""
    return f", such as {', '.join(some[:_SHOWN])}{' …' if len(some) > _SHOWN else ''}"


def _runs() -> list[str]:
    """The folders of runs where `evalkit run` makes them: below the current folder."""
    return sorted(str(file.parent) for file in Path("reports").glob("*/manifest.json"))


def _wrong_value(error: typer.BadParameter) -> str:
    """Say what a value must be, from what pydantic found, with which typer reads values; '' if it said nothing."""
    from evalkit.documents import one_of
    from evalkit.documents.messages import limit, number_expected

    parameter: Any = error.param
    found = _finding(error.__cause__)
    if parameter is None or not found:
        return ""
    label, value, kind = _label(parameter), found["input"], found["type"]
    choices = getattr(parameter.type_descriptor, "choices", None)
    if choices:
        allowed = [str(getattr(each, "value", each)) for each in choices]
        meant = _meant(str(value), allowed)
        return f"{label} must be {one_of(allowed)}, not {str(value)!r}" + (f"; did you mean {meant}?" if meant else "")
    if words := limit(kind, found.get("ctx", {})):
        return f"{label} must be {words}, not {value}"
    if words := number_expected(kind):
        return f"{label} must be {words}, not {str(value)!r}"
    return ""


def _finding(cause: BaseException | None) -> dict[str, Any]:
    """Return the first finding of pydantic's; for an option that may be given again, that of the value itself."""
    from pydantic import ValidationError

    if not isinstance(cause, ValidationError):
        return {}
    first: dict[str, Any] = dict(cause.errors(include_url=False)[0])
    return _finding(first.get("ctx", {}).get("error")) or first


def _too_many(ctx: _Context, extra: Sequence[str], given: Sequence[str]) -> str:
    """Say which arguments are too many, and what was meant by the first of them."""
    first = extra[0]
    options = _options(ctx)
    if first[0] in _PRINTED_DASHES:
        bare = first.lstrip(_PRINTED_DASHES + "-")
        return f"{first} begins with a long dash; write {_meant(bare, options) or '--' + bare}, with hyphens"
    takes = [str(each.metavar or _metavar(each)) for each in _parameters(ctx) if each.param_type_name == "argument"]
    what = f"`{ctx.command_path}` takes {' '.join(takes) + ' and no more' if takes else 'no argument'}"
    if spaced := _with_spaces(given):
        return f"{what}; put a name with spaces in quotes: {shlex.quote(spaced)}"
    if f"--{first}" in options:
        return f"{what}; did you mean --{first}?"
    if meant := _several_values(ctx, given, len(extra)):
        return f"{what}; {meant}"
    return f"{what}; leave {shlex.join(extra)} out, or see `{ctx.command_path} --help`"


def _several_values(ctx: _Context, given: Sequence[str], more: int) -> str:
    """What to write where `more` words than one stand behind an option that takes one; '' where none does."""
    for at, option in enumerate(given):
        parameter = _parameter(ctx, option)
        if parameter is None or _is_flag(parameter):
            continue
        words = list(itertools.takewhile(lambda word: not word.startswith("-"), given[at + 1 :]))[: more + 1]
        if len(words) > 1 and not any(Path(word).is_file() for word in words[1:]):
            if parameter.multiple:
                return f"write {option} before each: {' '.join(f'{option} {shlex.quote(word)}' for word in words)}"
            return f"put several words in quotes: {option} {shlex.quote(' '.join(words))}"
    return ""


def _with_spaces(given: Sequence[str]) -> str:
    """Return the file or folder with spaces in its name that stands in several arguments; '' if there is none."""
    for begin in range(len(given)):
        for end in range(len(given), begin + 1, -1):
            name = " ".join(given[begin:end])
            try:
                if Path(name).exists():
                    return name
            except (OSError, ValueError):
                continue
    return ""


def _no_command(ctx: _Context, name: str, rest: Sequence[str]) -> str:
    commands = ctx.command.list_commands(ctx)
    what = f"there is no command {name!r}"
    if name == "help":
        named = next((each for each in rest if each in commands), None)
        return f"{what}; `{ctx.command_path}{f' {named}' if named else ''} --help` shows it"
    if name == "version":
        return f"{what}; `{ctx.command_path} --version` shows it"
    if Path(name, "manifest.json").is_file():
        return f"{what}; did you mean `evalkit report {shlex.quote(name)}`?"
    if name.endswith((".yaml", ".yml")):
        return f"{what}; did you mean `evalkit run {shlex.quote(name)}`?"
    if meant := _meant(name, commands):
        return f"{what}; did you mean {meant!r}?"
    return f"{what}; there are {', '.join(commands)}, and `{ctx.command_path} --help` explains them"
