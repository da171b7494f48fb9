"""Usage read off the source: what an implementation uses of other people's code, as far as that can be told without a run.

The flow of values says what each object came from, and the type stubs of Python's own library what that gives. Where an
interpreter has the libraries, jedi infers what the attributes of their objects belong to. What stays unresolved is
'?.name', and taken to belong to the package that its object was got from. Not counted: Python's own names and the
methods of its types, the implementation's own functions and classes, and what stands in dead code or below the
hand-over mark.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from evalkit.bench.recorder.evalkit_rewriting import MIRRORED, OPERATORS
from evalkit.model import Implementation, SymbolFacts, Usage, Use
from evalkit.model.usage import UseKind
from evalkit.probes.dsls.detector import find_in_python
from evalkit.probes.dsls.families import families
from evalkit.probes.dsls.kinds import pattern
from evalkit.probes.dsls.known_names import known
from evalkit.probes.usage.classes_beside import ClassesBeside
from evalkit.probes.usage.config_keys import (
    config_keys,
    keywords_behind_stars,
    keywords_of,
    parameters_of_own,
    tuned_by,
)
from evalkit.probes.usage.containers import Holders
from evalkit.probes.usage.inference import Infer, Inferred, Place, infer
from evalkit.probes.usage.known_calls import is_column, known_calls
from evalkit.probes.usage.neighbours import Neighbours
from evalkit.probes.usage.object_operators import operators_of_objects
from evalkit.probes.usage.standard_facts import standard_facts
from evalkit.probes.usage.sure_objects import SureObjects
from evalkit.probes.usage.text_methods import is_of_text
from evalkit.probes.usage.unknown_objects import PYTHONS_OWN, UnknownObjects, takes
from evalkit.source.class_members import ClassMembers, class_members
from evalkit.source.collecting import without_collecting
from evalkit.source.depth import however_deep
from evalkit.source.files import is_python, name_of, read_python
from evalkit.source.live_code import live_code
from evalkit.source.local_modules import Exports, local_modules
from evalkit.source.names import imported_names
from evalkit.source.own_modules import OwnModules
from evalkit.source.ownership import HANDED_OVER, Owner, Owners
from evalkit.source.reading import NotPython, Position, Source, read_source, source_lines
from evalkit.source.scopes import scopes_of
from evalkit.source.standard_library import attribute_of, member
from evalkit.source.walking import nodes_of, walked

Span = tuple[Position, Position]
_LOGS = frozenset({"bind", "critical", "debug", "error", "exception", "info", "log", "new", "warn", "warning"})
"""Methods of a logger."""

_CLASS_HAS = re.compile(r"\.[A-Z]+[a-z]\w*\.[a-z_]\w*$")
"""What a class has that is no class: its own attributes are those of an object."""

_FIELDS = frozenset({"args", "name", "real", "imag", "numerator", "denominator", "start", "stop", "step"})
"""What Python's own types have beside methods."""


@dataclass(frozen=True, slots=True)
class UseSite:
    """One place where something is used, before it is known what: the symbol as spelled, or '' and an attribute's name.

    `asked` is where its name stands, `operand` where that of an operator's operand does; `sure` says that the source
    alone makes it a library's, `origin` the package that the object was got from.
    """

    kind: UseKind
    node: ast.AST
    symbol: str
    name: str
    sure: bool
    asked: Place | None = None
    operand: Place | None = None
    call: ast.Call | None = None
    origin: str = ""


