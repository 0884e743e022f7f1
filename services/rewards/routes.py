"""HTTP door of rewards. It has no route yet: riders read their points in the gateway's read model."""

from fastapi import APIRouter

router = APIRouter()
