#!/usr/bin/env bash
# Builds the wheel, installs it in a throw-away environment and runs it from elsewhere, where
# nothing of the checkout can stand in for what the wheel should carry.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly HERE=$PWD
ROOM=$(mktemp -d)
trap 'rm -rf "$ROOM"' EXIT

quiet_pip() { "$1" -m pip --quiet --disable-pip-version-check --no-input "${@:2}"; }

quiet_pip .venv/bin/python wheel --no-deps --build-constraint constraints.txt \
    --wheel-dir "$ROOM/dist" .
.venv/bin/python -m venv "$ROOM/venv"
quiet_pip "$ROOM/venv/bin/python" install --constraint constraints.txt "$ROOM"/dist/*.whl

cd "$ROOM"
unset PYTHONPATH
"$ROOM/venv/bin/spectrogui" info
"$ROOM/venv/bin/python" - "$HERE" <<'EOF'
import sys
from pathlib import Path

from spectrogui.io.paths import bundled

for kind in ("models", "resources"):
    folder = bundled(kind)
    if Path(sys.argv[1]) in folder.parents:
        sys.exit(f"{kind} came from the checkout, not from the wheel")
    carried = {p.relative_to(folder) for p in folder.rglob("*") if p.is_file()}
    there = Path(sys.argv[1], kind)
    meant = {p.relative_to(there) for p in there.rglob("*") if p.is_file()}
    if missing := meant - carried:
        sys.exit(f"the wheel lacks {kind}: {', '.join(map(str, sorted(missing)))}")
EOF
echo "The wheel runs on its own: $(basename "$ROOM"/dist/*.whl)"
