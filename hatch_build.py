"""Refuse to build a wheel whose map geometry, or whose scripts, are missing or altered."""

import hashlib
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):
    """The guard; an editable install is let through, since `make assets` follows it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compare every vendored file with the sums that the asset build wrote."""
        if version == "editable":
            return
        for room in ("dossier", "web"):
            vendor = Path(self.root, "src/comity", room, "static/vendor")
            sums = vendor / "SHA256SUMS"
            if not sums.exists():
                raise RuntimeError("assets are missing: run `make assets` first")
            for line in sums.read_text().splitlines():
                digest, name = line.split()
                if hashlib.sha256((vendor / name).read_bytes()).hexdigest() != digest:
                    raise RuntimeError(f"asset {name} differs from SHA256SUMS: run `make assets`")
