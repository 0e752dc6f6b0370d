# What the scripts share; sourced, not run. Sets ROOT, CACHE and CARGO_TARGET_DIR.
# shellcheck shell=bash

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
CACHE="${XDG_CACHE_HOME:-$HOME/.cache}/enishi"
# Outside the checkout, so that a fresh clone builds as fast as the last one did.
export CARGO_TARGET_DIR="${ENISHI_TARGET:-${CARGO_TARGET_DIR:-$CACHE/target}}"
export CARGO_TERM_COLOR="${CARGO_TERM_COLOR:-never}"

say() { printf '%s\n' "$*"; }
fail() {
  printf '%s\n' "$*" >&2
  exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }
