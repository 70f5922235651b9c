"""Slides of a notebook: one HTML file that needs no network. Runs in the course's environment.

    python tools/deck/deck.py notebooks/01_….ipynb slides.html

A cell's slide type is Jupyter's: slide, subslide, fragment, notes, skip, or none, which goes on
with the slide. A slide shows a cell's output, and its code where there is no output or the cell
is tagged "show-code".
"""

import json
import pathlib
import re
import sys
from html import escape
from importlib.util import find_spec

import jinja2
from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

HERE = pathlib.Path(__file__).resolve().parent
REMOTE = re.compile(r'(<a [^>]*>)?<img [^>]*src="https?:[^>]*>(</a>)?')  # such as Colab's badge
CLAIM = r"^(?P<sentence>[✓✗] .*?)  \[(?P<numbers>.*)\]\n?"
ANSWER = r"^(?P<answer>Answer: .*)\n(?P<why>.*)\n?"
FIRST = "the first cell that is not skipped must be of type slide, see CONTRIBUTING.md"
PRINTED = re.compile(f"{CLAIM}|{ANSWER}", re.MULTILINE)


class Renderer(IPythonRenderer):
    """Markdown with its formulas as MathML."""

    def block_math(self, body):
        return mathml(body, "block")

    def inline_math(self, body):
        return mathml(body, "inline")


def mathml(tex, display):
    """One formula as MathML. Raises ValueError for what the converter does not know."""
    tex = " ".join(tex.split())
    made = convert(tex, display=display)
    if re.search(r"<m[io]>(\\|&<)", made):
        raise ValueError(f"this formula has no MathML: {tex}")
    return made


def markdown(source):
    renderer = Renderer(escape=False, exclude_anchor_links=True)
    return REMOTE.sub("", MarkdownWithMath(renderer=renderer).render(source))


def code(source):
    return highlight(source, PythonLexer(), HtmlFormatter(cssclass="code"))


def shown(cell):
    """A cell as HTML, as it stands on a slide."""
    source = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        return f'<div class="text">{markdown(source)}</div>'
    outputs = "".join(output_of(output, "@lab(" in source) for output in cell["outputs"])
    visible = not outputs or "show-code" in cell["metadata"].get("tags", ())
    return (code(source) if visible else "") + outputs


def output_of(output, lab):
    if output["output_type"] == "stream":
        return f'<div class="printed">{printed("".join(output["text"]))}</div>'
    data = output["data"]
    words = escape("".join(data["text/plain"]).removeprefix("Figure: "))
    if "image/png" not in data:
        return f'<pre class="said">{words}</pre>'
    source = f"data:image/png;base64,{''.join(data['image/png'])}"
    caption = f"<b>Lab</b> · {words}" if lab else words
    return f'<figure><img src="{source}" alt="{words}"><figcaption>{caption}</figcaption></figure>'


def printed(text):
    """Printed text as type, but claims with their numbers small, and answers with their why."""

    def told(match):
        if match["answer"]:
            return f"</pre><p><b>{match['answer']}</b><br>{match['why']}</p><pre>"
        claim = f"{match['sentence']}<small>{match['numbers']}</small>"
        return f'</pre><p class="claim">{claim}</p><pre>'

    text = PRINTED.sub(told, escape(text, quote=False))
    return re.sub(r"<pre>\s*</pre>", "", f"<pre>{text}</pre>")


def sheets_of(cells):
    """Sort cells into columns of sheets, as reveal.js moves: → to a column, ↓ to a sheet.

    Returns: a list of columns; each sheet is {"section", "html", "notes"}.
    Raises:  ValueError: if the first cell that is not skipped is no slide.
    """
    columns, section = [], ""
    for cell in cells:
        kind = cell["metadata"].get("slideshow", {}).get("slide_type", "-")
        heading = re.match(r"##? (.*)", "".join(cell["source"]))
        section = heading[1] if heading and cell["cell_type"] == "markdown" else section
        if kind == "skip":
            continue
        if kind == "slide":
            columns.append([])
        elif not columns:
            raise ValueError(FIRST)
        if kind in ("slide", "subslide"):
            columns[-1].append({"section": "" if heading else section, "html": "", "notes": ""})
        html = shown(cell)
        if kind == "notes":
            columns[-1][-1]["notes"] += html
        else:
            part = f'<div class="fragment">{html}</div>' if kind == "fragment" else html
            columns[-1][-1]["html"] += part
    if not columns:
        raise ValueError(FIRST)
    return columns


def page(notebook, title):
    """The whole page, scripts and styles inside it."""
    reveal = pathlib.Path(find_spec("sphinx_revealjs").origin).parent / "_static" / "revealjs"
    styles = [reveal / "dist/reset.css", reveal / "dist/reveal.css", HERE / "deck.css"]
    scripts = [reveal / "dist/reveal.js", reveal / "plugin/notes/notes.js"]
    template = jinja2.Template((HERE / "deck.html").read_text("utf-8"))
    return template.render(
        title=title,
        columns=sheets_of(notebook["cells"]),
        styles=[path.read_text("utf-8") for path in styles] + [HtmlFormatter().get_style_defs()],
        # Within a page's script, "</script" would end it.
        scripts=[path.read_text("utf-8").replace("</script", r"<\/script") for path in scripts],
    )


def main(source, target):
    notebook = json.loads(pathlib.Path(source).read_text("utf-8"))
    try:
        html = page(notebook, pathlib.Path(source).stem)
    except ValueError as error:
        sys.exit(f"{pathlib.Path(source).name}: {error}")
    pathlib.Path(target).write_text(html, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
