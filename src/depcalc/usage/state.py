"""The only mutable state of a reachability run, and the marks that need no decision."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from depcalc.usage.entities import Class, Function, Module, Package
from depcalc.usage.knowledge import Knowledge
from depcalc.usage.shapes import Shape
from depcalc.usage.summary import Binding

Mode: TypeAlias = Literal["exec", "demand"]
Holder: TypeAlias = Module | Function | Class
Asked: TypeAlias = Literal["nothing", "known names", "anything"]
Site: TypeAlias = tuple[Module, int, Holder | None]
MOST_SITES = 64  # kept for each external name and package


@dataclass(slots=True)
class PackageState:
    """What is known of the live code of one package. Switches reach this package and those tied to it, no
    further.

    strings         identifiers among its live strings; `others` are the rest
    by_strings      it reads attributes by a name nothing is known of, on something unknown
    by_execution    it runs text it made
    offered         modules, and names in them, for whatever tied package imports by a name nothing is known of: what
                    live strings name, and what a package lists of itself
    inside          modules of packages that the project names, to be imported where a live string is their last
                    name; `taken` are those that were
    reflects        it goes through the members of something unknown
    copies          it copies or pickles
    """

    strings: dict[str, None] = field(default_factory=dict)
    others: dict[str, None] = field(default_factory=dict)
    by_strings: bool = False
    by_execution: bool = False
    by_entry_point: bool = False
    all_subclasses: bool = False
    copies: bool = False
    groups: dict[str, None] = field(default_factory=dict)
    offered: dict[Module, dict[str, None]] = field(default_factory=dict)
    inside: dict[str, dict[Module, None]] = field(default_factory=dict)
    taken: dict[Module, None] = field(default_factory=dict)
    reflects: bool = False
    natives_asked: bool = False
    notes: dict[str, int] = field(default_factory=dict)


class State:
    """Marks, indexes and the queue. `current` and `line` say what is being walked."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.mode: Mode = "demand"
        self.universe, self.facts, self.names = knowledge.universe, knowledge.facts, knowledge.names
        self.inference, self.decorators = knowledge.inference, knowledge.decorators
        self.queue: deque[tuple[tuple[Any, ...], Holder | None]] = deque()
        self.current: Holder | None = None
        self.line = 0
        self.live: dict[Function, None] = {}
        self.imported: dict[Module, None] = {}
        self.defined: dict[Class, None] = {}
        self.instantiated: dict[Class, None] = {}
        self.statements: dict[Module, bytearray] = {}  # a one for each that is needed
        self.pool: set[str] = set()
        self.shapes: list[Shape] = []
        self.shaped: dict[str, bool] = {}  # member names that were compared with all of them
        # names read from receivers of that type, and names set on them, with a bit for each way
        self.asked: tuple[dict[Class, dict[str, int]], dict[Class, dict[str, int]]] = ({}, {})
        self.by_member: dict[str, list[Class]] = {}  # the classes that hold it for those with an instance
        self.indexed: set[Class] = set()  # with an instance, all their members in `by_member`
        self.class_objects: dict[str, list[Class]] = {}  # classes held as values, by member
        self.objects: dict[Class, None] = {}
        self.escaped: dict[Module, None] = {}
        self.escaped_by_name: dict[str, list[Module]] = {}
        self.supers: dict[Class, list[tuple[Class, str, bool]]] = {}
        self.proxies: dict[str, list[Class]] = {}  # classes with `__getattr__`, by member
        self.typed_names: dict[str, None] = {}
        self.value_names: dict[str, None] = {}
        self.pending: dict[str, list[tuple[Module, int]]] = {}
        self.pending_classes: dict[str, list[Class]] = {}
        self.string_classes: dict[Class, dict[Package, None]] = {}
        self.string_class_members: dict[str, dict[Class, None]] = {}
        self.string_modules: dict[Module, dict[Package, None]] = {}
        self.string_module_names: dict[str, dict[Module, None]] = {}
        self.unnamed: dict[Module, None] = {}  # a computed import may mean them, no live string does
        self.unread: dict[Module, None] = {}  # read by names that nothing is known of
        self.hooks: dict[Function, Asked] = {}  # module `__getattr__` functions
        self.reflected: set[Class] = set()
        self._done: dict[tuple[str, Module], bytearray] = {}  # a one for each number
        # members that were read or set, by the class that holds them, with a bit for each way
        self.dispatched: dict[Class, dict[str, int]] = {}
        self.externals: dict[Package, dict[str, list[Site]]] = {}
        self.crossings: dict[tuple[Package, Package], set[str]] = {}  # what the project names is kept
        self.packages: dict[Package, PackageState] = {
            p: PackageState() for p in self.universe.packages.values()
        }
        self.blind: dict[Package, None] = {}  # they import modules by a name nothing is known of
        self.frameworks: dict[Package, None] = {}  # by names whose beginning is not known, these among them
        self.plugged: dict[Module, None] = {}  # packages that the project names to others
        self.waiting: dict[Class, list[tuple[Class, list[Binding], bool]]] = {}
        self.waiting_definitions: dict[Class, list[Class]] = {}
        self.groups = {group for p in self.packages for group in p.entry_points}
        self.named_anywhere: set[str] = set()  # strings of packages that read attributes by unknown names
        self.noted: set[tuple[str, Module, int]] = set()
        self.copied: set[Package] = set()  # tied to a package that copies or pickles

    def of(self, module: Module) -> PackageState:
        """State of a module's package."""
        return self.packages[module.package]

    def push(self, *item: Any) -> None:
        """Something to do later, on behalf of the current holder; `item[0]` names the handler."""
        self.queue.append((item, self.current))

    def was(self, what: str, module: Module, number: int) -> bool:
        """Whether `once` was asked."""
        done = self._done.get((what, module), b"")
        return number < len(done) and bool(done[number])

    def once(self, what: str, module: Module, number: int) -> bool:
        """True the first time."""
        done = self._done.get((what, module))
        if done is None:
            done = self._done[what, module] = bytearray()
        if number >= len(done):
            done.extend(bytes(number + 1 - len(done)))
        elif done[number]:
            return False
        done[number] = 1
        return True

    def note(self, module: Module, what: str) -> None:
        """Count a line that makes the slice less certain, however often it is walked."""
        place = (what, module, self.line)
        if place not in self.noted:
            self.noted.add(place)
            notes = self.of(module).notes
            notes[what] = notes.get(what, 0) + 1

    @property
    def narrow(self) -> bool:
        """Inside a module `__getattr__` that was asked for known names only: `imports.lazy_attribute`
        finds those."""
        return isinstance(self.current, Function) and self.hooks.get(self.current) == "known names"

    def statement(self, module: Module, number: int) -> bool:
        """A module-level statement is needed; True the first time."""
        if number < 0:
            return False
        needed = self.statements.get(module)
        if needed is None:
            needed = self.statements[module] = bytearray(len(module.known.statements))
        if needed[number]:
            return False
        needed[number] = 1
        return True
