"""Two lines of a chain whose hashes were computed elsewhere."""

from typing import Any

FIRST: dict[str, Any] = {
    "at": "2026-12-10T09:00:00.000000Z",
    "chain": "participation",
    "decision_id": "018f3b2a-0000-7000-8000-000000000101",
    "kind": "proposal",
    "organisation": "Pedala SA",
    "reason_hash": "fc0850da7dbb8235b8c5b229b224c4deb61a42e5fd9060f9857c0d32356fcabd",
    "role": "operator",
    "seq": 1,
    "step": "accepted",
    "subject": {"id": "018f3b2a-0000-7000-8000-0000000000bb", "type": "proposal"},
    "mandate_ref": "Ple 2026/41",
    "reason": "És una bona idea.",
    "reason_salt": "0f" * 16,
    "hash": "ca78b41f9e1cdac0bae10a5443a113de38b028fac1dc14a1f45efb182c653f65",
}
SECOND: dict[str, Any] = {
    "at": "2026-12-11T09:00:00.000000Z",
    "chain": "participation",
    "decision_id": "018f3b2a-0000-7000-8000-000000000102",
    "kind": "proposal",
    "organisation": "Pedala SA",
    "reason_hash": "2d5f83c74278f62dc9894f8e0486b3079c76ec6eb080dc08e53d1377288bfc96",
    "role": "operator",
    "seq": 2,
    "step": "in_force",
    "subject": {"id": "018f3b2a-0000-7000-8000-0000000000bb", "type": "proposal"},
    "reason": "Fet",
    "reason_salt": "f0" * 16,
    "hash": "a9558a917c7f89a92d35048432beb5c171f8d3dbc8e15f482694384a20f493d7",
}
