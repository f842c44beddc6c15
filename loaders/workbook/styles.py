"""How the workbook looks: one accent, quiet greys, a Chinese sans-serif font that Excel and WPS both have."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

__all__ = ["FONT", "Styles"]

FONT = "微软雅黑"


class Styles:
    """The formats of one workbook."""

    accent, pale, quiet, line, ink = "#1F5C8B", "#EAF1F7", "#A6A6A6", "#C9D3DC", "#222222"

    def __init__(self, book: Workbook) -> None:
        base = {"font_name": FONT, "font_size": 10, "font_color": self.ink, "valign": "vcenter"}
        framed = {**base, "border": 1, "border_color": self.line, "text_wrap": True, "align": "center", "bold": True}

        def made(**more: object) -> Format:
            return book.add_format({**base, **more})

        self.plain = made()
        self.wrapped = made(text_wrap=True, valign="top")
        self.title = made(font_size=18, bold=True, font_color=self.accent)
        self.section = made(font_size=12, bold=True, font_color=self.accent, bottom=1, bottom_color=self.line)
        self.label = made(bold=True, indent=1, bg_color=self.pale, border=1, border_color=self.line)
        self.input = made(border=1, border_color=self.line, bg_color="#FFFBE6", num_format="@")
        self.input_day = made(
            border=1, border_color=self.line, bg_color="#FFFBE6", num_format="yyyy-mm-dd", align="left"
        )
        self.heading = book.add_format({**framed, "bg_color": self.pale})
        self.required = book.add_format({**framed, "bg_color": self.accent, "font_color": "#FFFFFF"})
        self.example = made(italic=True, font_color=self.quiet, border=1, border_color=self.line)
        self.example_day = made(
            italic=True, font_color=self.quiet, border=1, border_color=self.line, num_format="yyyy-mm-dd", align="left"
        )
        self.table = made(border=1, border_color=self.line, text_wrap=True, indent=1)
        self.percent = made(num_format="0.0%")
        self.quoted = made(quote_prefix=True)
        self.day = made(num_format="yyyy-mm-dd", align="left")
        ruled = {"border": 1, "border_color": self.line}
        self.shapes = {
            "text": made(num_format="@", **ruled),
            "count": made(num_format="0", **ruled),
            "number": made(**ruled),
            "day": made(num_format="yyyy-mm-dd", align="left", **ruled),
        }
