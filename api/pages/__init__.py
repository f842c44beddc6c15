"""Pages of the documentation that are made from the declarations; `./scripts/docs` writes them, a test compares."""

from api.pages.indicators import indicator_pages

__all__ = ["indicator_pages"]
