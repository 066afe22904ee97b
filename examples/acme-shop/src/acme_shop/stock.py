"""What the supplier has."""

import requests
import structlog

log = structlog.get_logger()


def ask_supplier(url: str) -> dict[str, int]:
    answer = requests.get(url, timeout=10)
    answer.raise_for_status()
    log.info("stock", items=len(answer.json()))
    return answer.json()
