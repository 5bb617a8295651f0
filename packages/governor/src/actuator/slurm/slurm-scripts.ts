/**
 * Scripts for slurm.conf(5): no job starts without a valid token, and none leaves a process behind.
 *
 * Why twice: `PrologSlurmctld` runs once, before the allocation is used, and may cancel the job; if it fails, a batch job is only queued again. `Prolog` runs on
 * each node and is what holds if the controller was passed by, but its failure drains the node and queues the job again in a held state, so that everybody could drain nodes by
 * jobs without tokens if it stood alone. Both are needed, with `PrologFlags=Alloc`, without which a node's prolog waits for the first step. A `job_submit` plugin can refuse earlier, for the
 * user's comfort: it runs before there is an allocation, and what it admitted is older by hours when the job starts.
 */
export interface SlurmGateOptions {
  /** Program and arguments that judge a token; the file's path is added. Exit code 0 admits, every other denies. Absolute paths: there is no search path. */
  readonly verify: readonly string[];
  /** Folder with `<name>.jwt`, where a job asks for `<name>` by `--comment=plimsoll:<name>`. Only the operator may write there. */
  readonly tokenFolder: string;
  /** Where `timeout`, `scancel` and `grep` are: a `PATH`. */
  readonly searchPath: string;
  /** Path of slurm.conf: the daemons do not hand theirs on, and without it `scancel` finds no controller. */
  readonly slurmConf: string;
}

/** A verifier that hangs denies: slurmctld itself would wait for ever. */
const VERIFY_SECONDS_MAX = 10;

/** For `PrologSlurmctld`. */
export const slurmControllerProlog = (options: SlurmGateOptions): string =>
  gate(options, 'scancel --quiet "$SLURM_JOB_ID"\n  exit 1');

/** For `Prolog`. */
export const slurmNodeProlog = (options: SlurmGateOptions): string => gate(options, "exit 1");

function gate({ verify, tokenFolder, searchPath, slurmConf }: SlurmGateOptions, refusal: string): string {
  return `#!/bin/sh
# Written by Plimsoll. No job without a valid token.
PATH=${quoted(searchPath)}
SLURM_CONF=${quoted(slurmConf)}
export PATH SLURM_CONF

refuse() {
  ${refusal}
}

# The comment is the user's to choose: it names a token, and no path.
name="\${SLURM_JOB_COMMENT#plimsoll:}"
[ "$name" != "$SLURM_JOB_COMMENT" ] || refuse
case "$name" in
  '' | .* | *[!A-Za-z0-9._-]*) refuse ;;
esac
timeout -s KILL ${VERIFY_SECONDS_MAX} ${verify.map(quoted).join(" ")} ${quoted(tokenFolder)}/"$name".jwt > /dev/null 2>&1 || refuse
exit 0
`;
}

/**
 * For `Epilog`: kills whoever carries the job's number and is still there, orphans that the process tracking lost among them. If
 * somebody survives it fails, and the node is drained.
 */
export const slurmNodeEpilog = ({ searchPath }: Pick<SlurmGateOptions, "searchPath">): string => `#!/bin/sh
# Written by Plimsoll. Nothing of a job outlives it on this node.
PATH=${quoted(searchPath)}
export PATH

left() {
  for entry in /proc/[0-9]*; do
    pid="\${entry#/proc/}"
    [ "$pid" = $$ ] || [ "$pid" = "$PPID" ] || ! grep -qzx "SLURM_JOB_ID=$SLURM_JOB_ID" "$entry/environ" 2> /dev/null || echo "$pid"
  done
}

for round in 1 2 3 4 5 6 7 8 9 10; do
  # Once with a substitution, whose own shell carries the number too and is gone by the time.
  found=
  for pid in $(left); do
    kill -s KILL "$pid" 2> /dev/null && found=yes
  done
  [ -n "$found" ] || exit 0
  sleep 0.1
done
exit 1
`;

/** For sh(1): nothing in it is read as anything but itself. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
