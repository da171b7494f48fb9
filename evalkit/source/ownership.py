"""Whose values are: Python's own, a library's, or the implementation's, as far as the flow of values tells.

Only what is written in one file is looked at. Where it does not tell, the owner is unknown, unless who asks knows
better of some names.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property

from evalkit.source.expression_flow import Definition, call_of
from evalkit.source.flow import MOST_PASSES, Flow, read_through
from evalkit.source.names import Function, bound_by_import, qualified
from evalkit.source.scopes import scopes_of
from evalkit.source.standard_library import Member, asked, typed
from evalkit.source.texts import is_text
from evalkit.source.values import STRING, UNKNOWN, Learned, Value, ValueScope
from evalkit.source.walking import nodes_of

_MAY_BE_ANYTHING = re.compile(
    r"builtins\.(?:getattr|eval|exec|map|sum|abs|round|divmod|pow|type|vars|__import__)\(\)"
    r"|pickle\.loads?\(\)|shelve\.open\(\)@"
    r"|(?:builtins\.(?:list|dict|set|tuple|argument)|collections\.deque)\(\)@"
)
_MOST_PARENTS = 20
_PLAIN = "builtins.object()"
"""What is known of a value of Python's own types, whichever it is."""
_NAMESPACE = "builtins.namespace()"
"""What is known of an object whose fields the source defines itself, by the options of a command."""
HANDED_OVER = "builtins.argument()"
"""What is known of what somebody else's code hands to a function of this source: a row, whose parts may be anything."""


def _tells_nothing(_: str) -> bool:
    return False


class Owner(Enum):
    """Whose a value is."""

    BUILT_IN = "built in"
    LIBRARY = "a library's"
    OWN = "the implementation's"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Ownership:
    """Whose a value is.

    `is_object` says that it is surely an instance of one of a library's classes: what a library gives may as well be a
    number or a text.
    """

    owner: Owner
    is_object: bool = False


@dataclass(frozen=True, slots=True)
class KnownCalls:
    """What is known of functions by their qualified names, since no source says it.

    `gives_object` says whether calling a symbol gives an instance of a library's class. `built_in` give values of
    Python's own types; `gives_built_in` says whether a method called so does where it is told nothing. `fields` make objects whose fields the source defines itself, `classes` make such classes.
    `field_methods` are the methods that give such objects, by the package that they belong to. `has_fields` says of an
    origin whether the attributes of what it gives are such fields. `hands_over` says of which class the arguments are
    that a decorator, by its name, hands to its function, `calls_with` that what is called so hands to one that it is given.
    `doubles` are origins of objects that stand in for any other,
    `double_parts` names of what these have that is one too.
    `gives_pairs` are methods of tables that give keys, each with what stands at it.
    `gives_dictionary` says of an origin whether calling it gives a dictionary. `calls_back` says of the name of a
    keyword, a key, an attribute or a method whether the function that it is given is called when something happens.
    `bound_by_shells` are names that a shell or a notebook binds before the first line, each with what it stands for.
    """

    gives_object: Callable[[str], bool] = bool
    built_in: frozenset[str] = frozenset()
    gives_built_in: Callable[[str], bool] = bool
    fields: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    field_methods: frozenset[tuple[str, str]] = frozenset()
    has_fields: Callable[[str], bool] = _tells_nothing
    hands_over: Mapping[str, str] = field(default_factory=dict)
    calls_with: Mapping[str, str] = field(default_factory=dict)
    doubles: frozenset[str] = frozenset()
    double_parts: frozenset[str] = frozenset()
    gives_pairs: frozenset[str] = frozenset()
    gives_dictionary: Callable[[str], bool] = bool
    calls_back: Callable[[str], bool] = _tells_nothing
    bound_by_shells: Mapping[str, str] = field(default_factory=dict)


