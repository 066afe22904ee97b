"""The one place that knows the order of the stages: a survey of the outside, then pure appraisal."""

from depcalc.pipeline.appraising import appraise, paths
from depcalc.pipeline.surveying import survey

__all__ = ["appraise", "paths", "survey"]
