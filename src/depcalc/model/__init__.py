"""The economics: facts to inputs, inputs to worlds, worlds to costs. The only home of numpy."""

import os

# Rows are spread over threads here; a matrix library that spins up threads of its own inside them would only
# wait for a core. Must be said before numpy is first imported, and gives way to whoever said it earlier.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
