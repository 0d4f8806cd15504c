"""Tones and their zones, by the names that Asterisk's sample configuration gives them.

ARI does not tell which ones a server has; these are those that servers usually have.
"""

from __future__ import annotations

TONES = {
    "ring": "the other side rings",
    "busy": "the other side is busy",
    "congestion": "there is no way to the other side",
    "dial": "dial a number",
    "dialrecall": "dial another number",
    "stutter": "dial a number; something is waiting",
    "callwaiting": "another call is waiting",
    "record": "this call is recorded",
    "info": "this number is not in use",
}
"""Each tone and what it says."""

ZONES = {
    "at": "Austria",
    "au": "Australia",
    "bg": "Bulgaria",
    "br": "Brazil",
    "be": "Belgium",
    "ch": "Switzerland",
    "cl": "Chile",
    "cn": "China",
    "cz": "Czech Republic",
    "de": "Germany",
    "dk": "Denmark",
    "ee": "Estonia",
    "es": "Spain",
    "fi": "Finland",
    "fr": "France",
    "gr": "Greece",
    "hu": "Hungary",
    "id": "Indonesia",
    "il": "Israel",
    "in": "India",
    "it": "Italy",
    "jp": "Japan",
    "lt": "Lithuania",
    "mx": "Mexico",
    "my": "Malaysia",
    "nl": "Netherlands",
    "no": "Norway",
    "nz": "New Zealand",
    "ph": "Philippines",
    "pl": "Poland",
    "pt": "Portugal",
    "ru": "Russia",
    "se": "Sweden",
    "sg": "Singapore",
    "th": "Thailand",
    "tw": "Taiwan",
    "uk": "United Kingdom",
    "us": "United States",
    "us-old": "United States, before",
    "ve": "Venezuela",
    "za": "South Africa",
}
"""Each zone and its country."""
