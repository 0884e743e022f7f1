"""HTTP routes of rewards: those of its sub-rooms, and what was decided."""

from fastapi import APIRouter

from services.rewards.levels import routes as levels
from services.rewards.tariffs import routes as tariffs
from services.rewards.tariffs.rules import KIND
from shared.two_keys import routes as two_keys
from shared.two_keys.decisions import routes as decisions

router = APIRouter()
router.include_router(tariffs.router)
router.include_router(levels.router)
router.include_router(two_keys.changes_router(KIND.chain, KIND.first, *KIND.seconds))
router.include_router(decisions.create_router(KIND.chain))
