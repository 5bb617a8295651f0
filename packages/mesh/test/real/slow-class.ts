import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { RealNode } from "./real-node.ts";

/** How a process is kept to a tenth of a core. */
export interface SlowClass {
  readonly how: "cgroup v1" | "cgroup v2" | "SIGSTOP for 90 ms of each 100 ms";
  readonly release: () => Promise<void>;
}

const PERIOD_US = 100_000;
const QUOTA_US = 10_000;

/** Gives a running node a tenth of a core: by a cgroup where this machine lets us make one, else by stopping it nine tenths of the time. */
export function keepToTenth(node: RealNode): SlowClass {
  const { pid } = node;
  if (pid === undefined) throw new Error("a node that does not run has no share of a core");
  return byGroupV1(pid) ?? byGroupV2(pid) ?? byStopping(node);
}

function byGroupV1(pid: number): SlowClass | null {
  const folder = `/sys/fs/cgroup/cpu/plimsoll-${pid}`;
  return inGroup(folder, pid, "cgroup v1", () => {
    writeFileSync(join(folder, "cpu.cfs_period_us"), String(PERIOD_US));
    writeFileSync(join(folder, "cpu.cfs_quota_us"), String(QUOTA_US));
  });
}

function byGroupV2(pid: number): SlowClass | null {
  const folder = `/sys/fs/cgroup/plimsoll-${pid}`;
  if (!existsSync("/sys/fs/cgroup/cgroup.controllers")) return null;
  return inGroup(folder, pid, "cgroup v2", () => writeFileSync(join(folder, "cpu.max"), `${QUOTA_US} ${PERIOD_US}`));
}

function inGroup(folder: string, pid: number, how: SlowClass["how"], limit: () => void): SlowClass | null {
  try {
    mkdirSync(folder);
  } catch {
    return null;
  }
  try {
    limit();
    writeFileSync(join(folder, "cgroup.procs"), String(pid));
    if (!readFileSync(join(folder, "cgroup.procs"), "utf8").split("\n").includes(String(pid)))
      throw new Error("not in it");
    return { how, release: () => removed(folder) };
  } catch {
    rmdirSync(folder);
    return null;
  }
}

/** A group goes only once its process is gone for good, some ms after its end. */
async function removed(folder: string): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    try {
      rmdirSync(folder);
      return;
    } catch {
      await sleep(20);
    }
  }
  throw new Error(`${folder} could not be removed`);
}

function byStopping(node: RealNode): SlowClass {
  const stop = new AbortController();
  const turns = (async () => {
    while (!stop.signal.aborted) {
      node.signal("SIGSTOP");
      await sleep(90);
      node.signal("SIGCONT");
      await sleep(10);
    }
  })();
  return {
    how: "SIGSTOP for 90 ms of each 100 ms",
    release: async () => {
      stop.abort();
      await turns;
    },
  };
}
