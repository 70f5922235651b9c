"""A saved notebook reads without its kernel: what the server's hook keeps and drops."""

import copy

import pytest

from helpers.live.saving import VIEW, keep_readable


def saved(outputs, metadata=None):
    cells = [{"cell_type": "markdown", "source": "text"}, {"cell_type": "code", "outputs": outputs}]
    model = {"type": "notebook", "content": {"cells": cells, "metadata": metadata or {}}}
    keep_readable(path="01.ipynb", model=model, contents_manager=None)
    return model["content"]["cells"][1]["outputs"]


def shown(*kinds):
    return {"output_type": "display_data", "data": {kind: f"a {kind}" for kind in kinds}}


def view(name, *kinds):
    output = shown(*kinds)
    output["data"][VIEW] = {"model_id": name, "version_major": 2}
    return output


def test_pictures_and_words_stay_and_views_go():
    stream = {"output_type": "stream", "name": "stdout", "text": "words"}
    given = [stream, view("a", "image/png", "text/plain"), shown("text/html")]
    assert saved(given) == [stream, shown("image/png", "text/plain"), shown("text/html")]


def test_a_view_stays_where_nothing_else_would_be_left():
    assert saved([view("a")]) == [view("a")]


def test_a_view_stays_whose_widgets_are_saved_too():
    state = {"widgets": {"application/vnd.jupyter.widget-state+json": {"state": {"a": {}}}}}
    given = [view("a", "text/plain"), view("b", "text/plain")]
    assert saved(given, state) == [view("a", "text/plain"), shown("text/plain")]


@pytest.mark.parametrize(
    "model",
    [
        {"type": "file", "content": "text"},
        {"type": "directory", "content": None},
        {"type": "notebook", "content": None},
        {"type": "notebook", "content": {"worksheets": []}},
    ],
)
def test_other_files_are_saved_as_they_are(model):
    given = copy.deepcopy(model)
    keep_readable(model=model)
    assert model == given