class Owners:
    """Whose every expression in one tree is.

    `local` says which top-level modules belong to the implementation, `known_calls` what is known of some names.
    `neighbour` gives the owners of one of those modules, as an import spells it, None of one that it does not know.
    """

    def __init__(
        self,
        tree: ast.Module,
        local: frozenset[str] = frozenset(),
        known_calls: KnownCalls | None = None,
        neighbour: Callable[[str], Owners | None] | None = None,
    ) -> None:
        self.scopes = scopes_of(tree)
        self._local = local
        self._known_calls = known_calls or KnownCalls()
        self._neighbour = neighbour
        self._offered: Mapping[str, Value] = {}
        self.option_types = dict(_option_types(tree))
        self._learned = Learned()
        self._texts: dict[ast.expr, bool] = {}
        self._roots: dict[ast.expr, ast.expr] = {}
        imported = self.scopes.imported
        whole = [bound_by_import(node).get("*", "") for node in nodes_of(tree) if isinstance(node, ast.ImportFrom)]
        every = [name.removesuffix("*").rstrip(".") or name[:-1] for name in reversed(whole) if name]
        stars = tuple(name for name in every if not self.is_own(name))
        self._own_stars = tuple(name for name in every if self.is_own(name))
        flow = read_through(tree, imported, lambda: _Whose(self, ValueScope(), self._learned, stars), MOST_PASSES)
        self._spelled: Mapping[ast.AST, Value] = flow.values
        self._offered = flow.scope.names
        self._typed: Mapping[ast.AST, Value] = flow.typed if isinstance(flow, _Whose) else {}

    def value(self, node: ast.AST) -> Value:
        """What is known of an expression."""
        return self._typed.get(node) or self._spelled.get(node, UNKNOWN)

    def symbol(self, node: ast.expr) -> str | None:
        """The library symbol that an expression spells by way of an import; None for any other, and for own modules."""
        root = self._root(node)
        if root is not node and self.value(root).node is not None:
            return None  # a class of this source, whose base the library has
        return _spelled(self._spelled.get(node, UNKNOWN))

    def _root(self, node: ast.expr) -> ast.expr:
        """What an expression takes attributes of, and attributes of these: itself where it takes none.

        Kept for the whole chain: it is asked about each attribute, and a chain may have thousands.
        """
        chain: list[ast.expr] = []
        root = node
        while isinstance(root, ast.Attribute) and root not in self._roots:
            chain.append(root)
            root = root.value
        root = self._roots.get(root, root)
        self._roots |= dict.fromkeys(chain, root)
        return root

    def member(self, node: ast.Attribute) -> Member | None:
        """The attribute of a class of the standard library that an attribute of an object is; None of any other."""
        return asked(f"{self.value(node.value).origin}.{node.attr}")

    def is_own_import(self, node: ast.expr) -> bool:
        """Whether an expression spells something from one of the implementation's own modules."""
        name = qualified(node, self.scopes.imported)
        return name is not None and self.is_own(name)

    def is_own(self, name: str) -> bool:
        """Whether a qualified name is that of something of the implementation's own."""
        return name.startswith(".") or name.partition(".")[0] in self._local

    def offered(self, name: str) -> Value | None:
        """What a name is that one of the implementation's other modules has at its top: 'helper.load'; None of any other."""
        module, _, last = name.rpartition(".")
        if module.strip(".") == "":  # `from . import db`: what the package has
            module = name.removesuffix(last)
        if self._neighbour is None or not module or not self.is_own(name):
            return None
        neighbour = self._neighbour(module)
        value = neighbour._offered.get(last) if neighbour is not None else None  # noqa: SLF001
        if neighbour is None or value is None:
            return None
        if value.node is None and "(" not in value.origin and value.origin not in sys.stdlib_module_names:
            return None
        self._learned.learn_from(neighbour._learned)  # noqa: SLF001
        return replace(value, text=None, written=())

    def offered_whole(self, name: str) -> Value | None:
        """What a name is that a module of the implementation's own has, of those that are imported whole."""
        for module in self._own_stars:
            neighbour = self._neighbour(module) if self._neighbour is not None else None
            if neighbour is not None and name in neighbour.names:
                return self.offered(f"{module}.{name}") or Value(f".{module.lstrip('.')}.{name}")
        return None

    @property
    def names(self) -> frozenset[str]:
        """What has a name at the top of this module: what it defines, and what it imports by name."""
        return frozenset(self._offered)

    def of(self, node: ast.AST) -> Ownership:
        """Whose an expression is."""
        value = self.value(node)
        owner = _owner(value)
        return Ownership(owner, owner is Owner.LIBRARY and self._is_object(value.origin))

    def is_object(self, node: ast.AST) -> bool:
        """Whether a value is what a call of a library gave, and no class or function of it."""
        value = self.value(node)
        return value.node is None and _owner(value) is Owner.LIBRARY and value.origin.endswith(")")

    def inherits(self, node: ast.Attribute) -> bool:
        """Whether an attribute of an own object is one that a library's base class, or decorator, brings."""
        value = self.value(node.value)
        if isinstance(value.node, Function):
            return _owner(_decorated(value)) is Owner.LIBRARY
        if not isinstance(value.node, ast.ClassDef) or _owner(Value(value.origin)) is not Owner.LIBRARY:
            return False
        return not (
            self._learned.attribute(value.node, node.attr) is not None or node.attr in self._of_family(value.node)
        )

    def _of_family(self, definition: ast.ClassDef) -> AbstractSet[str]:
        """What a class has, those that it is derived from, and those that are derived from it."""
        family = {definition}
        parents = self._learned.parents
        if definition not in self.scopes.attributes_of:  # it stands in another module
            return self.scopes.own_attributes | _declared(definition)
        while more := {one for pair in parents.items() for one in pair if not family.isdisjoint(pair)} - family:
            family |= more  # type: ignore[arg-type]
        return frozenset(name for one in family for name in self.scopes.attributes_of.get(one, ()))

    def is_field(self, node: ast.Attribute) -> bool:
        """Whether an attribute is a field that the source, or its configuration, has given an object."""
        return self.has_fields(node.value)

    def has_fields(self, node: ast.expr) -> bool:
        """Whether the attributes, or the items, of a value are fields that the source, or its configuration, has given it."""
        return self.keeps_fields(self.value(node).origin)

    def keeps_fields(self, origin: str) -> bool:
        """Whether what has an origin has such fields."""
        return self._known_calls.has_fields(origin)

    def handed_up(self, call: ast.Call) -> tuple[str, tuple[ast.keyword, ...]]:
        """The base class that a library has of an own class which is called, and the keywords that are handed on to it."""
        value = self.value(call.func)
        base = _spelled(Value(value.origin))
        if not isinstance(value.node, ast.ClassDef) or value.instance or base is None:
            return "", ()
        made = self._learned.attribute(value.node, "__init__")
        own = set(self.scopes.own_attributes) | _declared(value.node)
        parent = self._learned.parents.get(value.node)
        for _ in range(_MOST_PARENTS):
            if parent is None:
                break
            own |= _declared(parent)
            parent = self._learned.parents.get(parent)
        if made is not None and isinstance(made.node, Function):
            if made.node.args.kwarg is None:
                return "", ()
            own |= {one.arg for one in (*made.node.args.args, *made.node.args.kwonlyargs)}
        return base, tuple(one for one in call.keywords if one.arg is not None and one.arg not in own)

    def maker(self, definition: ast.ClassDef) -> Function | None:
        """The method by which a class of this source makes its instances, its own or that of one it is derived from."""
        made = self._learned.attribute(definition, "__init__")
        return made.node if made is not None and isinstance(made.node, Function) else None

    def origin(self, node: ast.AST) -> str:
        """The top-level package of the import that a value was got from by calls and names alone; '' where it is not one."""
        value = self.value(node)
        origin = _decorated(value).origin if isinstance(value.node, Function) else value.origin
        return origin.partition(".")[0].removesuffix("()") if _owner(Value(origin)) is Owner.LIBRARY else ""

    def is_text(self, node: ast.expr) -> bool:
        """Whether an expression is plainly a text: written out, put together with another one, or made of one."""
        if node not in self._texts:  # a long sum asks about each of its parts again and again
            self._texts[node] = self.value(node).origin == STRING or is_text(node, self.is_text)
        return self._texts[node]

    def is_computed(self, node: ast.AST) -> bool:
        """Whether a value is made by an operator, whose result inference takes from the left operand alone."""
        if not isinstance(node, ast.Name):
            return isinstance(node, ast.BinOp | ast.UnaryOp | ast.Compare)
        found = self.scopes.bound(node)
        return found is not None and any(isinstance(value, ast.BinOp | ast.Compare) for value, _ in found[1])

    def _is_object(self, origin: str) -> bool:
        made = origin.rstrip("@")
        symbol = made.removesuffix("()")
        if symbol == made or "(" in symbol or "@" in symbol:
            return False
        known = asked(symbol)
        return self._known_calls.gives_object(symbol) or (known is not None and known.is_class)

    @property
    def doubles(self) -> frozenset[str]:
        """The origins of objects that stand in for any other."""
        return self._known_calls.doubles

    @property
    def gives_pairs(self) -> frozenset[str]:
        """Methods that give keys, each with what stands at it."""
        return self._known_calls.gives_pairs

    def gives_double(self, origin: str, name: str) -> bool:
        """Whether what a double is asked for is a double itself: what its class does not know, and what it gives."""
        return name in self._known_calls.double_parts or asked(f"{origin}.{name}") is None

    @property
    def hands_over(self) -> Mapping[str, str]:
        """The classes of what decorators hand to their functions, by the names of these."""
        return self._known_calls.hands_over

    @property
    def calls_with(self) -> Mapping[str, str]:
        """The class of what is handed to the functions that something, by its name, is given."""
        return self._known_calls.calls_with

    @cached_property
    def callbacks(self) -> frozenset[str | ast.Lambda]:
        """The names of functions, and lambdas, that are called when something happens."""
        return self.scopes.callbacks(self._known_calls.calls_back)

    def of_shell(self, name: str) -> Value:
        """What a name stands for where nothing says it, and a shell or a notebook binds one that is called so."""
        return Value(self._known_calls.bound_by_shells.get(name, ""))

    def heard(self, callee: Value, *, told: bool) -> Value | None:
        """What is known by name of what a call gives; `told` says that it has arguments."""
        symbol = _spelled(callee)
        if symbol in self._known_calls.built_in or symbol in self._known_calls.fields:
            return Value(_PLAIN)
        if symbol in self._known_calls.classes:
            return Value("builtins.object")
        if "(" in callee.origin and self._known_calls.gives_dictionary(callee.origin):
            return Value(_PLAIN)
        package, last = callee.origin.partition(".")[0], callee.origin.rpartition(".")[2]
        is_method = symbol is None or symbol.count(".") > 1
        if is_method and not told and self._known_calls.gives_built_in(last) and _owner(callee) is not Owner.OWN:
            return Value(_PLAIN)
        return Value(_NAMESPACE) if (package, last) in self._known_calls.field_methods else None


