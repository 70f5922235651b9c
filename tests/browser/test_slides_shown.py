"""Slides in a browser without a network: all their pictures, and nothing beyond the edge."""

import subprocess
import sys

import pytest

from tests import ROOT
from tools import notebooks

pytestmark = pytest.mark.browser
# What stands on the present slide, all its fragments shown.
LOOK = """() => {
    while (Reveal.availableFragments().next) Reveal.nextFragment();
    const sheet = Reveal.getCurrentSlide().querySelector(".sheet");
    return {
        overflow: [sheet.scrollWidth - sheet.clientWidth, sheet.scrollHeight - sheet.clientHeight],
        type: parseFloat(getComputedStyle(sheet).fontSize),
        pictures: [...sheet.querySelectorAll("img")].map(
            image => [image.naturalWidth, image.getBoundingClientRect().height / innerHeight]),
        unseen: [...sheet.querySelectorAll(".fragment")].filter(
            part => getComputedStyle(part).opacity < 1).length,
    };
}"""


@pytest.fixture(scope="module", params=notebooks.found(), ids=lambda path: path.stem)
def file(request, tmp_path_factory):
    """The slides of a notebook, as `course.py slides` writes them."""
    target = tmp_path_factory.mktemp("slides") / "slides.html"
    command = [sys.executable, "tools/deck/deck.py", str(request.param), str(target)]
    subprocess.run(command, check=True, cwd=ROOT)
    return target


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)], ids=str)
def test_slides_show_all_they_hold_without_a_network(chromium, file, size):
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, offline=True)
    page, trouble = context.new_page(), []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda message: message.type == "error" and trouble.append(message.text))
    page.on("request", lambda request: trouble.append(request.url))
    page.goto(file.as_uri())
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    seen, total = [], page.evaluate("Reveal.getTotalSlides()")
    for _ in range(total):
        seen.append(page.evaluate(LOOK))
        page.evaluate("Reveal.next()")
    assert page.evaluate("Reveal.isLastSlide()")
    assert total >= 20 and sum(len(slide["pictures"]) for slide in seen) >= 6
    for number, slide in enumerate(seen, 1):
        assert max(slide["overflow"]) <= 0, f"slide {number} overflows: {slide}"
        assert slide["type"] >= 16 and slide["unseen"] == 0, f"slide {number}: {slide}"
        for width, share in slide["pictures"]:
            assert width > 0 and share > 0.4, f"slide {number}: a picture of {width}, {share:.0%}"
    assert [url for url in trouble if not url.startswith(("file:", "data:"))] == []
    context.close()
