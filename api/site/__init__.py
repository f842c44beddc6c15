"""The site: the pages people in street offices open. A shell made here, filled by plain JavaScript from /graphql."""

from api.site.routes import missing, routes

__all__ = ["missing", "routes"]
