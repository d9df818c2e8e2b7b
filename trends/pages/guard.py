"""The door of the dashboard: who may ask, how much a question may hold, and what every answer says to the browser.

Editorial decisions. A dashboard on the loopback address answers to loopback names alone, so that a page elsewhere can't
reach it by pointing a name of its own at 127.0.0.1 (DNS rebinding). Behind a token, a browser shows the token once and
keeps a cookie made from it. Every error is one sentence; its cause goes to the log, never to the reader.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import parse_qsl, quote, urlencode

from dash import Dash
from dash.exceptions import DependencyException, InvalidResourceError
from flask import Response, request
from werkzeug.exceptions import HTTPException

from trends.pages import callback_body
from trends.pages.provider import Provider

logger = logging.getLogger(__name__)

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
LONGEST_QUERY = 32_768
"""Bytes of a query string."""
LARGEST_BODY = 1_000_000
"""Bytes of a request's body."""
SHORTEST_TOKEN = 16
"""Characters of a token; there is no limit on tries, so its length is what protects it."""
COOKIE = "trends_token"

SENTENCES = {
    400: "The request can't be read.",
    401: "This dashboard asks for a token: add ?token=… to the address once, or send “Authorization: Bearer …”.",
    404: "Nothing lives at this address.",
    405: "This address doesn't take that method.",
    413: f"The request is too large; up to {LARGEST_BODY:,} bytes are read.",
    414: f"The query in the address is too long; up to {LONGEST_QUERY:,} bytes are read.",
    421: "This dashboard answers to 127.0.0.1 and localhost alone; `trends serve --host` opens it to other names.",
    500: "This could not be answered; the cause is in the server's log.",
    503: "There is no release to show yet; `trends build` seals one.",
}

WELCOME = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Welcome</title>
<meta http-equiv="refresh" content="0;url={address}"></head>
<body><p>The token is right. <a href="{address}">Go on</a>.</p></body></html>
"""


class AccessError(ValueError):
    """A way of serving that would let strangers in unasked; the message says what to add."""


@dataclass(frozen=True)
class Access:
    """Who may ask.

    Attributes:
        hosts: the names that a request may call this server by (its Host header without the port); None allows any.
        token: what a reader must show, None for nothing.
    """

    hosts: frozenset[str] | None = LOOPBACK
    token: str | None = None

    @property
    def cookie(self) -> str:
        """What a browser keeps: made from the token, which can't be read back out of it."""
        return hmac.new((self.token or "").encode(), b"trends dashboard", hashlib.sha256).hexdigest()

    def knows_host(self, host: str | None) -> bool:
        """Whether a request that calls the server by this Host header is meant for it."""
        return self.hosts is None or host_name(host) in self.hosts

    def admits(self, *, shown: str | None = None, authorization: str | None = None, cookie: str | None = None) -> bool:
        """Whether one of a parameter, an Authorization header and a cookie proves the token, in constant time."""
        if self.token is None:
            return True
        scheme, _, bearer = (authorization or "").partition(" ")
        proofs = [
            same(shown, self.token),
            same(bearer.strip() if scheme.lower() == "bearer" else None, self.token),
            same(cookie, self.cookie),
        ]
        return any(proofs)


def access(host: str, *, token: str | None = None, open_to_anyone: bool = False) -> Access:
    """Who may ask, for an address to listen on.

    Args:
        host: an IP address or a name of this machine.
        token: what readers must show; needed, or `open_to_anyone`, where others than this machine can reach `host`.
        open_to_anyone: let in whoever reaches the address.

    Raises:
        AccessError: neither was given for an address that others reach, or both, or the token is short.
    """
    if token is not None and open_to_anyone:
        raise AccessError("--token and --open-to-anyone contradict each other; give one of them")
    if token is not None and (len(token) < SHORTEST_TOKEN or not token.isprintable()):
        raise AccessError(f"the token is shorter than {SHORTEST_TOKEN} characters or unprintable; give a longer one")
    if is_loopback(host):
        return Access(LOOPBACK | {f"[{host}]" if ":" in host else host.lower()}, token)
    if token is None and not open_to_anyone:
        raise AccessError(
            f"{host} lets other machines read this dashboard; add --token TOKEN, or --open-to-anyone if that is meant"
        )
    return Access(None, token)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address: localhost, 127.0.0.0/8, ::1."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def host_name(host: str | None) -> str:
    """The name in a Host header, in lower case and without its port; "" where there is none that can be read."""
    found = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[^:@/\[\]\s]+)\.?(?::\d{1,5})?", host or "")
    return found[1].lower().removesuffix(".") if found else ""


