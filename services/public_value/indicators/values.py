"""The public values that indicators measure."""

VALUES: dict[str | None, str] = {
    None: "How much is ridden",
    "V1": "Health",
    "V2": "Climate",
    "V3": "Liveability",
    "V4": "Equity and inclusiveness",
    "V5": "Empowerment and engagement",
    "V6": "Safety",
    "V7": "Transparency and accountability",
    "V8": "Privacy",
    "V9": "Reliability",
    "V10": "Ease of access",
    "V11": "Efficiency",
    "V12": "Affordability",
    "V13": "Responsiveness",
    "V14": "Integrity of incentives",
}
"""Value id -> name; without an id, figures that measure no value by themselves."""