@without_collecting
@however_deep
def static_usage(
    implementation: Implementation, root: Path, python: Path | None, reason: str, *, inferring: Infer = infer
) -> Usage:
    """Read the usage of an implementation off its files; `reason` is why it was not recorded.

    `python` is an interpreter that has what the files import; without one nothing is inferred, and what belongs to
    objects of libraries outside the standard library stays unresolved. Files that are not Python are left out.
    `inferring` is who infers.
    """
    read: dict[Path, tuple[str, Source]] = {}
    for file in implementation.files:
        if is_python(file):
            try:
                text = read_python(file)
                read[file] = (text, read_source(text))
            except NotPython:
                continue
    modules_here = OwnModules(implementation, read)
    local = modules_here.names
    own, own_classes = _own_attributes(implementation)
    exports = Exports(implementation, {file: source.tree for file, (_, source) in read.items()})
    neighbours = Neighbours(modules_here, implementation.files)
    uses: list[Use] = []
    facts: dict[str, SymbolFacts] = {}
    modules: set[str] = set()
    complaints: dict[str, None] = {}
    for file, (text, source) in read.items():
        live = live_code(source.tree, exports.of(file)).tree
        imported = imported_names(live)
        modules |= {name.partition(".")[0] for name in imported.values() if not name.startswith(".")} - local
        owners = Owners(live, local, known_calls(), neighbours.beside(file))
        beside = ClassesBeside(live, owners, neighbours.classes_beside(file), neighbours.classes_around(file))
        lines, placeholders = source_lines(text), find_in_python(text).placeholders
        reader = _Reader(
            live,
            source,
            owners,
            own | neighbours.own_attributes,
            (*own_classes, *neighbours.own_classes),
            beside,
            lines,
            placeholders,
            neighbours.displays,
        )
        names, types = reader.questions() if python is not None else ((), ())
        inferred = inferring(file, text, python, names, types) if names or types else Inferred()
        uses += reader.uses(inferred, name_of(file, root))
        facts |= inferred.facts
        if inferred.complaint:
            complaints[inferred.complaint] = None
    told = {use.symbol for use in uses} - {""}
    facts = standard_facts(told) | facts
    return Usage(
        recorded=False,
        uses=tuple(uses),
        symbols={symbol: fact for symbol, fact in facts.items() if symbol in told},
        modules=tuple(sorted(modules - {"__future__"})),
        reason="; ".join([reason, *complaints] if reason else complaints),
    )


def _own_attributes(implementation: Implementation) -> tuple[frozenset[str], tuple[ClassMembers, ...]]:
    """What the classes of an implementation have, by name and by class, those in modules that it imports from beside it too."""
    names: set[str] = set()
    classes: list[ClassMembers] = []
    for file in local_modules(implementation):
        try:
            tree = read_source(read_python(file)).tree
        except NotPython:
            continue
        names |= scopes_of(tree).own_attributes
        classes += class_members(tree)
    return frozenset(names), tuple(classes)