class _Whose(Flow):
    """The flow of values, told what is known by name."""

    def __init__(self, owners: Owners, scope: ValueScope, learned: Learned, stars: Sequence[str]) -> None:
        super().__init__(scope, learned, stars)
        self.typed: dict[ast.AST, Value] = {}
        self._owners = owners

    def read(self, node: ast.expr | None) -> Value:
        """What an expression gives, by the types of Python's own library where it comes from there."""
        value = super().read(node)
        known = typed(value)
        if node is not None:
            if known is value:
                self.typed.pop(node, None)
            else:
                self.typed[node] = known
        return known

    def imported(self, origin: str) -> str:
        """What an imported name stands for; what begins with a dot is the implementation's own."""
        return f".{origin}" if self._owners.is_own(origin) and not origin.startswith(".") else origin

    def enter(self, item: ast.withitem) -> Value:
        """What a `with` statement binds: of what hands something to a function that it decorates, that."""
        value = super().enter(item)
        called = item.context_expr.func if isinstance(item.context_expr, ast.Call) else None
        given = self._owners.hands_over.get(self.again(called).origin) if called is not None else None
        if given is None:
            return value
        if item.optional_vars is not None:
            self.bind(item.optional_vars, Value(f"{given}()"))
        return Value(f"{given}()")

    def each(self, value: Value) -> Value:
        """What one turn of a loop gets: of what gives pairs, a key, of which nothing is known, and what stands at it."""
        item = super().each(value)
        name = value.origin.removesuffix("()").rpartition(".")[2] if value.origin.endswith("()") else ""
        return replace(item, parts=(UNKNOWN, item.item)) if name in self._owners.gives_pairs else item

    def is_declared(self, annotated: Value, value: Value) -> bool:
        """Whether a name is declared to be something of Python's, and given what nobody knows of a library's object."""
        is_pythons = (
            annotated.origin.partition(".")[0] in sys.stdlib_module_names or _owner(annotated) is Owner.BUILT_IN
        )
        return is_pythons and value.node is None and value.inside is None and _owner(value) is Owner.LIBRARY

    def import_of(self, origin: str) -> Value:
        """What an imported name stands for; of one of the implementation's own modules, what that says."""
        return self._owners.offered(origin) or super().import_of(origin)

    def handed_over(self, function: Function, argument: ast.arg) -> Value:
        """What somebody else's code hands to a function: data, as far as anybody can tell here, but for a callback."""
        given = [] if isinstance(function, ast.Lambda) else self._handed_by_decorators(function)
        leading = [one for one in (*function.args.posonlyargs, *function.args.args) if one.arg not in ("self", "cls")]
        if argument in leading[: len(given)]:
            return Value(f"{given[leading.index(argument)]}()")
        called = function if isinstance(function, ast.Lambda) else function.name
        if called in self._owners.callbacks:
            return UNKNOWN  # what happened, and no row
        is_given = isinstance(called, ast.Lambda) or called in self._owners.scopes.handed_on
        return Value(HANDED_OVER) if is_given else UNKNOWN

    def read_function(self, node: Definition) -> None:
        """Read the body of a function: what it is declared to give says more than which call of a library gave it."""
        super().read_function(node)
        declared = self.annotated(node.returns)
        is_class = declared.origin.endswith("()") and declared.origin.rpartition(".")[2][:1].isupper()
        if is_class and declared.node is None and _owner(declared) is Owner.LIBRARY:
            given = self.learned.returns.get(node, UNKNOWN)
            is_of_same = given.origin.partition(".")[0] == declared.origin.partition(".")[0]
            if given.node is None and not is_of_same:
                self.learned.returns[node] = declared

    def _inherited(self) -> Value:
        """What `super()` gives: an instance of the class that the one around it is derived from."""
        own = next(
            (scope.parent.of_class for scope in self.scope.seen() if scope.parent and scope.parent.of_class), None
        )
        parent = self.learned.parents.get(own) if own is not None else None
        if parent is not None:
            return self.instance_of(parent)
        base = self.learned.classes.get(own, UNKNOWN) if own is not None else UNKNOWN
        return call_of(Value(base.origin))

    def _handed_by_decorators(self, function: Definition) -> list[str]:
        """The classes of the arguments that decorators hand to their function, the one next to it first."""
        told = [each for each in reversed(function.decorator_list) if not _is_told_what(each)]
        names = [self.again(each.func if isinstance(each, ast.Call) else each).origin for each in told]
        return [self._owners.hands_over[name] for name in names if name in self._owners.hands_over]

    def name(self, name: str) -> Value:
        """What a name stands for; one that shells bind is what it is there, unless anything else is known of it."""
        value = super().name(name)
        of_shell = UNKNOWN if value.known and value.origin != HANDED_OVER else self._owners.of_shell(name)
        return of_shell if of_shell.known else value

    def unbound(self, name: str) -> Value:
        """What a name stands for that nothing here binds: rather what an own module has than a library's."""
        return self._owners.offered_whole(name) or super().unbound(name)

    def attribute(self, base: Value, node: ast.Attribute, *, called: bool = False) -> Value:
        """An attribute of a value: of a decorated function, it belongs to what decorates it."""
        if base.origin.startswith(".") and (offered := self._owners.offered(f"{base.origin}.{node.attr}")):
            return offered
        if isinstance(base.node, Function) and base.decorators:
            return Value(f"{base.decorators[0]}().{node.attr}")
        if base.origin in self._owners.doubles and self._owners.gives_double(base.origin, node.attr):
            return base
        if base.origin == _NAMESPACE:
            kind = self._owners.option_types.get(node.attr)
            return Value(_PLAIN) if kind is None else self.of_kind(self.again(kind))
        return super().attribute(base, node, called=called)

    def learn_each(self, callee: Value, base: Value, positional: Sequence[Value], named: Mapping[str, Value]) -> None:
        """Tell a function what Python's own functions call it with, and what one is known to that a library has."""
        super().learn_each(callee, base, positional, named)
        given = self._owners.calls_with.get(callee.origin)
        for function in (each.node for each in (*positional, *named.values())) if given is not None else ():
            if isinstance(function, Function):
                self.learned.learn_argument(function, 0, Value(f"{given}()"))

    def result(
        self, node: ast.Call, callee: Value, base: Value, positional: Sequence[Value], named: Mapping[str, Value]
    ) -> Value:
        """What a call gives whose parts were read."""
        if callee.origin == "builtins.super" and not node.args:
            return self._inherited()
        if callee.origin in self._owners.doubles:
            return Value(callee.origin)
        if "(" not in base.origin and self._owners.keeps_fields(base.origin):
            return UNKNOWN  # what the author has put there
        told = bool(node.args or node.keywords)
        heard = self._owners.heard(callee, told=told) if callee.node is None else None
        if heard is None and isinstance(base.node, ast.ClassDef) and not base.instance and _is_inherited(callee):
            return self.instance_of(base.node)  # `Ship.load("x")`, as far as anybody can tell here
        return heard or super().result(node, callee, base, positional, named)


