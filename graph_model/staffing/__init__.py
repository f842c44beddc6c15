"""What a department asks next about posts: vacancies, terms, too many posts, avoidance, span of control, who is missed."""

from graph_model.staffing.conflicts import Clash, conflicts
from graph_model.staffing.dependence import Fallen, Keystone, dependence, keystones
from graph_model.staffing.load import Laden, Overspan, many_posts, overspans
from graph_model.staffing.terms import Term, terms
from graph_model.staffing.vacancies import Vacancy, vacancies

__all__ = [
    "Clash",
    "Fallen",
    "Keystone",
    "Laden",
    "Overspan",
    "Term",
    "Vacancy",
    "conflicts",
    "dependence",
    "keystones",
    "many_posts",
    "overspans",
    "terms",
    "vacancies",
]
