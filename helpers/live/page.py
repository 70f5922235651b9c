"""What the page itself adds to a lab or a question: things that ipywidgets leaves out.

From Python no attribute of an element can be set. So a slider's handle has no name, of a slider
over 0.001, 0.01, … the position is read in place of the value, and a figure has no words. And
Notebook 7 takes arrow keys, Enter and the space bar for its own shortcuts, such as "next
heading", before a control sees them. A style element mends this: it runs its onload wherever
widgets run. Where a front end forbids that, a lab works as it did without. The style itself says
in words that a kernel is gone, where ipywidgets draws a broken link beside every part.
"""

from html import escape

SCRIPT = """
(box => {
    const set = (element, name, value) =>
        element.getAttribute(name) === value || element.setAttribute(name, value);
    const tell = () => {
        for (const handle of box.querySelectorAll(".noUi-handle")) {
            const row = handle.closest(".widget-inline-hbox");
            const read = (from, what) => from.querySelector(what)?.textContent.trim() ?? "";
            const unit = read(row.parentElement, ":scope > .course-unit");
            set(handle, "aria-label", read(row, ".widget-label"));
            set(handle, "aria-valuetext", `${read(row, ".widget-readout")} ${unit}`.trim());
        }
        for (const button of box.querySelectorAll("button[title]"))
            if (button.textContent.length < 2) set(button, "aria-label", button.title);
        for (const figure of box.querySelectorAll("img"))
            set(figure, "alt", "figure, told in the line below");
    };
    const changes = {subtree: true, childList: true, characterData: true, attributes: true};
    new MutationObserver(tell).observe(box, {...changes, attributeFilter: ["aria-valuetext"]});
    tell();
    if (window.courseKeys) return;
    window.courseKeys = true;
    const ours = ":is(.course-lab, .course-question) :is(.noUi-handle, select, button, input)";
    window.addEventListener("keydown", event => {
        if (!event.target.matches?.(ours)) return;
        const plain = /^(Arrow|Page|Home|End|Enter$| $)/.test(event.key) && !event.shiftKey
            && !event.ctrlKey && !event.metaKey && !event.altKey;
        event.target.toggleAttribute("data-lm-suppress-shortcuts", plain);
    }, true);
})(this.closest(".course-lab, .course-question"))
"""
GONE = "Not connected any more: its kernel was restarted or is gone. Run → Run All Cells"
LOOK = f"""
:is(.course-lab, .course-question) .jupyter-widgets-disconnected::before {{ content: none }}
:is(.course-lab, .course-question).jupyter-widgets-disconnected::before {{ content: "{GONE}";
  font: bold 1em var(--jp-ui-font-family, sans-serif); color: var(--jp-error-color1, #c62828) }}
"""
STYLE = f'<style onload="{escape(SCRIPT)}">{LOOK}</style>'
