"""Who may see what: a scope, and a network as the scope shows it."""

from graph_model.scoping.beyond import beyond
from graph_model.scoping.scope import EVERYTHING, Scope
from graph_model.scoping.seen import Seen, seen

__all__ = ["EVERYTHING", "Scope", "Seen", "beyond", "seen"]
