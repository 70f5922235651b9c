"""What is saved of a live notebook: a file that reads tomorrow, without the kernel of today.

A hook of Jupyter's server; `course.py lab` sets it. Standard library only: a server need not
have what the course's kernels have.
"""

VIEW = "application/vnd.jupyter.widget-view+json"  # without its kernel: "model not found"


def keep_readable(model: dict, **_) -> None:
    """Drop the views of widgets whose state is not saved, where words or a picture stay.

    Args: model: what Jupyter is about to save, changed in place; see ContentsManager.pre_save_hook.
    """
    if model["type"] != "notebook" or "cells" not in (model.get("content") or {}):
        return  # not a notebook, or one older than nbformat 4
    saved = model["content"]["metadata"].get("widgets", {}).values()
    alive = {name for state in saved for name in state.get("state", {})}
    for cell in model["content"]["cells"]:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if len(data) > 1 and data.get(VIEW, {}).get("model_id") not in alive:
                data.pop(VIEW, None)
