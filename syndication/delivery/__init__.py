"""Deliveries: what partners are sent, in order, until they have accepted it.

::

    a change is accepted      wanting     rows in the outbox, in the same transaction; a kill cancels what waits
      dispatcher              claims a channel, takes what is most urgent
        parcels               renders the newest version; holds it under an embargo, drops what is not taken
        CHANNELS[kind].send   a partner accepts, or not
        recording             the delivery log, the number, when to try again

``CHANNELS`` is the registry: a channel is one module here and one line below.
"""

from syndication.delivery.folder import FOLDER
from syndication.delivery.ftp import FTP
from syndication.delivery.model import ChannelKind
from syndication.delivery.s3 import S3
from syndication.delivery.sftp import SFTP
from syndication.delivery.stream import STREAM
from syndication.delivery.webhook import WEBHOOK

__all__ = ["CHANNELS"]

CHANNELS: dict[str, ChannelKind] = {kind.name: kind for kind in (WEBHOOK, STREAM, FTP, SFTP, S3, FOLDER)}
