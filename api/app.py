"""The web application: its routes, and what is opened when it starts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute

from api import ide, site
from api.events import Events
from api.following import following
from api.graphql import GraphQLEndpoint
from api.imports import PLACES, Imports
from api.metrics import Metrics, State
from api.service import Service
from api.settings import LOOPBACK, Settings
from api.signin import SignIn
from api.sockets import Sockets
from api.stopping import stopping
from api.streaming import Streams
from api.strictness import Strict
from api.turnstile import Turnstile
from api.watching import Figures, Watched

__all__ = ["create_app"]


def create_app(settings: Settings, opened: Callable[[Settings], Service] = Service.open) -> Starlette:
    """The application; nothing is opened before it starts, and all is closed when it stops.

    `opened` opens the service; errors of opening (`InvalidInput`, `StoreUnavailable`) end the start.
    """

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        service = opened(settings)
        app.state.signin = SignIn(settings)
        try:
            state = State(service, settings.watching.indicators, streams)
            with figures.telling(state), stopping() as app.state.stopping:
                app.state.service = service
                async with following(service) as app.state.following:
                    yield
        finally:
            app.state.service = None
            service.close()

    figures, streams = Figures(), Streams(settings.limits)
    endpoint = GraphQLEndpoint(ide.page(), ide.HEADERS, settings.limits)
    routes = [
        # First, since routes are tried in turn. Streams have places of their own.
        Route("/graphql", Events(Turnstile(endpoint, settings.limits.requests), streams, settings.limits)),
        WebSocketRoute("/graphql", Sockets(streams)),
        Route("/imports", Turnstile(Imports(settings.limits), PLACES)),
        *ide.assets("/graphql/assets"),
        *site.routes(),
        Route("/healthz", _alive),
        Route("/readyz", _ready),
        Route("/metrics", Metrics(figures)),
    ]
    # A page of the internet may let its own name point at this machine; such a request names that host, not ours.
    # Where people sign in it learns nothing: browsers send no token of their own.
    hosts = ["*"] if settings.signed_in else [*LOOPBACK, "[::1]"]
    middleware = [
        Middleware(Watched, figures=figures, watching=settings.watching),
        Middleware(Strict),
        Middleware(TrustedHostMiddleware, allowed_hosts=hosts),
    ]
    return Starlette(routes=routes, lifespan=lifespan, middleware=middleware, exception_handlers={404: site.missing})


async def _alive(_request: Request) -> Response:
    """The process answers."""
    return JSONResponse({"status": "ok"})


async def _ready(request: Request) -> Response:
    """Questions can be answered: a network stands. A store that is away does not change that, so it is told beside it."""
    service: Service | None = getattr(request.app.state, "service", None)
    if service is None:
        return JSONResponse({"status": "starting"}, status_code=503)
    if request.app.state.stopping.is_set():
        return JSONResponse({"status": "stopping"}, status_code=503)
    told = {"status": "ok", "revision": service.network.revision, "storeRevision": service.stored}
    if service.behind_since is not None:
        told |= {"status": "behind", "behindSince": service.behind_since.isoformat(timespec="seconds")}
    return JSONResponse(told)
