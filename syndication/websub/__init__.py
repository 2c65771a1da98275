"""WebSub (W3C Recommendation): feeds are sent to whoever subscribes to them, and other hubs are told of changes.

::

    POST /hub            reading, callbacks, topics    what is asked, whether it can be
      accepting          a question to the callback is put down, 202
    a change             wanting                       subscriptions are due, other hubs are to be told
    worker.WebSubWorker  claims what is due
      asking             did you mean it? (§5.3), denied (§5.2), publish
      distributing       the newest document, signed (§7)
      settling           what came of it is recorded
"""
