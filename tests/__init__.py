"""The tests mirror helpers/; tools/, notebooks/, browser/ and bench/ test what lies around it."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent  # the course's folder
