"""The economics: facts to inputs, inputs to worlds, worlds to costs. The only home of numpy."""
