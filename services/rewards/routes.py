"""HTTP door of rewards. Nobody asks it yet: riders read their points in the gateway's read model."""

from fastapi import APIRouter

router = APIRouter()
