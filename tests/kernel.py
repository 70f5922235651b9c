"""A real kernel with a front end's hands and eyes: moves widgets by the messages a page sends.

with Kernel() as kernel:
    kernel.run(source)                      # a cell
    kernel.move(model_id, 7)                # a slider, as a hand moves it
    kernel.until(lambda: kernel.frames)     # listen until it is so
"""

import contextlib
import json
import os
import queue
import time
from typing import NamedTuple

import nbformat
from jupyter_client import KernelManager

from tests import ROOT


class Frame(NamedTuple):
    """A picture that an Image widget was sent, and when it arrived."""

    when: float
    model: str
    png: bytes


class Kernel:
    """A kernel that runs in the course's folder, or in another.

    Attributes:
        models: the widgets' state as a page knows it, by model id.
        frames: all pictures that Image widgets were sent.
        displays: all display bundles, (data, metadata).
        trouble: all that was written to stderr, and all tracebacks.
    """

    def __init__(self, folder=ROOT, **env):
        self.models, self.frames, self.displays, self.trouble = {}, [], [], []
        self._outputs, self._idle, self._subshell = {}, set(), None
        self._folder, self._env = str(folder), {**os.environ, **env}

    def __enter__(self):
        self._manager = KernelManager()
        self._manager.start_kernel(cwd=self._folder, env=self._env)
        self._client = self._manager.blocking_client()
        self._client.start_channels()
        self._client.wait_for_ready(timeout=60)
        return self

    def __exit__(self, *_):
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)

    def execute(self, source, timeout=120):
        """Run a cell to its end; return its outputs as a notebook holds them. A traceback and
        what was written to stderr go to `trouble` as well."""
        cell = self._client.execute(source)
        self.until(lambda: cell in self._idle, timeout)
        return self._outputs.pop(cell, [])

    def run(self, source, timeout=120):
        """Run a cell to its end; return what it printed."""
        outputs = self.execute(source, timeout)
        return "".join(output["text"] for output in outputs if output.get("name") == "stdout")

    def ask(self, expression):
        """The value of an expression in the kernel, by way of JSON."""
        return json.loads(self.run(f"import json; print(json.dumps({expression}))"))

    def move(self, model, value, key="value"):
        """Set a widget's value as its view does; a Dropdown's has the key "index"."""
        self.models[model][key] = value
        self._send(model, {"method": "update", "state": {key: value}, "buffer_paths": []})

    def click(self, model):
        """Press a button."""
        self._send(model, {"method": "custom", "content": {"event": "click"}})

    def reach(self, model):
        """The trait a hand sets on a control and the values to try: both ends, every option."""
        state = self.models[model]
        kind = state["_model_name"]
        if kind == "SelectionSliderModel":
            return "index", [0, len(state["_options_labels"]) - 1]
        if kind == "DropdownModel":
            return "index", list(range(len(state["_options_labels"])))
        if kind == "CheckboxModel":
            return "value", [True, False]
        return "value", [state["min"], state["max"]]

    def until(self, condition, timeout=20):
        """Listen to the kernel until the condition holds."""
        end = time.monotonic() + timeout
        while not condition():
            assert time.monotonic() < end, f"not within {timeout} s; {self.trouble}"
            with contextlib.suppress(queue.Empty):
                self._take(self._client.get_iopub_msg(timeout=0.1))

    def listen(self, seconds):
        """Take in what the kernel says for so long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            with contextlib.suppress(queue.Empty):
                self._take(self._client.get_iopub_msg(timeout=left))

    def use_subshell(self):
        """Send widget messages on a subshell from now on, as JupyterLab 4.6 may.

        Returns: False if the kernel has no subshells.
        """
        reply = self._client.kernel_info(reply=True, timeout=20)["content"]
        if "kernel subshells" not in reply.get("supported_features", []):
            return False
        channel = self._client.control_channel
        channel.send(self._client.session.msg("create_subshell_request", {}))
        self._subshell = self._client.get_control_msg(timeout=20)["content"]["subshell_id"]
        return True

    def _send(self, model, data):
        message = self._client.session.msg("comm_msg", {"comm_id": model, "data": data})
        if self._subshell:
            message["header"]["subshell_id"] = self._subshell
        self._client.shell_channel.send(message)

    def _take(self, message):
        kind, content = message["msg_type"], message["content"]
        cell = message["parent_header"].get("msg_id")
        if kind in ("comm_open", "comm_msg"):
            data = content["data"]
            if kind == "comm_open" or data.get("method") in ("update", "echo_update"):
                self._update(content["comm_id"], data, message["buffers"])
        elif kind in ("stream", "error", "display_data", "execute_result"):
            self._outputs.setdefault(cell, []).append(nbformat.v4.output_from_msg(message))
            if kind == "error":
                self.trouble.append("\n".join(content["traceback"]))
            elif content.get("name") == "stderr":
                self.trouble.append(content["text"])
            elif kind == "display_data":
                self.displays.append((content["data"], content["metadata"]))
        elif kind == "status" and content["execution_state"] == "idle":
            self._idle.add(cell)

    def _update(self, model, data, buffers):
        state = self.models.setdefault(model, {})
        state.update(data.get("state", {}))
        for path, buffer in zip(data.get("buffer_paths", []), buffers, strict=True):
            state[path[0]] = bytes(buffer)
            if path == ["value"] and data.get("method") == "update":
                self.frames.append(Frame(time.monotonic(), model, bytes(buffer)))
