"""Which names travel between a notebook's cells: where each is bound, and which cells need it."""

import ast
import builtins
import symtable

BUILTINS = {*dir(builtins), "__class__"}  # __class__ stands for super() in a method


def behind(sources, wanted):
    """The places of the cells that must run before some cells can: of each name that one of them
    needs the last cell above it that binds it; with the wanted ones, in order."""
    cells = [CellNames(source) for source in sources]
    chosen, names = set(wanted), set()
    for place in reversed(range(len(cells))):
        if place in chosen or names & cells[place].bound.keys():
            chosen.add(place)
            names = names - cells[place].bound.keys() | cells[place].needed
    return sorted(chosen)


class CellNames(ast.NodeVisitor):
    """What one cell does with the notebook's names.

    Attributes: bound: name → the statements, or the imports, that bind it here.
                read: names that it reads before it has bound them itself.
                kept: names that its functions read whenever they are called, now or much later.
    """

    def __init__(self, source: str):
        self.bound, self.read, self.kept, self.locals = {}, set(), set(), []
        for statement in ast.parse(source).body:
            self.statement = ast.unparse(statement)
            self.visit(statement)

    @property
    def needed(self) -> set[str]:
        """The names that must mean the same whenever this cell or its functions run."""
        return (self.read | self.kept) - BUILTINS

    def bind(self, name: str, meaning: str = ""):
        self.bound.setdefault(name, []).append(meaning or self.statement)

    def visit_in_turn(self, *parts):
        """Visit nodes, and lists of nodes, in the order in which Python runs them."""
        for part in parts:
            for node in part if isinstance(part, list) else [part]:
                if node is not None:
                    self.visit(node)

    def visit_Name(self, node):
        if any(node.id in names for names in self.locals):
            return
        if isinstance(node.ctx, ast.Store):
            self.bind(node.id)
        elif node.id not in self.bound:
            self.read.add(node.id)

    def visit_Assign(self, node):
        self.visit_in_turn(node.value, node.targets)

    def visit_AugAssign(self, node):
        if isinstance(node.target, ast.Name):
            self.visit(ast.Name(node.target.id, ast.Load()))
        self.visit_in_turn(node.value, node.target)

    def visit_NamedExpr(self, node):
        self.visit_in_turn(node.value, node.target)

    def visit_For(self, node):
        self.visit_in_turn(node.iter, node.target, node.body, node.orelse)

    def visit_ExceptHandler(self, node):
        self.visit_in_turn(node.type)
        self.bind(node.name or "_")
        self.visit_in_turn(node.body)

    def visit_Import(self, node):
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            self.bind(name, f"{getattr(node, 'module', None)}: {alias.name}")

    visit_ImportFrom = visit_Import

    def visit_ListComp(self, node):
        first, *others = node.generators
        self.visit(first.iter)
        targets = [name for part in node.generators for name in ast.walk(part.target)]
        self.locals.append({name.id for name in targets if isinstance(name, ast.Name)})
        self.visit_in_turn(first.ifs, *[part for each in others for part in (each.iter, each.ifs)])
        self.visit_in_turn(*[getattr(node, part, None) for part in ("key", "value", "elt")])
        self.locals.pop()

    visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_ListComp

    def visit_Lambda(self, node):
        self.visit_in_turn(node.args.defaults, node.args.kw_defaults)
        self.keep(node)

    def visit_FunctionDef(self, node):
        self.visit_in_turn(node.decorator_list)
        self.visit_Lambda(node)
        self.bind(node.name)

    def visit_ClassDef(self, node):
        self.visit_in_turn(node.decorator_list, node.bases)
        self.keep(node)
        self.bind(node.name)

    def keep(self, node):
        """Note what the body of a function or class reads of the notebook."""
        tables = symtable.symtable(ast.unparse(node), "cell", "exec").get_children()
        for table in tables:
            tables += table.get_children()
        symbols = [symbol for table in tables for symbol in table.get_symbols()]
        names = {symbol.get_name() for symbol in symbols if symbol.is_global()}
        self.kept |= names.difference(*self.locals)
