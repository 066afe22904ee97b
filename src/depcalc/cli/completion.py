"""completion: the script that a shell reads; made by shtab from the same parser."""

from depcalc.cli.job import Job
from depcalc.cli.parser import build_parser


def completion(job: Job) -> str:
    """The script for one shell, on stdout."""
    import shtab  # noqa: PLC0415 - only this command needs it

    return str(shtab.complete(build_parser(), shell=job.args.shell))
