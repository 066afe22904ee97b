#!/usr/bin/env bash
# The shell part of the GitHub Action: a summary in markdown, SARIF for code scanning, and the exit code of the gate.
# Inputs come as DEPCALC_ACTION_*; they are unset before depcalc runs, since it reads DEPCALC_* as settings.
set -uo pipefail

path=${DEPCALC_ACTION_PATH_INPUT:-.}
base=${DEPCALC_ACTION_BASE:-}
sarif=${DEPCALC_ACTION_SARIF:-}
read -r -a words <<<"${DEPCALC_ACTION_ARGUMENTS:-}"
unset "${!DEPCALC_ACTION_@}"

[ -n "$base" ] && words+=(--base "$base")
most=1000000 # bytes that a job summary takes

summary=$(depcalc check "$path" --format markdown "${words[@]}")
code=$?
[ -n "${GITHUB_STEP_SUMMARY:-}" ] && printf '%s\n' "${summary:0:$most}" >>"$GITHUB_STEP_SUMMARY"
if [ "$code" -le 1 ] || [ "$code" -eq 4 ]; then
    [ -n "$sarif" ] && depcalc check "$path" --format sarif -o "$sarif" "${words[@]}"
    depcalc check "$path" "${words[@]}"
fi
[ -n "${GITHUB_OUTPUT:-}" ] && echo "exit-code=$code" >>"$GITHUB_OUTPUT"
exit "$code"
