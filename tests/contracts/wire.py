"""What goes over the wire to and from workflows and activities, and the golden payload of each."""

from pathlib import Path
from typing import Any

from engine.contracts.answers import Answer, AskAnswer, LookupAnswer, RecordAnswer, VisitAnswer
from engine.contracts.commands import Deliver, LookUp, Recall, Record
from engine.contracts.inputs import (
    Ask,
    Confirm,
    Control,
    Enrol,
    Feedback,
    Identify,
    Propose,
    Release,
    Report,
    Track,
    Visit,
)
from engine.contracts.recollection import Recollection
from engine.contracts.views import Status, TimelineItem, UpcomingItem
from workflows.contract import CustomerStart

GOLDEN = Path(__file__).parent / "golden"
EARLIER = Path(__file__).parent / "earlier"
"""Payloads as builds before the newest fields wrote them."""

PAYLOADS: dict[str, Any] = {
    "start-first": CustomerStart,
    "start-carried": CustomerStart,
    "signal-track": Track,
    "signal-identify": Identify,
    "signal-feedback": Feedback,
    "signal-propose": Propose,
    "signal-confirm": Confirm,
    "signal-release": Release,
    "signal-report": Report,
    "signal-control-kick": Control,
    "signal-control-refresh": Control,
    "signal-control-pause": Control,
    "signal-control-resume": Control,
    "signal-control-settle": Control,
    "signal-control-cancel": Control,
    "signal-control-erase": Control,
    "update-ask": Ask,
    "update-ask-send": AskAnswer,
    "update-ask-drop": AskAnswer,
    "update-enrol": Enrol,
    "update-visit": Visit,
    "update-visit-shown": VisitAnswer,
    "query-status": Status,
    "query-timeline": list[TimelineItem],
    "query-upcoming": list[UpcomingItem],
    "activity-deliver": Deliver,
    "activity-deliver-accepted": Answer,
    "activity-deliver-refused": Answer,
    "activity-deliver-unknown": Answer,
    "activity-deliver-not-now": Answer,
    "activity-record": Record,
    "activity-record-recorded": RecordAnswer,
    "activity-record-not-now": RecordAnswer,
    "activity-recall": Recall,
    "activity-recall-answer": Recollection,
    "activity-look-up": LookUp,
    "activity-look-up-found": LookupAnswer,
    "activity-look-up-not-found": LookupAnswer,
}
"""Golden file → the type that reads it; `Answer` and the like are closed unions."""
