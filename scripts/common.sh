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

# The packages that share one build. The server is built alone: together with the client it would get the
# client's encrypting SQLite, because cargo joins the features of what it builds in one go.
APP=(-p enishi-wire -p enishi-picture -p enishi-seal -p enishi-bridge -p enishi-sync -p enishi-sim -p enishi-client -p enishi -p enishi-tests -p enishi-bench
  --features enishi/custom-protocol)
SERVER=(-p enishi-server)
PAGES=(-p enishi-ui)
TOOLS=(-p xtask)

# Builds the pages and every program, and puts the programs together in ENISHI_PROGRAMS.
build_pages() { cargo xtask ui --release; }
build_programs() {
  # Chained: a check runs this where bash does not stop at a failure by itself.
  export ENISHI_PROGRAMS="$CARGO_TARGET_DIR/programs"
  mkdir -p "$ENISHI_PROGRAMS" &&
    cargo build --locked "${SERVER[@]}" &&
    install_program enishi-server &&
    cargo build --locked "${APP[@]}" --bins &&
    install_program enishi &&
    install_program enishi-cli &&
    install_program demo-drive &&
    install_program device-drive &&
    install_program killloop
}
install_program() { install -m 755 "$CARGO_TARGET_DIR/debug/$1" "$ENISHI_PROGRAMS/$1"; }
