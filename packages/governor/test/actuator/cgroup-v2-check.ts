/**
 * Tries the version 2 leaf on a kernel whose unified hierarchy has the CPU controller: quota, freezer and kill. Run by
 * `scripts/test/cgroup-v2.js`, which boots one; prints what it measured, and ends with exit code 1 where it is not as it must be.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { removeCgroup } from "../../src/actuator/cgroup/cgroup-files.ts";
import { type CgroupLeaf, makeCgroupLeaf } from "../../src/actuator/cgroup/cgroup-leaf.ts";
import { mountedHierarchies } from "../../src/actuator/open-actuator.ts";

const MEASURE_MS = 8_000;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function until(holds: () => boolean): Promise<number> {
  const startedAtMs = performance.now();
  while (!holds()) {
    assert.ok(performance.now() - startedAtMs < 10_000, `not within 10 s: ${holds.toString()}`);
    await wait(1);
  }
  return Math.round(performance.now() - startedAtMs);
}

async function shareAt(leaf: CgroupLeaf, milliCores: number): Promise<number> {
  leaf.quota.set(milliCores);
  await wait(300);
  const from = { atMs: performance.now(), cpuMs: leaf.meter() };
  await wait(MEASURE_MS);
  return (leaf.meter() - from.cpuMs) / (performance.now() - from.atMs);
}

const leaf = makeCgroupLeaf(mountedHierarchies(), "check", 1_000);
const busy = Array.from({ length: 3 }, () =>
  spawn("sh", ["-c", "while :; do :; done"], { stdio: "ignore", detached: true }),
);
for (const { pid } of busy) leaf.adopt(pid as number);

const share = await shareAt(leaf, 200);
console.log(`cpu.max 20 %: ${(share * 100).toFixed(2)} %`);
assert.ok(share > 0.17 && share < 0.23);

leaf.freezer.set(true);
const frozenMs = await until(() => leaf.freezer.isFrozen());
const before = leaf.meter();
await wait(1_000);
console.log(`cgroup.freeze: held after ${frozenMs} ms, then ${leaf.meter() - before} ms of CPU in 1 s`);
assert.equal(leaf.meter(), before);

assert.ok(leaf.killAtOnce());
console.log(`cgroup.kill: empty after ${await until(() => leaf.pids().size === 0)} ms, frozen all the while`);
await until(() => leaf.directories.every(removeCgroup));
