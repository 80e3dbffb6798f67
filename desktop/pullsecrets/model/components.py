"""What the program is made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Component:
    """Something that is shipped with the program, the program itself among them."""

    name: str
    version: str
    licence: str  # in SPDX's words where its maker says it so: "Apache-2.0 AND MIT"
    text: str  # of the licence, with its notices; empty where it did not come with it
    home: str = ""  # its web address