class _Reader:
    """The places of one file where something of a library is used."""

    def __init__(
        self,
        live: ast.Module,
        source: Source,
        owners: Owners,
        own: frozenset[str],
        own_classes: tuple[ClassMembers, ...],
        beside: ClassesBeside,
        lines: Sequence[str],
        placeholders: AbstractSet[Span],
        elsewhere: AbstractSet[ast.AST],
    ) -> None:
        self._live = live
        self._lines = lines
        self._owners = owners
        self._own = own
        self._own_classes = own_classes
        self._beside = beside
        self._handover = source.handover_line
        self._placeholders = placeholders
        self._imported = imported_names(live)
        self._modules = _modules(self._imported)
        self._named = {node.id for node in nodes_of(source.tree) if isinstance(node, ast.Name)}
        self._seen: set[ast.AST] = set()
        self._handed_on = _handed_on(live)
        self._called = frozenset(node.func for node in nodes_of(live) if isinstance(node, ast.Call))
        self._of_objects = operators_of_objects(live, self._owners)
        self._unknown = UnknownObjects(live, owners, own)
        self._objects = SureObjects(live, owners, self._unknown, self._handed_on)
        self._holders = Holders(live, owners)
        having = Counter(name for one in own_classes for name in one.names)
        self._delegated = frozenset(node for node in _delegated(live) if having[node.attr] == 1)
        self.sites: list[UseSite] = []
        for node in nodes_of(live):
            self._definition(node)
        for node in nodes_of(live):
            self._expression(node)
        self.sites = [site for site in self.sites if self._is_above(site.node)]
        self.sites.sort(key=lambda site: (_line(site.node), getattr(site.node, "col_offset", 0), site.kind))
        calls = {site.call for site in self.sites if site.call is not None}
        self._elsewhere = elsewhere
        self._keys = config_keys(live, self._owners, calls, elsewhere)
        self._tuned_by = tuned_by(live, self._owners)

    def questions(self) -> tuple[list[Place], list[Place]]:
        """The places of the names, and of the operands, that inference is asked about: what no stub has told already."""
        untold = [site for site in self.sites if site.symbol.partition(".")[0] not in sys.stdlib_module_names]
        # What an import spells is found at once; then each name once before any twice.
        first = {site.name: site for site in reversed(untold)}
        by_cost = sorted(untold, key=lambda site: (not site.symbol, first[site.name] is not site))
        names = list(dict.fromkeys(site.asked for site in by_cost if site.asked is not None))
        types = list(dict.fromkeys(site.operand for site in untold if site.operand is not None))
        return names, types

    def uses(self, inferred: Inferred, file: str) -> list[Use]:
        """What is used where, with what was inferred; config keys only of calls that turn out to be a library's."""
        found = []
        resolved = [(site, _resolved(site, inferred, self._own)) for site in self.sites]
        same = _same(resolved)
        for site, spelled in resolved:
            if spelled is None:
                continue
            symbol = same.get(spelled, spelled)
            package = site.origin if symbol.startswith("?.") else symbol.partition(".")[0]
            end = getattr(site.node, "end_lineno", None) or _line(site.node)
            use = Use(symbol, site.kind, package, file, _line(site.node), end)
            if site.call is not None:
                use = self._with_words(use, site.call, of_own=self._makes_part_of_own(site))
            found.append(use)
        for call, keys in self._tuned_by.items():
            if self._is_above(call):
                found.append(Use("", "call", "", file, _line(call), call.end_lineno or _line(call), config_keys=keys))
        return found

    def _with_words(self, use: Use, call: ast.Call, *, of_own: bool) -> Use:
        """A use with the keywords of its call, those behind a `**` too, and the keys that it is handed beside these.

        `of_own` says that the keywords are those of a function of the author's.
        """
        of_own = of_own or (use.package in known().data.logs_fields and _last(use.symbol) in _LOGS)
        told = () if of_own else (*keywords_of(call), *keywords_behind_stars(call, self._owners, self._elsewhere))
        own = parameters_of_own(call, self._owners)
        words = dict.fromkeys(word for word in told if word not in own)
        return replace(use, keywords=tuple(words), config_keys=self._keys.get(call, ()))

    def _makes_part_of_own(self, site: UseSite) -> bool:
        """Whether a call makes a part of an own function, whose parameters are no library's."""
        first = site.call.args[0] if site.call is not None and site.call.args else None
        return site.symbol == "functools.partial" and first is not None and self._owners.of(first).owner is Owner.OWN

    def _definition(self, node: ast.AST) -> None:
        """Decorators, base classes, and imports of what is never named."""
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for decorator in node.decorator_list:
                call = decorator if isinstance(decorator, ast.Call) else None
                self._add("decorator", call.func if call else decorator, call)
        if isinstance(node, ast.ClassDef):
            for base in node.bases:
                self._add("base", base.value if isinstance(base, ast.Subscript) else base)
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                bound = alias.asname or alias.name.partition(".")[0]
                symbol = alias.name if isinstance(node, ast.Import) else self._imported.get(bound, "")
                ours = self._owners.is_own_import(ast.Name(bound, ast.Load()))
                if bound not in self._named and not ours and not symbol.startswith("__future__") and bound != "*":
                    self.sites.append(UseSite("import", node, symbol, "", sure=True))

    def _expression(self, node: ast.AST) -> None:
        if isinstance(node, ast.Call):
            self._add("call", node.func, node)
            if isinstance(node.func, ast.Subscript) and node.keywords and (symbol := self._owners.symbol(node.func)):
                self.sites.append(UseSite("call", node.func, symbol, "", sure=True, call=node))
        elif isinstance(node, ast.Attribute | ast.Name):
            self._add("attribute", node)
        elif isinstance(node, ast.BinOp):
            self._operator(node, node.op, node.left, node.right)
        elif isinstance(node, ast.UnaryOp):
            self._operator(node, node.op, node.operand)
        elif isinstance(node, ast.AugAssign):
            self._operator(node, node.op, node.target, node.value)
        elif isinstance(node, ast.Compare):
            for left, op, right in zip([node.left, *node.comparators], node.ops, node.comparators, strict=False):
                self._operator(node, op, left, right)

    def _add(self, kind: UseKind, node: ast.expr, call: ast.Call | None = None) -> None:
        """Note the use that an expression is, if it may be one, once: a decorator or what is called is no attribute."""
        if node in self._seen or not isinstance(node, ast.Attribute | ast.Name):
            return
        symbol = self._symbol(node, call)
        if symbol is not None and isinstance(node, ast.Name) and self._is_handed_on_by_own(node, symbol):
            return  # what an own module got from a library, and hands on under another name
        if symbol is not None and not (isinstance(node, ast.Attribute) and self._is_part_of_object(node)):
            self._see_chain(node)
            if kind == "attribute" and symbol in self._modules:
                return  # a module that is handed on is no symbol
            self.sites.append(UseSite(kind, node, symbol, "", True, self._end(node), call=call))
            return
        self._seen.add(node)
        if call is not None and kind == "call":
            self._call_of_own(node, call)
        if not isinstance(node, ast.Attribute) or self._is_own_modules(node):
            return
        if call is None and self._is_field(node):
            return
        owner = self._owners.of(node.value).owner
        inherits = owner is Owner.OWN and self._owners.inherits(node)
        if owner is Owner.BUILT_IN and self._is_asked_of_handed_over(node, call):
            owner = Owner.UNKNOWN
        if owner is Owner.BUILT_IN or (owner is Owner.OWN and not inherits):
            return
        if owner is Owner.UNKNOWN and self._may_be_pythons(node, call):
            return
        if call is not None and owner is Owner.LIBRARY and self._is_of_text(node, call):
            return
        asked_of = self._owners.member(node)
        if asked_of is not None and asked_of.is_pythons_own:
            return
        if owner is Owner.LIBRARY and (self._is_handed_back(node) or self._is_own_field_set(node)):
            return
        if asked_of is None and self._is_made_up(node):
            return
        if call is not None and owner is Owner.LIBRARY and self._holders.has(node, call):
            return
        if not inherits and self._beside.has(node):
            return
        if _is_special(node.attr) and _is_super(node.value):
            self._base_told(node, call)
            return
        is_foreign = node.attr in self._own and (
            node in self._delegated or not self._unknown.may_be_of(node, self._own_classes)
        )
        sure = owner is Owner.LIBRARY or inherits or is_foreign
        origin = self._owners.origin(node.value)
        asked = None if self._owners.is_computed(node.value) else self._end(node)
        symbol = asked_of.symbol if asked_of else ""
        self.sites.append(UseSite(kind, node, symbol, node.attr, sure, asked, call=call, origin=origin))

    def _is_handed_on_by_own(self, node: ast.Name, symbol: str) -> bool:
        """Whether a name that no import binds stands for a symbol which the source spells nowhere itself."""
        return node.id not in self._imported and _last(symbol) != node.id and symbol not in self._spelled

    @cached_property
    def _spelled(self) -> frozenset[str]:
        """The symbols that the source spells, by what it imports."""
        attributes = (node for node in nodes_of(self._live) if isinstance(node, ast.Attribute))
        spelled = (self._owners.symbol(node) for node in attributes)
        return frozenset(filter(None, spelled)) | frozenset(self._imported.values())

    def _symbol(self, node: ast.expr, call: ast.Call | None) -> str | None:
        """The symbol that an expression spells; of a field that the author put into a library's object, that object's."""
        symbol = self._owners.symbol(node)
        while symbol is not None and isinstance(node, ast.Attribute):
            is_field = call is None and self._owners.is_field(node)
            if not is_field and self._owners.symbol(node.value) not in known().data.plain_of_modules:
                break
            node = node.value
            symbol = self._owners.symbol(node)
        return symbol

    def _is_part_of_object(self, node: ast.Attribute) -> bool:
        """Whether an attribute is that of an object which a module has, whose own name is a symbol already."""
        spelled = self._owners.symbol(node.value)
        if spelled is None or spelled in known().data.plain_of_modules:
            return False
        of_class = _CLASS_HAS.search(spelled) is not None and isinstance(node.value, ast.Attribute)
        of_field = isinstance(node.value, ast.Attribute) and self._owners.is_field(node.value)
        return of_class or of_field or pattern(known().data.objects_of_modules).match(spelled) is not None

    def _is_own_modules(self, node: ast.Attribute) -> bool:
        """Whether an attribute is that of an own module, or of something in one that is not known to be a library's."""
        if not self._owners.is_own_import(node):
            return False
        is_known = self._owners.of(node.value).owner is Owner.LIBRARY
        return not (is_known or self._owners.inherits(node))

    def _is_field(self, node: ast.Attribute) -> bool:
        """Whether an attribute is a field that the source has named: of a configuration, or of what a library gives back."""
        is_declared = node.attr in self._owners.scopes.fields and not self._owners.of(node.value).is_object
        is_column = self._is_column_of_frame(node) or self._objects.is_column_of_table(node)
        return is_declared or is_column or self._owners.is_field(node)

    def _is_column_of_frame(self, node: ast.Attribute) -> bool:
        """Whether an attribute is a column of a lazy table, all of whose attributes are columns but for some."""
        family = families().frame(self._owners.value(node.value).origin)
        return bool(family) and node.attr not in families()[family].plain

    def _is_handed_back(self, node: ast.Attribute) -> bool:
        """Whether an object is one of the source's own, which a library hands back one by one: `for x in track(xs)`."""
        is_item = self._owners.value(node.value).origin.endswith("()@")
        own = self._own | self._owners.scopes.own_attributes
        return is_item and isinstance(node.ctx, ast.Load) and node.attr in own and node not in self._delegated

    def _is_made_up(self, node: ast.Attribute) -> bool:
        """Whether the author gave a field to an object of Python's own library, whose class has none that is called so.

        A double has any that it is asked for.
        """
        origin = self._owners.value(node.value).origin
        made = member(origin.removesuffix("()")) if origin.endswith("()") else None
        if made is None or not made.is_class:
            return False
        return isinstance(node.ctx, ast.Store) or attribute_of(made.symbol, "__getattr__") is not None

    def _is_own_field_set(self, node: ast.Attribute) -> bool:
        """Whether a field that a class of the author's has is set, or read, on what a library gave: a row of a table."""
        if node.attr not in self._own:
            return False
        given = self._owners.value(node.value).origin.endswith((")", "@"))
        is_row = given and self._owners.origin(node.value) in known().data.gives_own_objects
        return isinstance(node.ctx, ast.Store) or (is_row and node not in self._called)

    def _call_of_own(self, node: ast.Attribute | ast.Name, call: ast.Call) -> None:
        """Note what is told to an object of a library that is called, and to the base of an own class."""
        base, keywords = self._owners.handed_up(call)
        if keywords:
            told = ast.copy_location(ast.Call(call.func, [], [*keywords]), call)
            self.sites.append(UseSite("call", node, base, "", sure=True, call=told))
        is_held = isinstance(node, ast.Name) or self._owners.of(node.value).owner is Owner.OWN
        if call.keywords and is_held and self._owners.is_object(node):
            origin = self._owners.origin(node)
            self.sites.append(UseSite("call", node, "", "__call__", sure=True, call=call, origin=origin))

    def _base_told(self, node: ast.Attribute, call: ast.Call | None) -> None:
        """Note what the base that a library has of an own class is told by keywords: `super().__init__(name="x")`."""
        base = self._owners.value(node.value).origin.removesuffix("()")
        if call is not None and call.keywords and node.attr == "__init__" and "(" not in base:
            self.sites.append(UseSite("call", node, base, "", sure=True, call=call))

    def _may_be_pythons(self, node: ast.Attribute, call: ast.Call | None) -> bool:
        """Whether an attribute of a value of which nothing is known may be one that Python's own types have, or the author's.

        They have methods, so that what is neither called nor handed on to be called is none of theirs. What is set may
        be a field of the author's own.
        """
        if _is_special(node.attr):
            return True  # what every function, class and module has
        if self._unknown.is_record(node.value):
            return True
        if self._unknown.is_foreign(node.value) or self._unknown.is_part_of_table(node.value):
            return False
        taken = takes(node.attr) if call is not None else None
        if call is not None and taken is not None and any(one.arg and one.arg not in taken for one in call.keywords):
            return False  # `column.replace(old, inplace=True)`
        if isinstance(node.ctx, ast.Store) and self._unknown.is_given_by_foreign(node.value):
            return False
        is_method = call is not None or node in self._handed_on or node.attr in _FIELDS
        return not isinstance(node.ctx, ast.Load) or (is_method and node.attr in PYTHONS_OWN)

    def _is_asked_of_handed_over(self, node: ast.Attribute, call: ast.Call | None) -> bool:
        """Whether something is asked of what somebody else's code hands to a function that is no row: `trial.report(3)`.

        A row, or an object of the author's, has fields, and is seldom told anything.
        """
        handed = self._owners.value(node.value).origin.startswith(HANDED_OVER)
        is_told = call is not None and bool(call.args or call.keywords or self._unknown.is_of_table(node.value))
        return handed and (is_told or self._unknown.is_foreign(node.value))

    def _is_of_text(self, node: ast.Attribute, call: ast.Call) -> bool:
        """Whether a method is one that only texts have, called on what a library gave."""
        if not is_of_text(node, call, self._owners):
            return False
        if self._owners.of(node.value).is_object and not self._is_gone_through(node.value):
            return False
        is_accessor = isinstance(node.value, ast.Attribute) and node.value.attr == "str"
        return not (is_accessor or self._is_placeholder(call))

    def _is_gone_through(self, node: ast.expr) -> bool:
        """Whether a name stands for one after another of what an object holds: `for text in column`."""
        found = self._owners.scopes.bound(node) if isinstance(node, ast.Name) else None
        return found is not None and all(how != "value" for _, how in found[1])

    def _operator(self, node: ast.AST, op: ast.AST, left: ast.expr, right: ast.expr | None = None) -> None:
        """Note an operator of a library: the left operand's, else that of the right one, mirrored."""
        name = OPERATORS.get(type(op))
        if name is None:
            return
        if name == "contains":
            left, right = right or left, None
        mirrored = MIRRORED.get(name, f"r{name}")
        if self._objects.may_be_pythons([each for each in (left, right) if each is not None]):
            return
        sure = (
            self._is_placeholder(node)
            or node in self._of_objects
            or self._objects.is_object(left)
            or self._objects.is_object(right)
        )
        if isinstance(node, ast.BinOp) and self._owners.is_text(node) and not sure:
            return
        if isinstance(op, ast.operator | ast.Lt | ast.LtE | ast.Gt | ast.GtE):  # any two values are equal or not
            sure = sure or self._objects.does_more(left) or self._objects.does_more(right)
        is_told = node in self._of_objects or self._objects.is_object(left) or self._objects.is_object(right)
        least = {Owner.LIBRARY, Owner.UNKNOWN} if is_told else {Owner.LIBRARY}
        for operand, dunder in ((left, name), (right, mirrored)):
            if operand is None or self._owners.of(operand).owner not in least:
                continue
            origin = self._owners.origin(operand)
            if origin in sys.stdlib_module_names:
                return  # Python's own, whatever it does: a path and its parent, two dates
            asked = operand.func if isinstance(operand, ast.Call) else operand
            known = isinstance(asked, ast.Attribute | ast.Name) and not self._owners.is_computed(operand)
            where = self._end(asked) if known else None
            self.sites.append(UseSite("operator", node, "", f"__{dunder}__", sure, operand=where, origin=origin))
            return

    def _is_placeholder(self, node: ast.AST) -> bool:
        """Whether an operator gives a placeholder, so that it must be a library's."""
        if not isinstance(node, ast.expr):
            return False
        return ((node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)) in self._placeholders

    def _see_chain(self, node: ast.expr) -> None:
        self._seen.add(node)
        while isinstance(node, ast.Attribute):
            node = node.value
            self._seen.add(node)

    def _end(self, node: ast.expr) -> Place:
        """Where the last name of an expression stands."""
        line, offset = node.end_lineno or node.lineno, node.end_col_offset or 0
        text = self._lines[line - 1] if line <= len(self._lines) else ""
        end = min(offset, len(text)) if text.isascii() else len(text.encode()[:offset].decode(errors="replace"))
        return (line, max(0, end - 1))

    def _is_above(self, node: ast.AST) -> bool:
        return self._handover is None or _line(node) < self._handover


