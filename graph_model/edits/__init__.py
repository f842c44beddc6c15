"""People's verbs: what somebody wants changed on a day, put as records and made into one change set.

An `Edit` collects; each verb is a function that takes it first. Nothing is checked here that the validator checks: a verb finds
the records, gives codes and dates, and says so when what it is to change is not there.
"""

from graph_model.edits.anonymising import anonymized
from graph_model.edits.bodies import (
    affiliate,
    cover,
    dissolve_organization,
    establish_organization,
    join,
    leave,
    uncover,
)
from graph_model.edits.edit import Edit
from graph_model.edits.places import Part, merge_areas, place_area, rename_area, split_area
from graph_model.edits.posts import create_post, end_appointment, record_appointment, register_person
from graph_model.edits.telling import exempt, file, record_figure
from graph_model.edits.undoing import undone

__all__ = [
    "Edit",
    "Part",
    "affiliate",
    "anonymized",
    "cover",
    "create_post",
    "dissolve_organization",
    "end_appointment",
    "establish_organization",
    "exempt",
    "file",
    "join",
    "leave",
    "merge_areas",
    "place_area",
    "record_appointment",
    "record_figure",
    "register_person",
    "rename_area",
    "split_area",
    "uncover",
    "undone",
]
