"""The clinic of notebook 09: sick networks, what can be measured on them, and what cures them."""
