import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { pidsUnder, removeCgroup } from "../../src/actuator/cgroup/cgroup-files.ts";
import { directoriesUpwards, hierarchiesOf } from "../../src/actuator/cgroup/cgroup-hierarchy.ts";
import { leafName, makeCgroupLeaf } from "../../src/actuator/cgroup/cgroup-leaf.ts";
import { cpuMeterIn } from "../../src/actuator/cgroup/cpu-meter.ts";
import { cpuQuotaIn, quotaFor } from "../../src/actuator/cgroup/cpu-quota.ts";
import { freezerIn } from "../../src/actuator/cgroup/freezer.ts";

/** A directory with control files that remember what was written: what a kernel of another kind would show. */
function controls(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), "plimsoll-cgroup-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  return directory;
}

const V2_ONLY = "25 20 0:22 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate";
const HYBRID = [
  "30 24 0:26 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct",
  "31 24 0:27 / /sys/fs/cgroup/freezer rw - cgroup cgroup rw,freezer",
  "32 24 0:28 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd",
  "33 24 0:29 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw",
  "34 24 0:30 / /tmp rw - tmpfs tmpfs rw",
].join("\n");

test("G-11 finds the own cgroup of a machine with version 2 only, and the way up from there", () => {
  const found = hierarchiesOf(V2_ONLY, "0::/user.slice/app.scope\n");
  expect(found).toEqual([
    {
      version: 2,
      controllers: [],
      mountPoint: "/sys/fs/cgroup",
      ownDirectory: "/sys/fs/cgroup/user.slice/app.scope",
    },
  ]);
  expect(found.flatMap(directoriesUpwards)).toEqual([
    "/sys/fs/cgroup/user.slice/app.scope",
    "/sys/fs/cgroup/user.slice",
    "/sys/fs/cgroup",
  ]);
});

test("G-11 tells controllers of version 1 apart from the unified hierarchy beside them", () => {
  const found = hierarchiesOf(HYBRID, "4:cpu,cpuacct:/a\n3:freezer:/b:c\n1:name=systemd:/\n0::/d\n");
  expect(found.map(({ version, controllers, ownDirectory }) => [version, controllers, ownDirectory])).toEqual([
    [1, ["cpu", "cpuacct"], "/sys/fs/cgroup/cpu,cpuacct/a"],
    [1, ["freezer"], "/sys/fs/cgroup/freezer/b:c"],
    [1, ["name=systemd"], "/sys/fs/cgroup/systemd"],
    [2, [], "/sys/fs/cgroup/unified/d"],
  ]);
});

test("G-11 inside a container the mount stands for the own cgroup where its path leads out of it", () => {
  const mount = "25 20 0:22 /docker/abc /sys/fs/cg\\040roup rw - cgroup2 cgroup2 rw";
  expect(hierarchiesOf(mount, "0::/docker/abc/inner")[0]?.ownDirectory).toBe("/sys/fs/cg roup/inner");
  expect(hierarchiesOf(mount, "0::/elsewhere")[0]?.ownDirectory).toBe("/sys/fs/cg roup");
  expect(hierarchiesOf(mount, "nonsense")).toEqual([]);
});

test("G-7 quotas are exact where the kernel can, longer in period where it cannot, and rounded against the job", () => {
  expect(quotaFor(1_000)).toEqual({ quotaUs: 100_000, periodUs: 100_000 });
  expect(quotaFor(200)).toEqual({ quotaUs: 20_000, periodUs: 100_000 });
  expect(quotaFor(2)).toEqual({ quotaUs: 2_000, periodUs: 1_000_000 });
  expect(quotaFor(33.333)).toEqual({ quotaUs: 3_333, periodUs: 100_000 });
});

test("G-7 version 2 is told quota and period in one line, and only when they change", () => {
  const directory = controls({ "cpu.max": "max 100000" });
  const quota = cpuQuotaIn(directory);
  expect(quota?.get()).toBeNull();
  quota?.set(200);
  expect(quota?.get()).toEqual({ quotaUs: 20_000, periodUs: 100_000 });
  const writtenAt = statSync(join(directory, "cpu.max"), { bigint: true }).mtimeNs;
  quota?.set(200);
  expect(statSync(join(directory, "cpu.max"), { bigint: true }).mtimeNs).toBe(writtenAt);
});

test("G-8 a freeze holds when the kernel says so, not when it was asked for", () => {
  const unified = controls({ "cgroup.freeze": "0", "cgroup.events": "populated 1\nfrozen 0\n" });
  freezerIn(unified)?.set(true);
  expect(readFileSync(join(unified, "cgroup.freeze"), "utf8")).toBe("1");
  expect(freezerIn(unified)?.isFrozen()).toBe(false);
  writeFileSync(join(unified, "cgroup.events"), "populated 1\nfrozen 1\n");
  expect(freezerIn(unified)?.isFrozen()).toBe(true);
  const first = controls({ "freezer.state": "FREEZING\n" });
  expect(freezerIn(first)?.isFrozen()).toBe(false);
});

test("G-10 CPU time is read from either version", () => {
  const unified = controls({ "cgroup.freeze": "0", "cpu.stat": "usage_usec 1234000\nuser_usec 1\n" });
  expect(cpuMeterIn(unified)?.()).toBe(1_234);
  expect(cpuMeterIn(controls({ "cpuacct.usage": "1234000000\n" }))?.()).toBe(1_234);
  expect(cpuMeterIn(controls({ "cpu.stat": "nr_periods 0\n" }))).toBeNull();
});

test("G-11 a place that lacks a control is no cgroup, and nothing is left in it", () => {
  const mountPoint = controls({});
  const hierarchy = { version: 2, controllers: [], mountPoint, ownDirectory: mountPoint } as const;
  expect(() => makeCgroupLeaf([hierarchy], "r", 1_000)).toThrowError(
    expect.objectContaining({ code: "CGROUP_UNAVAILABLE" }),
  );
  expect(() => readFileSync(join(mountPoint, leafName("r")))).toThrow("ENOENT");
});

test("G-11 a run's name cannot lead out of its place", () => {
  expect(leafName("a/../../b")).toBe("plimsoll-a%2F..%2F..%2Fb");
});

test("G-16 processes in cgroups that a job made below its own are found, and those cgroups removed", () => {
  const directory = controls({});
  for (const [below, pids] of [
    ["", "1\n2\n"],
    ["inner", "3\n"],
    ["inner/most", ""],
  ] as const) {
    mkdirSync(join(directory, below), { recursive: true });
    writeFileSync(join(directory, below, "cgroup.procs"), pids);
  }
  expect(pidsUnder(directory)).toEqual([1, 2, 3]);
  expect(removeCgroup(join(directory, "gone"))).toBe(true);
  expect(removeCgroup(directory)).toBe(false);
});
