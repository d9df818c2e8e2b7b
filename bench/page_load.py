"""What the first visit costs a reader: bytes over the wire and the seconds until the page can be used, in Chromium.

    python bench/page_load.py [--times N] [--home DIR]

The dashboard is served as `trends serve` does it; each visit has an empty cache. Bytes are what the browser received,
compressed. The page can be used once its chart is drawn and listens, and its table has rows. Beside them stand the
bytes that the same files have unpacked, which is what a server without compression would send. Targets: at most 3 MB,
at most 2 s.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

MOST_MB, MOST_SECONDS = 3.0, 2.0
READY = (".card-pair .js-plotly-plot:not(.dash-graph--pending) .main-svg", ".ag-row")


def visit(browser: Any, address: str, page_path: str) -> tuple[float, float, float]:
    """Opens a page with an empty cache; returns seconds until it can be used, MB received, MB unpacked."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    page = context.new_page()
    received = {"wire": 0.0, "unpacked": 0.0}
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: add(received, "wire", event["encodedDataLength"]))
    session.on("Network.dataReceived", lambda event: add(received, "unpacked", event["dataLength"]))
    start = time.perf_counter()
    page.goto(address + page_path)
    for selector in READY:
        page.wait_for_selector(selector)
    seconds = time.perf_counter() - start
    page.wait_for_load_state("networkidle")
    context.close()
    return seconds, received["wire"] / 1e6, received["unpacked"] / 1e6


def add(total: dict[str, float], name: str, amount: float) -> None:
    """Adds an amount to a sum."""
    total[name] += amount


def serve(home: Path) -> tuple[subprocess.Popen[str], str]:
    """Starts the server of a home on a free port; returns it with its address."""
    command = [str(Path(sys.executable).with_name("trends")), "serve", "--port", "0", "--home", str(home)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert server.stdout is not None
    address = server.stdout.readline().strip()
    if not address.startswith("http"):
        server.kill()
        raise SystemExit("the server did not start; its words are above")
    return server, address


def main() -> None:
    from playwright.sync_api import sync_playwright

    from bench.demo import build

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--home", type=Path, help="a home with a release")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or Path(folder) / "home"
        if options.home is None:
            build(home)
        server, address = serve(home)
        try:
            with sync_playwright() as playwright:
                path = os.environ.get("CHROMIUM") or shutil.which("chromium")
                flags = ["--no-sandbox"] if os.geteuid() == 0 else []
                browser = playwright.chromium.launch(executable_path=path, args=flags)
                visits = [visit(browser, address, "/") for _ in range(options.times + 1)][1:]
                browser.close()
        finally:
            server.terminate()
            server.wait(timeout=30)
    seconds, wire, unpacked = (statistics.median(values) for values in zip(*visits, strict=True))
    print("| what | median | target |\n|---|---:|---:|")
    print(f"| MB received | {wire:.2f} | {MOST_MB:g} |")
    print(f"| MB unpacked | {unpacked:.2f} | |")
    print(f"| seconds until it can be used | {seconds:.2f} | {MOST_SECONDS:g} |")


if __name__ == "__main__":
    main()
