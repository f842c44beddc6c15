"""Who may see what: a scope, and a network as the scope shows it."""

from graph_model.scoping.beyond import beyond
from graph_model.scoping.editable import editable
from graph_model.scoping.scope import EVERYTHING, Scope
from graph_model.scoping.seen import Seen, seen
from graph_model.scoping.suppressing import LEAST, counts_persons

__all__ = ["EVERYTHING", "LEAST", "Scope", "Seen", "beyond", "counts_persons", "editable", "seen"]
