"""How fast labs answer in the browser: key press → first and last new picture, in ms.

    python course.py bench latency

Opens every notebook in JupyterLab in a headless Chromium, runs it, and presses a key on the
first slider of every lab, PRESSES times. Prints a table, and as its last line one JSON object.
Meant for a quiet machine: Chromium, the server and the kernel share its processors.
"""

from __future__ import annotations

import json
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]
from notebook_page import FLAGS, NotebookPage, copy_course, open_door  # noqa: E402

from tools import notebooks  # noqa: E402

PRESSES = 20


def summary(spans: list[float]) -> dict:
    """Median and worst, in whole ms."""
    return {"median": round(statistics.median(spans)), "worst": round(max(spans))}


def measure(page: NotebookPage, title: str) -> dict:
    """Press right and left by turns, so that the lab stays near its defaults."""
    lab = page.lab(title)
    page.watch(lab)
    presses = [page.press(lab, ("ArrowRight", "ArrowLeft")[k % 2]) for k in range(PRESSES)]
    if any(press["first"] is None for press in presses):
        sys.exit(f"{title}: a key press brought no picture")
    found = {name: summary([press[name] for press in presses]) for name in ("first", "last")}
    return found | {"pictures": statistics.median(press["pictures"] for press in presses)}


def main():
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if not program:
        sys.exit("bench latency needs chromium or google-chrome")
    results = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        open_door(copy_course(Path(folder))) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for path in notebooks.found():
            page = NotebookPage(browser, address(path.name))
            page.run_all()
            for title in page.titles(path):
                results[title] = row = measure(page, title)
                first, last = row["first"], row["last"]
                print(
                    f"{title:16} first {first['median']:5} (worst {first['worst']:5})  "
                    f"last {last['median']:5} (worst {last['worst']:5})  "
                    f"{row['pictures']:g} pictures",
                    flush=True,
                )
        browser.close()
    print(json.dumps(results))


if __name__ == "__main__":
    main()
