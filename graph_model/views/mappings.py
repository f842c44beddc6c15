"""Arrays read as the mappings and sets networkx works with; nothing is kept, every entry is made when it is asked for."""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Iterator, Mapping, MutableSet
from typing import Any, NoReturn

import networkx as nx
import numpy as np

from graph_model.tree import Ints
from graph_model.views.arrays import Arrays
from graph_model.views.links import Links
from graph_model.views.nodes import Nodes

__all__ = ["Adjacency", "Attributes", "Neighbours", "NodeAttributes", "NodeSet"]


class Attributes(dict[Any, Any]):
    """The attributes of a node or an edge, for reading; a copy of them is a plain dict."""

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise nx.NetworkXError("this graph is a read-only view of records: change a copy of it, G.copy()")

    __setitem__ = __delitem__ = __ior__ = update = setdefault = pop = popitem = clear = _refuse

    def copy(self) -> dict[Any, Any]:
        """A dict that can be changed."""
        return dict(self)

    def __copy__(self) -> dict[Any, Any]:
        return dict(self)

    def __deepcopy__(self, _: Any) -> dict[Any, Any]:
        return {key: dict(value) if isinstance(value, Attributes) else value for key, value in self.items()}

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (dict(self),)


class _Pairs(ItemsView[Any, Any]):
    """The items of one of our mappings, told in order instead of looked up name by name."""

    _mapping: NodeAttributes | Adjacency | Neighbours

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        return self._mapping.pairs()


class NodeAttributes(Mapping[Any, Attributes]):
    """Node → its attributes."""

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes

    def __len__(self) -> int:
        return len(self._nodes)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._nodes.names(slice(None)))

    def __contains__(self, name: object) -> bool:
        return self._nodes.position(name) >= 0

    def __getitem__(self, name: Any) -> Attributes:
        position = self._nodes.position(name)
        if position < 0:
            raise KeyError(name)
        return Attributes(self._nodes.attributes(position))

    def items(self) -> _Pairs:
        """Each node with its attributes."""
        return _Pairs(self)

    def pairs(self) -> Iterator[tuple[Any, Attributes]]:
        """What `items` tells."""
        return zip(self, map(Attributes, self._nodes.all_attributes()), strict=True)


class Adjacency(Mapping[Any, "Neighbours"]):
    """Node → its neighbours by the links given."""

    def __init__(self, arrays: Arrays, *, into: bool = False) -> None:
        self._arrays, self._into = arrays, into

    @property
    def _links(self) -> Links:
        return self._arrays.into if self._into else self._arrays.out

    def __len__(self) -> int:
        return len(self._arrays)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._arrays.nodes.names(slice(None)))

    def __contains__(self, name: object) -> bool:
        return self._arrays.nodes.position(name) >= 0

    def __getitem__(self, name: Any) -> Neighbours:
        position = self._arrays.nodes.position(name)
        if position < 0:
            raise KeyError(name)
        return Neighbours(self._arrays, self._links, position)

    def items(self) -> _Pairs:
        """Each node with its neighbours."""
        return _Pairs(self)

    def pairs(self) -> Iterator[tuple[Any, Neighbours]]:
        """What `items` tells."""
        links = self._links
        return ((name, Neighbours(self._arrays, links, position)) for position, name in enumerate(self))


class Neighbours(Mapping[Any, Attributes]):
    """Neighbour → the attributes of the edge to it; of parallel edges, key → attributes."""

    def __init__(self, arrays: Arrays, links: Links, position: int) -> None:
        self._arrays, self._here = arrays, links.of(position)
        self._to, self._edge = links.to[self._here], links.edge[self._here]

    def _distinct(self) -> Ints:
        """Each neighbour once, in order."""
        if not self._arrays.parallel:
            return self._to
        return np.array(list(dict.fromkeys(self._to.tolist())), np.int32)

    def __len__(self) -> int:
        return len(self._distinct())

    def __iter__(self) -> Iterator[Any]:
        return iter(self._arrays.nodes.names(self._distinct()))

    def __contains__(self, name: object) -> bool:
        position = self._arrays.nodes.position(name)
        return position >= 0 and bool((self._to == position).any())

    def __getitem__(self, name: Any) -> Attributes:
        position = self._arrays.nodes.position(name)
        edges = self._edge[self._to == position] if position >= 0 else self._edge[:0]
        if not len(edges):
            raise KeyError(name)
        return self._between(edges)

    def _between(self, edges: Ints) -> Attributes:
        told = self._arrays.edges
        if not self._arrays.parallel:
            return Attributes(told.of(int(edges[0])))
        return Attributes({told.key(edge): Attributes(told.of(edge)) for edge in edges.tolist()})

    def items(self) -> _Pairs:
        """Each neighbour with the attributes of the edge."""
        return _Pairs(self)

    def pairs(self) -> Iterator[tuple[Any, Attributes]]:
        """What `items` tells."""
        if not self._arrays.parallel:
            return zip(self, (Attributes(self._arrays.edges.of(edge)) for edge in self._edge.tolist()), strict=True)
        return zip(self, (self._between(self._edge[self._to == to]) for to in self._distinct()), strict=True)


class NodeSet(MutableSet[Any]):
    """A set of nodes that are told one by one only when they are read; it can be used and changed like a set.

    Made from ascending positions, or from a slice of them less one position.
    """

    def __init__(self, nodes: Nodes, positions: Ints | slice) -> None:
        self._nodes, self._positions, self._own = nodes, positions, None if nodes else set[Any]()

    @classmethod
    def _from_iterable(cls, names: Iterable[Any]) -> set[Any]:
        return set(names)

    @property
    def _names(self) -> set[Any]:
        """The names as a set of our own, made when the set is first changed."""
        if self._own is None:
            self._own = set(self)
        return self._own

    def __len__(self) -> int:
        if self._own is not None:
            return len(self._own)
        if isinstance(self._positions, slice):
            return int(self._positions.stop - self._positions.start)
        return len(self._positions)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._nodes.names(self._positions) if self._own is None else self._own)

    def __contains__(self, name: object) -> bool:
        if self._own is not None:
            return name in self._own
        position = self._nodes.position(name)
        if isinstance(self._positions, slice):
            return bool(self._positions.start <= position < self._positions.stop)
        at = int(np.searchsorted(self._positions, position))
        return at < len(self._positions) and bool(self._positions[at] == position)

    def add(self, value: Any) -> None:
        """Add a node, or anything else a set can hold."""
        self._names.add(value)

    def discard(self, value: Any) -> None:
        """Take a node out, if it is in."""
        self._names.discard(value)

    def copy(self) -> set[Any]:
        """The nodes as a set."""
        return set(self)

    def update(self, *others: Iterable[Any]) -> None:
        """Add all of others."""
        self._names.update(*others)

    def union(self, *others: Iterable[Any]) -> set[Any]:
        """These and those of others."""
        return set(self).union(*others)

    def intersection(self, *others: Iterable[Any]) -> set[Any]:
        """Those that are in all others too."""
        return set(self).intersection(*others)

    def difference(self, *others: Iterable[Any]) -> set[Any]:
        """Those that are in no other."""
        return set(self).difference(*others)

    def symmetric_difference(self, other: Iterable[Any]) -> set[Any]:
        """Those that are in one of both only."""
        return set(self).symmetric_difference(other)

    def issubset(self, other: Iterable[Any]) -> bool:
        """Whether all are in `other`."""
        return set(self).issubset(other)

    def issuperset(self, other: Iterable[Any]) -> bool:
        """Whether all of `other` are here."""
        return all(name in self for name in other)

    def __repr__(self) -> str:
        return repr(set(self))
