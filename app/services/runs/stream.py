"""The stream of a run: Server-Sent Events under ``GET /api/runs/{id}/events``.

============  ====================================================================================
event         data, one JSON object
============  ====================================================================================
``history``   what happened after an id: ``after``, ``run``, ``started``, ``steps``, ``epochs``,
              ``snapshots`` (the steps recorded), ``snapshot`` (the newest), ``settings``,
              ``moment`` (the newest), ``ended``; null or empty where nothing is new
``state``     the run as ``GET /api/runs/{id}`` shows it
``started``   RunStarted
``steps``     StepEnded, one or more, as columns; ten a second, and what an epoch's end brings out
``epoch``     EpochEnded
``snapshot``  SnapshotTaken without the weights
``recorded``  ``step`` of a snapshot that a newer one has replaced before this viewer could read it; it can be
              asked for, ``GET /api/runs/{id}/moments/{step}``
``moment``    MomentReached
``settings``  SettingsChanged
``ended``     TrainingEnded without the weights; a run that failed or was killed has none
``gone``      the server has forgotten the run to make room; nothing follows
============  ====================================================================================

**First** comes ``history``, always. With ``after`` 0 it replaces what the viewer has, else it is to be added.

**Ids** grow by one with every event of a run and are the same for all viewers; ``history`` has the id of the
newest event in it. A viewer that comes back says the last one it has seen (``Last-Event-ID``, or ``?after=``;
the header wins) and gets what it has missed, nothing twice. Without an id, or with one that the run has not
reached, it gets everything. An id that is left out was a state that a newer one has replaced: never a point
of a curve, nor a step that can be gone back to. Who reads too slowly for that gets another ``history``, to be
added.

**Heartbeat**: a comment, ``: ping``, every 15 seconds.

**The end**: behind ``ended`` comes a last ``state``, and the stream stays open with pings, so that a browser
does not come back over and over, until the run is collected: ``gone``, and the connection closes. A server
that shuts down just closes it. Of a run that is unknown the answer is 404 and no stream, which a browser
takes as final.
"""

from __future__ import annotations

HEARTBEAT_S = 15.0
PING = b": ping\n\n"


def format_event(kind: str, data: bytes, event_id: int) -> bytes:
    """An event on the wire; ``data`` is JSON on one line."""
    return b"event: %s\ndata: %s\nid: %d\n\n" % (kind.encode(), data, event_id)
