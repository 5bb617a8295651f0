# A STAND-IN for Slurm, for tests: no scheduler, no daemons, one node called "standin". What the commands answer and do is taken from
# Slurm's public documentation (scontrol(1), squeue(1), scancel(1), sbatch(1), slurm.conf(5), release 22.05) and was compared with a real
# 22.05.8 by scripts/test/real-slurm.js. The processes are real. Tracking is that of proctrack/linuxproc: by parents, so it loses orphans.
#
# $SLURM_STAND_IN is a folder: jobs/ID/{state,reason,pid,script}, and prolog-slurmctld and prolog, if they are configured.

jobs="$SLURM_STAND_IN/jobs"

fail() {
  echo "$1" >&2
  exit 1
}

state_of() { cat "$jobs/$1/state"; }

set_state() {
  echo "$2" > "$jobs/$1/state"
  echo "${3:-None}" > "$jobs/$1/reason"
}

# Whoever descends from the job's first process by parents that live: those with none are init's, and lost.
tree_of() {
  ps -e -o pid=,ppid= | awk -v root="$(cat "$jobs/$1/pid")" '
    { parent[$1] = $2 }
    END { for (p in parent) for (q = p; q in parent; q = parent[q]) if (q == root) { print p; break } }'
}

signal_tree() {
  [ -f "$jobs/$1/pid" ] || return 0
  for pid in $(tree_of "$1"); do kill -s "$2" "$pid" 2> /dev/null; done
  return 0
}

# At allocation PrologSlurmctld runs: a failure requeues the job, unless the script cancelled it. Then the node's Prolog: a failure drains
# the node and requeues the job in a held state (slurm.conf, PROLOG AND EPILOG SCRIPTS).
start_job() {
  export SLURM_JOB_ID="$1"
  SLURM_JOB_COMMENT="$(cat "$jobs/$1/comment")"
  export SLURM_JOB_COMMENT
  if [ -x "$SLURM_STAND_IN/prolog-slurmctld" ] && ! SLURM_SCRIPT_CONTEXT=prolog_slurmctld "$SLURM_STAND_IN/prolog-slurmctld"; then
    [ "$(state_of "$1")" = CANCELLED ] || set_state "$1" PENDING BeginTime
    return 0
  fi
  if [ -x "$SLURM_STAND_IN/prolog" ] && ! SLURM_SCRIPT_CONTEXT=prolog_slurmd "$SLURM_STAND_IN/prolog"; then
    echo drained > "$SLURM_STAND_IN/node-state"
    set_state "$1" PENDING "launch failed requeued held"
    return 0
  fi
  setsid /bin/sh "$jobs/$1/script" < /dev/null > /dev/null 2>&1 &
  echo $! > "$jobs/$1/pid"
  set_state "$1" RUNNING
}
