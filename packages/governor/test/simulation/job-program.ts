import type { Machine, Task } from "./machine.ts";

/** What a job does with its processor. */
export interface JobProgram {
  /** Busy processes beside the root. */
  readonly workers: number;
  /** Forks again and again: short-lived children, some in sessions of their own; or also orphans, whom nobody of the job waits for. */
  readonly forks: "never" | "children" | "orphans";
  /** Now and then a worker hangs in the kernel, where no signal reaches it. */
  readonly hangs: boolean;
  /** Ends by itself after so long; null for never. */
  readonly endsAfterMs: number | null;
}

/** The root begins to be the job. */
export function runJob(machine: Machine, root: Task, program: JobProgram): void {
  root.demand = 1;
  for (let count = 0; count < program.workers; count += 1)
    machine.fork(root, { ownSession: machine.random.chance(1, 4) });
  if (program.forks !== "never") forkOn(machine, root, program.forks === "orphans");
  if (program.hangs) hangOn(machine, root);
  if (program.endsAfterMs !== null)
    machine.at(machine.nowMs + program.endsAfterMs, () => machine.die(root, { code: 0, signal: null }));
}

const FORK_INTERVAL_MS = 35;

function forkOn(machine: Machine, parent: Task, orphans: boolean): void {
  machine.at(machine.nowMs + FORK_INTERVAL_MS, () => {
    if (!machine.isAlive(parent)) return;
    if (machine.canRun(parent)) forkOnce(machine, parent, orphans);
    forkOn(machine, parent, orphans);
  });
}

function forkOnce(machine: Machine, parent: Task, orphans: boolean): void {
  const child = machine.fork(parent, { ownSession: machine.random.chance(1, 3) });
  // Twice, with the one between gone at once: an orphan that only its marker, session or cgroup gives away.
  if (orphans && machine.random.chance(1, 3)) {
    const orphan = machine.fork(child, { ownSession: false });
    machine.die(child, { code: 0, signal: null });
    endWhenItRuns(machine, orphan, 60 + machine.random.below(200));
  } else endWhenItRuns(machine, child, 60 + machine.random.below(200));
}

/** A program ends by running: one that is held does not get there. */
function endWhenItRuns(machine: Machine, task: Task, inMs: number): void {
  machine.at(machine.nowMs + inMs, () => {
    if (!machine.isAlive(task)) return;
    if (machine.canRun(task)) machine.die(task, { code: 0, signal: null });
    else endWhenItRuns(machine, task, 20);
  });
}

function hangOn(machine: Machine, root: Task): void {
  machine.at(machine.nowMs + 300 + machine.random.below(400), () => {
    if (!machine.isAlive(root)) return;
    const family = [...machine.tasks.values()].filter((task) => task.owner === root.owner && machine.canRun(task));
    const victim = family[machine.random.below(Math.max(1, family.length))];
    if (victim !== undefined) machine.hold(victim, 20 + machine.random.below(180));
    hangOn(machine, root);
  });
}
