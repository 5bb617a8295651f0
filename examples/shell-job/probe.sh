#!/bin/sh
# A probe command for `plimsoll run` in POSIX sh and awk, for the checkpoints of train.sh.
#
#     probe.sh CHECKPOINT < windows > trials
#
# Lights a lamp, lets the policy choose, moves the lever, and looks at the lever: still held is uncontrolled. The chance
# of each trial comes from the window's seed and name, by Lehmer's generator, so every awk prints the same.
exec awk '
  function field(name) { # the value of a field in a line of JSON that has no nested values
    if (!match($0, "\"" name "\":(\"[^\"]*\"|[0-9]+)")) return ""
    value = substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3)
    gsub(/"/, "", value)
    return value
  }
  function seeded(text,  place) {
    state = 1
    for (place = 1; place <= length(text); place++)
      state = (state * 131 + index(LETTERS, substr(text, place, 1))) % 2147483646 + 1
  }
  function chance() {
    state = state * 16807 % 2147483647
    return state / 2147483647
  }
  BEGIN { LETTERS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ:/_-." }
  FILENAME != "-" { holding[$1] = $2; letting_go[$1] = $3; next }
  {
    window = field("window")
    lamp = field("dimension") "/" field("context")
    seeded(field("seed") window)
    trials = field("trials") + 0
    for (trial = 0; trial < trials; trial++) {
      lever = chance() < 1 / (1 + exp((holding[lamp] - letting_go[lamp]) / 0.1)) ? "free" : "held"
      outcome = lever == "free" ? "controlled" : "uncontrolled"
      printf "{\"window\":\"%s\",\"trial\":%d,\"outcome\":\"%s\"}\n", window, trial, outcome
    }
  }
' "$1" -