def _is_inherited(callee: Value) -> bool:
    """Whether what is called is a method that a class has of a base which a library outside the standard one has."""
    return (
        callee.node is None
        and _owner(callee) is Owner.LIBRARY
        and callee.origin.partition(".")[0] not in sys.stdlib_module_names
    )


def _is_told_what(decorator: ast.expr) -> bool:
    """Whether a decorator that patches something is told what to put there, so that it hands its function none."""
    return isinstance(decorator, ast.Call) and any(one.arg == "new" for one in decorator.keywords)


def _option_types(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """The fields that options of a command become, each with the type that its option says."""
    for node in nodes_of(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "add_argument":
            said = {keyword.arg: keyword.value for keyword in node.keywords}
            texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            named = said.get("dest")
            if isinstance(named, ast.Constant):
                texts = [str(named.value)]
            if texts and "type" in said:
                long = next((text for text in texts if text.startswith("--")), texts[0])
                yield long.lstrip("-").replace("-", "_"), said["type"]


def _decorated(value: Value) -> Value:
    """What a decorated function is taken to be an instance of."""
    return Value(f"{value.decorators[0]}()" if value.decorators else "")


def _owner(value: Value) -> Owner:
    origin = value.origin
    if value.node is not None:
        return Owner.OWN
    if not origin or origin.startswith("?") or _MAY_BE_ANYTHING.match(origin):
        return Owner.UNKNOWN
    if origin.startswith("."):
        return Owner.UNKNOWN if "(" in origin or "@" in origin else Owner.OWN
    return Owner.BUILT_IN if origin.startswith("builtins.") else Owner.LIBRARY


def _declared(definition: ast.ClassDef) -> set[str]:
    """The names of the fields that a class declares, with a type or as what somebody gave for them."""
    declared = [one.target for one in definition.body if isinstance(one, ast.AnnAssign)]
    given = [target for one in definition.body if isinstance(one, ast.Assign) for target in one.targets]
    return {target.id for target in (*declared, *given) if isinstance(target, ast.Name)}


def _spelled(value: Value) -> str | None:
    """The symbol of a library that a value is; None of any other."""
    origin = value.origin
    if value.node is not None or not origin or origin[0] in ".?" or "(" in origin or "@" in origin:
        return None
    return None if origin.startswith(("builtins.", "__future__")) else origin
