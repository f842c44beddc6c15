"""A department's own form, filled: its cells say in `{{…}}` what belongs there (docs/forms.md).

`bindings.py` reads what a cell asks for, `filling.py` answers it and writes the filled copy.
"""

from loaders.forms.filling import SHEET, fill, filled_path

__all__ = ["SHEET", "fill", "filled_path"]
