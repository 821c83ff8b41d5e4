#!/bin/sh
# Runs the orchestrator and the playback proxy beside each other and restarts either alone, so that neither a crash nor an update of one
# ends the other. A shell takes 1 MB where a third Node process takes tens.
#
#   sh scripts/launcher.sh orchestrator.js proxy.js
#
# NODE names another node; PROXY=off leaves the proxy out. The exit code is the orchestrator's.

LONGEST_PAUSE_S=30
# A program that ran for so long has worked: its next restart comes immediately again.
WORKED_AFTER_S=60
# An orchestrator that ends by itself within this time of the first start says what is wrong with its settings.
FIRST_START_S=10
# sysexits.h: wrong settings, which no restart changes.
EX_CONFIG=78

say() {
  now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  if [ "$LOG_FORMAT" = json ] || { [ -z "$LOG_FORMAT" ] && [ ! -t 1 ]; }; then
    echo "{\"level\":40,\"time\":$(date +%s)000,\"module\":\"launcher\",\"msg\":\"$1\"}"
  else
    echo "$now launcher: $1"
  fi
}

# Ends the command with its parent even if that is killed outright (prctl(2), PR_SET_PDEATHSIG), where util-linux is installed.
tied() {
  if setpriv --pdeathsig TERM true 2>/dev/null; then exec setpriv --pdeathsig TERM "$@"; fi
  exec "$@"
}

# And in a session of its own, so that the terminal's Ctrl-C does not reach it beside our own signal.
apart() {
  if command -v setsid >/dev/null 2>&1; then tied setsid "$@"; fi
  tied "$@"
}

# Waits for a process, also when a signal to us interrupts the waiting.
await() {
  wait "$1"
  ended=$?
  while kill -0 "$1" 2>/dev/null; do
    wait "$1"
    ended=$?
  done
  return $ended
}

# keep <name> <file>: runs one program for ever; ends when it is told to, or when a restart would not help.
keep() {
  name=$1
  pid= told= pause_s=0 starts=0
  trap 'told=1; [ -z "$pid" ] || kill -TERM "$pid" 2>/dev/null' TERM INT HUP
  while [ -z "$told" ]; do
    starts=$((starts + 1))
    started=$(date +%s)
    apart "${NODE:-node}" --max-semi-space-size=2 "$2" &
    pid=$!
    [ -z "$told" ] || kill -TERM "$pid" 2>/dev/null
    await "$pid"
    code=$?
    ran_s=$(($(date +%s) - started))
    [ -z "$told" ] || exit $code
    [ $code -ne $EX_CONFIG ] || exit $code
    if [ "$name" = orchestrator ] && [ $starts -eq 1 ] && [ $ran_s -lt $FIRST_START_S ] && [ $code -lt 128 ]; then exit $code; fi
    if [ $ran_s -ge $WORKED_AFTER_S ]; then pause_s=0; fi
    say "the $name ended with code $code; it is started again$([ $pause_s -eq 0 ] || echo " in $pause_s s")"
    if [ $pause_s -gt 0 ]; then
      sleep $pause_s &
      pid=$!
      await "$pid"
    fi
    pause_s=$((pause_s * 2 > LONGEST_PAUSE_S ? LONGEST_PAUSE_S : pause_s * 2))
    if [ $pause_s -eq 0 ]; then pause_s=1; fi
  done
  exit 0
}

if [ "$1" = guarded ]; then
  shift
  tied sh "$0" "$@"
fi
if [ "$1" = keep ]; then keep "$2" "$3"; fi

orchestrator= proxy=
end_both() { kill -TERM $orchestrator $proxy 2>/dev/null; }
trap end_both TERM INT HUP
apart sh "$0" keep orchestrator "$1" &
orchestrator=$!
if [ "${PROXY:-on}" != off ]; then
  apart sh "$0" keep proxy "$2" &
  proxy=$!
fi
await "$orchestrator"
code=$?
end_both
if [ -n "$proxy" ]; then await "$proxy"; fi
exit $code
