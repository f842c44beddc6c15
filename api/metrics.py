"""`/metrics`: the figures of the requests, and how the service stands to its store, for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from api.service import Service
from api.signin import STATUS, Asker, asker_of
from api.streaming import Streams
from api.watching import Figures
from graph_model.dates import today
from graph_model.network import Network
from graph_model.scheme import DEFAULT
from schema.errors import Code, Refusal

__all__ = ["Metrics", "State"]

_COUNTS = ("numerator", "denominator", "unknown", "exempt")


class State(Collector):
    """How a service stands: its revision, how far it is behind its store, the coverage of the indicators wanted."""

    def __init__(self, service: Service, indicators: tuple[str, ...], streams: Streams) -> None:
        self._service, self._indicators, self._streams = service, indicators, streams

    def collect(self) -> Iterator[Metric]:
        """The figures of this moment, all of one network."""
        service, network = self._service, self._service.network
        behind = service.behind_since
        lag = 0.0 if behind is None else (datetime.now(UTC) - behind).total_seconds()
        yield GaugeMetricFamily("liandong_revision", "Revision that answers", value=network.revision)
        yield GaugeMetricFamily("liandong_store_revision", "Revision the store was last seen at", value=service.stored)
        yield GaugeMetricFamily("liandong_behind_seconds", "Seconds since the store could last be followed", value=lag)
        open_now = self._streams.open
        yield GaugeMetricFamily("liandong_streams", "Subscriptions open in this process", value=open_now)
        if self._indicators:
            yield from self._coverage(network)

    def _coverage(self, network: Network) -> Iterator[Metric]:
        counts = GaugeMetricFamily("liandong_coverage", "Subjects today", labels=["indicator", "count"])
        rates = GaugeMetricFamily("liandong_coverage_rate", "Coverage rate today", labels=["indicator"])
        most = GaugeMetricFamily(
            "liandong_coverage_rate_at_most", "The rate if all that is unknown were covered", labels=["indicator"]
        )
        day = today(network.schemes[DEFAULT].zone)
        for indicator in self._indicators:
            if indicator in network.catalogue.scores:
                continue  # ratios and composites have no counts
            (row,) = network.coverage(indicator, as_of=day)
            for name in _COUNTS:
                counts.add_metric([indicator, name], getattr(row.tally, name))
            for family, rate in ((rates, row.tally.rate), (most, row.tally.rate_at_most)):
                if rate is not None:
                    family.add_metric([indicator], rate)
        yield from (counts, rates, most)


class Metrics:
    """The endpoint."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the figures as text; the coverage is worked out beside the questions that are being answered. Where people sign
        in, it takes somebody who may see everything."""
        try:
            _check(await asker_of(scope["app"].state.signin, Headers(scope=scope).get("authorization")))
        except Refusal as error:
            await JSONResponse({"errors": [error.formatted]}, STATUS[error.code])(scope, receive, send)
            return
        body = await run_in_threadpool(generate_latest, self._figures.registry)
        await Response(body, headers={"content-type": CONTENT_TYPE_LATEST})(scope, receive, send)


def _check(asker: Asker) -> None:
    """Refuse whoever may not see everything."""
    if asker.scope.areas is not None:
        raise Refusal(Code.FORBIDDEN, "您的权限不包括全部区域，不能取得监控数据")
