"""Published figures (上报/公布数) set against what the records give.

`verdicts.py` has the rules on numbers, `deriving.py` what a quantity comes to, `comparing.py` puts them together for a place.
How a figure is derived is said in the scheme, under `figures:` (docs/figures.md).
"""

from graph_model.claims.comparing import Comparison, Tried, compare, periods
from graph_model.claims.deriving import Derived, written
from graph_model.claims.verdicts import Verdict
from graph_model.ranges import Range

__all__ = ["Comparison", "Derived", "Range", "Tried", "Verdict", "compare", "periods", "written"]
