"""What the first visit costs a reader: bytes over the wire and the seconds until the page can be used, in Chromium.

    python bench/page_load.py [--times N] [--home DIR]

The dashboard is served as `trends serve` does it; each visit has an empty cache. Bytes are what the browser received,
compressed. The page can be used once its chart is drawn and listens, and its table has rows; after that a control is
set and the page drawn again. Beside the bytes stand those that the same files have unpacked, which is what a server
without compression would send. Processor time is that of the page's main thread up to where it can be used: unlike the
seconds it hardly depends on what else the machine is doing. Targets: at most 3 MB, at most 2 s.
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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

MOST_MB, MOST_SECONDS = 3.0, 2.0
SETTING = "Verified ≥ 2 origins"
READY = (".card-pair .js-plotly-plot:not(.dash-graph--pending) .main-svg", ".ag-row")


@dataclass(frozen=True)
class Visit:
    """One visit with an empty cache.

    Attributes:
        usable: seconds until the page can be used.
        reacted: seconds until a control was set and the page drawn again.
        processor: seconds of processor time of the page's main thread until it can be used.
        scripts: the part of it that ran scripts.
        wire: MB received.
        unpacked: MB that these are once unpacked.
    """

    usable: float
    reacted: float
    processor: float
    scripts: float
    wire: float
    unpacked: float


def visit(browser: Any, address: str) -> Visit:
    """Opens the index with an empty cache and uses it."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    page = context.new_page()
    received = {"wire": 0.0, "unpacked": 0.0}
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    session.on("Network.loadingFinished", lambda event: add(received, "wire", event["encodedDataLength"]))
    session.on("Network.dataReceived", lambda event: add(received, "unpacked", event["dataLength"]))
    start = time.perf_counter()
    page.goto(address + "/")
    for selector in READY:
        page.wait_for_selector(selector)
    usable = time.perf_counter() - start
    metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    page.locator(".card-pair .segmented").get_by_text(SETTING).click()
    page.wait_for_url("**gate=verified**")
    page.wait_for_selector("html:not(.drawing)")
    reacted = time.perf_counter() - start
    page.wait_for_load_state("networkidle")
    context.close()
    return Visit(
        usable,
        reacted,
        metrics["TaskDuration"],
        metrics["ScriptDuration"],
        received["wire"] / 1e6,
        received["unpacked"] / 1e6,
    )


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
                visits = [visit(browser, address) for _ in range(options.times + 1)][1:]
                browser.close()
        finally:
            server.terminate()
            server.wait(timeout=30)
    print("| what | median | target |\n|---|---:|---:|")
    print(f"| MB received | {median(visits, 'wire'):.2f} | {MOST_MB:g} |")
    print(f"| MB unpacked | {median(visits, 'unpacked'):.2f} | |")
    print(f"| seconds until it can be used | {median(visits, 'usable'):.2f} | {MOST_SECONDS:g} |")
    print(f"| seconds until a control was set and the page drawn again | {median(visits, 'reacted'):.2f} | |")
    print(f"| processor seconds of the page until it can be used | {median(visits, 'processor'):.2f} | |")
    print(f"| of these in scripts | {median(visits, 'scripts'):.2f} | |")


def median(visits: list[Visit], name: str) -> float:
    """The median of one measure."""
    return statistics.median(getattr(one, name) for one in visits)


if __name__ == "__main__":
    main()
