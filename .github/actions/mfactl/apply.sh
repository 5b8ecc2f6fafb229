#!/usr/bin/env bash
# Applies a plan where another apply may hold the lock: mfactl-apply wait PLAN, or mfactl-apply skip PLAN.
# wait tries again for ten minutes; what is withheld is an error, as it is for mfactl itself.
# skip leaves the work to the next run of the schedule; what is withheld is a warning.
# A signal that this script gets reaches mfactl, which then stops safely.
set -uo pipefail

mode="${1:?wait or skip}"
plan="${2:?a plan file}"
stopped=

for pause in 60 60 60 60 60 60 60 60 60 60 0; do
  mfactl apply "$plan" &
  child=$!
  trap 'stopped=yes; kill -TERM "$child" 2>/dev/null' INT TERM
  # A signal ends this wait, but not mfactl.
  wait "$child"; code=$?
  while kill -0 "$child" 2>/dev/null; do wait "$child"; code=$?; done
  [ "$code" -eq 5 ] && [ "$mode" = wait ] && [ -z "$stopped" ] && [ "$pause" -gt 0 ] || break
  sleep "$pause"
done

if [ "$mode" = skip ] && [ "$code" -eq 5 ]; then
  echo '::notice::Another apply holds the lock, so this run makes no changes.'
  exit 0
fi
if [ "$mode" = skip ] && [ "$code" -eq 3 ]; then
  echo '::warning::A guardrail withholds changes. The plan above shows which.'
  exit 0
fi
exit "$code"
