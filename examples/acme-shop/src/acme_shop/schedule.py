"""When the van leaves."""

import pytz
from cron_descriptor import get_description

from acme_shop.settings import SETTINGS

ZONE = pytz.timezone("Europe/Lisbon")


def in_words() -> str:
    return get_description(SETTINGS["deliveries"])
