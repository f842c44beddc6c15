"""The report a department hands in: coverage by area, gaps, cross-appointments, published figures against derived ones.

`contents.py` asks the network, `workbook.py` writes what it said as sheets.
"""

from loaders.reports.contents import Contents, contents_of, day_of
from loaders.reports.workbook import write_report

__all__ = ["Contents", "contents_of", "day_of", "write_report"]
