"""Scripts that the clinic's tests share."""

from helpers.lessons.clinic.scripts import Script
from helpers.recipes import Recipe

QUICK = Script(Recipe(hidden=(8,)), examples=80, epochs=3)
DROPPING = QUICK.but(dropout=0.5, eval_mode=False)
WELL = Script(Recipe(lr=0.2))
