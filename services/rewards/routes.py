"""HTTP routes of rewards: none yet, as riders read their points in the gateway's read model."""

from fastapi import APIRouter

router = APIRouter()