def same(given: str | None, expected: str) -> bool:
    """Whether two texts are equal, in a time that doesn't tell where they differ; None never is."""
    return given is not None and hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())


def policy(scripts: tuple[str, ...]) -> str:
    """The Content-Security-Policy: everything from this server, no script but its files and those of the given hashes.

    Styles may stand in the page, since Plotly, AG Grid and Mantine set them there. `form-action` and `base-uri` don't
    fall back on `default-src`, so they are named.
    """
    rules = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", *scripts]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def inline_hashes(page: str) -> tuple[str, ...]:
    """CSP hashes of the scripts that stand in a page's own text."""
    texts = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    return tuple(f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in texts)


def headers(scripts: tuple[str, ...]) -> Mapping[str, str]:
    """What every answer says to the browser."""
    return {
        "Content-Security-Policy": policy(scripts),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
    }


def without_token(path: str, query: str) -> str:
    """The same address on this server without its token."""
    kept = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name != "token"]
    return "/" + quote(path.lstrip("/")) + ("?" + urlencode(kept) if kept else "")


def sentence(status: int) -> Response:
    """An answer that is one sentence."""
    text = SENTENCES.get(status, SENTENCES[400 if status < 500 else 500])
    answer = Response(text + "\n", status, mimetype="text/plain")
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def install(app: Dash, provider: Provider, allowed: Access) -> None:
    """Stand at the door of an app; called once all of its callbacks are there, since the policy holds their hashes."""
    server = app.server
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    said = headers((*app.csp_hashes(), *inline_hashes(app.index_string)))

    def let_in() -> Response | None:
        if not allowed.knows_host(request.headers.get("Host")):
            return sentence(421)
        if len(request.query_string) > LONGEST_QUERY:
            return sentence(414)
        if (request.content_length or 0) > LARGEST_BODY:
            return sentence(413)
        shown = request.args.get("token")
        if not allowed.admits(
            shown=shown, authorization=request.headers.get("Authorization"), cookie=request.cookies.get(COOKIE)
        ):
            return sentence(401)
        if allowed.token is None or not same(shown, allowed.token):
            return None
        if request.method != "GET" or not request.accept_mimetypes.accept_html:
            return None
        # Not a redirect: one that began on another site would not carry the Strict cookie. A page of ours goes on by
        # itself, and the token leaves the address bar.
        address = escape(without_token(request.path, request.query_string.decode("utf-8", "replace")))
        answer = Response(WELCOME.format(address=address), mimetype="text/html")
        answer.headers["Cache-Control"] = "no-store"
        answer.set_cookie(COOKIE, allowed.cookie, httponly=True, samesite="Strict", secure=request.is_secure)
        return answer

    def read_body() -> Response | None:
        if request.path != callback_body.PATH or request.method != "POST":
            return None
        readable = callback_body.is_readable(request.get_json(silent=True), app.callback_map)
        return None if readable else sentence(400)

    def say(answer: Response) -> Response:
        answer.headers.update(said)
        return answer

    def refused(error: Exception) -> Response:
        if isinstance(error, HTTPException) and error.response is None and (error.code or 500) >= 400:
            return sentence(error.code or 500)
        if isinstance(error, HTTPException):
            return error.get_response()  # type: ignore[return-value]  # a redirect, or an answer made on purpose
        logger.error("%s %r could not be answered.", request.method, request.path, exc_info=error)
        return sentence(500)

    def healthz() -> Response:
        try:
            view = provider.current()
        except Exception:  # a monitor gets a status and a sentence, the log gets the cause
            logger.exception("The current release can't be opened.")
            return _health({"status": "broken", "message": SENTENCES[500]}, 503)
        if view is None:
            return _health({"status": "no release", "message": SENTENCES[503]}, 503)
        return _health({"status": "ok", "release": view.id}, 200)

    def _health(found: Mapping[str, str], status: int) -> Response:
        answer: Response = server.json.response(found)
        answer.status_code = status
        answer.headers["Cache-Control"] = "no-store"
        return answer

    server.add_url_rule("/healthz", view_func=healthz, methods=["GET"])
    server.before_request_funcs.setdefault(None, []).insert(0, let_in)
    server.before_request(read_body)  # after Dash's own, which lists the callbacks on the first request
    server.after_request(say)
    server.register_error_handler(Exception, refused)
    for unknown_file in (DependencyException, InvalidResourceError):
        server.register_error_handler(unknown_file, lambda _: sentence(404))
