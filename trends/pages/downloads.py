"""A chart's own numbers as a CSV file, at an address that also works from a script: /data/NAME.csv?…"""

from __future__ import annotations

import polars as pl
from dash import Dash
from flask import Response, request

from trends.pages.chart_sql import ChartError, from_url
from trends.pages.defuse import defused
from trends.pages.provider import Provider


def register(app: Dash, provider: Provider) -> None:
    """Add the address to the app's server; a bad request is answered with a sentence, status 400 or 404."""

    def data(name: str) -> Response:
        view = provider.current()
        if view is None:
            return Response("No release has been built yet.\n", 404, mimetype="text/plain")
        try:
            query = from_url(name, request.args.to_dict())
        except ChartError as error:
            return Response(f"{error}\n", 400, mimetype="text/plain")
        headers = {"Content-Disposition": f'attachment; filename="{name}-{view.id}.csv"'}
        return Response(csv(view.sql(query.text)), mimetype="text/csv", headers=headers)

    app.server.add_url_rule("/data/<name>.csv", view_func=data, methods=["GET"])


def csv(frame: pl.DataFrame) -> str:
    """A frame as CSV text, safe in a spreadsheet; a list becomes its items joined by "; "."""
    nested = [name for name, kind in frame.schema.items() if isinstance(kind, pl.List)]
    flat = frame.with_columns(pl.col(nested).list.eval(pl.element().cast(pl.String)).list.join("; "))
    return defused(flat).write_csv()
