"""Settings of the shop."""

import toml

SETTINGS = toml.load("shop.toml")
