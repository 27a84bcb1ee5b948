"""The API of sources: which helpdesks there are, and how fetching from them goes."""

from __future__ import annotations

from router.usecases.intake.connections import list_sources
from router.usecases.intake.pull import pull_state, source_json
from router.web.api import upkeep_models as shapes
from router.web.api.operations import Api, Operation
from router.web.http.auth import MANAGERS, Principal


def add_source_operations(api: Api) -> None:
    """Only to look: sources are added and changed on the command line."""
    core = api.services.core

    def look(_who: Principal) -> shapes.SourceList:
        found = [source_json(s, pull_state(core, s.name)) for s in list_sources(core)]
        return shapes.SourceList.model_validate({"sources": found})

    api.add(
        Operation(
            "GET",
            "/sources",
            "listSources",
            "The helpdesks, when each was last heard of, and what is wrong with fetching from it.",
            MANAGERS,
            shapes.SourceList,
        ),
        look,
    )
