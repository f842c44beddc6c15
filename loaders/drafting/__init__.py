"""What the builders of the cases share: chance without chance, invented names, records with derived codes, claims."""

from loaders.drafting.chance import apportion, roll
from loaders.drafting.claims import Claim, Publication
from loaders.drafting.draft import SYNTHETIC, Draft
from loaders.drafting.names import crossed
from loaders.drafting.places import towns_with_communities
from loaders.drafting.staff import founded, report, staffed

__all__ = [
    "SYNTHETIC",
    "Claim",
    "Draft",
    "Publication",
    "apportion",
    "crossed",
    "founded",
    "report",
    "roll",
    "staffed",
    "towns_with_communities",
]