def _handed_on(tree: ast.Module) -> frozenset[ast.AST]:
    """What is handed to something that will call it: as a keyword, or first to `map` and the like.

    What is handed on under its own name (`index=table.index`) is a field.
    """
    found: set[ast.AST] = set()
    for node in nodes_of(tree):
        if isinstance(node, ast.Call):
            found |= {one.value for one in node.keywords if one.arg is None or _last_name(one.value) != one.arg}
            if isinstance(node.func, ast.Name) and node.func.id in {"map", "filter", "partial", "reduce"}:
                found |= {*node.args[:1]}
    return frozenset(found)


def _delegated(tree: ast.Module) -> Iterator[ast.Attribute]:
    """What a method asks what its object holds for, if it is called like the method itself: `self.model.predict(x)`."""
    for definition in nodes_of(tree):
        for method in definition.body if isinstance(definition, ast.ClassDef) else ():
            if not isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for node in walked(method):
                if (
                    isinstance(node, ast.Attribute)
                    and node.attr == method.name
                    and isinstance(node.value, ast.Attribute)
                ):
                    yield node


def _is_special(name: str) -> bool:
    """Whether a name is one that Python has a meaning for: `__init__`."""
    return name.startswith("__") and name.endswith("__")


def _is_super(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else ""


def _modules(imported: Mapping[str, str]) -> frozenset[str]:
    """The symbols that are surely modules: those that `import` names."""
    return frozenset(name for name in imported.values() if "." not in name)


def _line(node: ast.AST) -> int:
    """Where a use stands: on the line of the name, of a chain that goes over several."""
    last = isinstance(node, ast.Attribute) and node.end_lineno is not None
    return int(node.end_lineno if last else getattr(node, "lineno", 1))  # type: ignore[attr-defined]


def _resolved(site: UseSite, inferred: Inferred, own: AbstractSet[str]) -> str | None:
    """The symbol of a site; None where it turns out to be nobody's but Python's or the author's."""
    named = inferred.names.get(site.asked) if site.asked else None
    if site.kind == "operator":
        named = inferred.types.get(site.operand) if site.operand else None
    if site.symbol:
        if named is None or named.is_built_in or named.is_local:
            return site.symbol
        if named.what == "module" and site.kind == "attribute":
            return None
        return named.symbol if _last(named.symbol) == _last(site.symbol) else site.symbol
    if named is None:
        if site.kind == "operator":
            return f"?.{site.name}" if site.sure else None
        if not site.sure and site.name in own:
            return None
        if site.kind != "call" and is_column(site.origin, site.name):
            return None
        return f"?.{site.name}"
    if named.is_built_in or named.is_local:
        return None
    if site.kind == "operator" and named.symbol.partition(".")[0] in sys.stdlib_module_names:
        return None
    return f"{named.symbol}.{site.name}" if site.kind == "operator" else named.symbol


def _same(resolved: Sequence[tuple[UseSite, str | None]]) -> dict[str, str]:
    """What a symbol that is not resolved everywhere is the same as: inference tells one place more than another.

    What an import spells is what it was resolved to elsewhere; '?.name' is the one symbol of that name there is, that
    of an object which came from nowhere known one of Python's own library, too.
    """
    same: dict[str, str] = {}
    by_name: dict[str, set[str]] = {}
    standard: dict[str, set[str]] = {}
    for site, symbol in resolved:
        if symbol and site.name and site.symbol and site.symbol.partition(".")[0] in sys.stdlib_module_names:
            standard.setdefault(f"?.{site.name}", set()).add(symbol)
        if symbol and site.symbol and symbol != site.symbol:
            same[site.symbol] = symbol
        elif symbol and not site.symbol and not symbol.startswith("?."):
            by_name.setdefault(f"?.{site.name}", set()).add(symbol)
    of_nobody = {f"?.{site.name}" for site, symbol in resolved if symbol == f"?.{site.name}" and not site.origin}
    of_others = {f"?.{site.name}" for site, symbol in resolved if symbol == f"?.{site.name}" and site.origin}
    for name in of_nobody - of_others:
        by_name.setdefault(name, standard.get(name, set()))
    return same | {name: next(iter(symbols)) for name, symbols in by_name.items() if len(symbols) == 1}


def _last(symbol: str) -> str:
    return symbol.rpartition(".")[2]
