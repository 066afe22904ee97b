"""Facts from the network, asked for with `--online` or `depcalc data update` and never otherwise.

`refreshing` asks about the packages in scope; `updating` makes a new snapshot beside the old one; `kept` finds
the newest whole snapshot, offline too. Only `transport` and `http_cache` load an HTTP library.
"""
