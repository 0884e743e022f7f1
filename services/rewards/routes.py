"""HTTP routes of rewards: those of its sub-rooms, and what was decided."""

from fastapi import APIRouter

from services.rewards.adjustments import routes as adjustments
from services.rewards.badges import routes as badges
from services.rewards.campaigns import routes as campaigns
from services.rewards.catalogue import routes as catalogue
from services.rewards.codes import routes as codes
from services.rewards.donations import routes as donations
from services.rewards.draws import routes as draws
from services.rewards.leaderboards import routes as leaderboards
from services.rewards.levels import routes as levels
from services.rewards.offers import routes as offers
from services.rewards.partners import routes as partners
from services.rewards.profiles import routes as profiles
from services.rewards.rank_prizes import routes as rank_prizes
from services.rewards.redemptions import routes as redemptions
from services.rewards.simulations import routes as simulations
from services.rewards.tariffs import routes as tariffs
from services.rewards.tariffs.steps import KIND
from services.rewards.vouchers import routes as vouchers
from shared.two_keys import routes as two_keys
from shared.two_keys.decisions import routes as decisions

router = APIRouter()
# Routes are matched in this order, so that the most frequent ones come first.
router.include_router(redemptions.router)
router.include_router(tariffs.router)
router.include_router(simulations.router)
router.include_router(levels.router)
router.include_router(campaigns.router)
router.include_router(catalogue.router)
router.include_router(codes.router)
router.include_router(partners.router)
router.include_router(donations.router)
router.include_router(vouchers.router)
router.include_router(draws.router)
router.include_router(offers.router)
router.include_router(adjustments.router)
router.include_router(profiles.router)
router.include_router(leaderboards.router)
router.include_router(rank_prizes.router)
router.include_router(badges.router)
# All kinds of rewards have one chain and the same keys: tariffs stand for them here.
router.include_router(two_keys.changes_router(KIND.chain, KIND.first, *KIND.seconds))
router.include_router(decisions.create_router(KIND.chain))
