"""The meaning of indicators, in plain loops over records.

Whoever has to argue about a number argues about these files: the columnar answer and the Cypher answer are held equal to
them. Nothing here is fast. `day` is always the day asked; a record counts when it holds that day.

The order of reading: `states.py` counts states, a state asks who is a subject and whether its condition is true
(`judging.py`), a condition asks one method a leaf (`leaves.py` and its neighbours), a leaf asks the records of the day
(`records.py`).
"""

from graph_model.indicators.reference.records import Subject
from graph_model.indicators.reference.states import Judged, Reference

__all__ = ["Judged", "Reference", "Subject"]
