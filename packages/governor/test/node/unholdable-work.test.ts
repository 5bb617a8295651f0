import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { systemClock } from "@plimsoll/foundation/node";
import { expect, onTestFinished, test } from "vitest";
import { CgroupActuator } from "../../src/actuator/cgroup/cgroup-actuator.ts";
import type { CgroupLeaf } from "../../src/actuator/cgroup/cgroup-leaf.ts";
import { CgroupElseSignals } from "../../src/actuator/cgroup-else-signals.ts";
import { mountedHierarchies, openActuator } from "../../src/actuator/open-actuator.ts";
import { SignalActuator } from "../../src/actuator/signals/signal-actuator.ts";
import { isStopped, type ProcessIdentity, type ProcessRecord } from "../../src/process-table/process-record.ts";
import { procFilesystem } from "../../src/process-table/proc-filesystem.ts";
import { RunRoster } from "../../src/process-table/run-roster.ts";
import { adoptUnderWarden } from "../../src/run/warden-job.ts";
import { runWarden, systemWardenPorts } from "../../src/warden/index.ts";
import type { WardenPorts } from "../../src/warden/warden-ports.ts";
import { cgroupsWork, eventually } from "../warden/rig.ts";

const table = procFilesystem();

/** Can be made, with quota, freezer and meter, and entered by nobody: as for work in another scope of systemd. */
const SHUT: CgroupLeaf = {
  directories: [],
  quota: { set: () => {}, get: () => null },
  freezer: { killsFrozen: true, set: () => {}, isFrozen: () => false },
  meter: () => 0,
  pids: () => new Set(),
  heldPids: () => new Set(),
  adopt: () => {
    throw Object.assign(new Error("EACCES: permission denied, write"), { code: "EACCES" });
  },
  killAtOnce: () => true,
};

/** Work that its controller has stopped, as it does before it asks a warden. */
async function stoppedWork(): Promise<ProcessRecord> {
  const child = spawn("sh", ["-c", "sleep 60 & sleep 60; :"], { detached: true, stdio: "ignore" });
  const pid = child.pid as number;
  onTestFinished(() => void process.kill(-pid, "SIGKILL"));
  const sleepers = (): number =>
    table.survey("NOBODY=1").records.filter(({ session, command }) => session === pid && command === "sleep").length;
  await eventually(() => sleepers() === 2);
  process.kill(-pid, "SIGSTOP");
  await eventually(() => isStopped(table.read(pid) as ProcessRecord));
  return table.read(pid) as ProcessRecord;
}

const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), "plimsoll-unholdable-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
};

/** A warden in this very process, on a machine that lets nobody into the cgroup. */
function adoptWhereShut(root: ProcessIdentity, actuator: "auto" | "cgroup") {
  const journalFile = join(folder(), "journal.json");
  const [input, output] = [new PassThrough(), new PassThrough()];
  let said = "";
  output.on("data", (text: Buffer) => (said += text.toString()));
  const ports: WardenPorts = {
    ...systemWardenPorts(),
    hurry: () => {},
    launchDeadman: () => ({
      pid: 4_194_305,
      armed: Promise.resolve(),
      lost: new Promise(() => {}),
      unanswered: () => 0,
      tell: () => {},
    }),
    openActuator: (options) => {
      const roster = new RunRoster({ ...options, cgroupPids: () => [] });
      const cgroup = new CgroupActuator({ leaf: SHUT, roster, allotmentMilliCores: 1_000 });
      const signals = new SignalActuator({ roster, allotmentMilliCores: 1_000, cores: 1 });
      return options.choice === "auto" ? new CgroupElseSignals(cgroup, signals) : cgroup;
    },
  };
  const ended = runWarden(input, output, ports);
  const { pid, startTime } = root;
  const adopt = { run: "shut.12345678", root: { pid, startTime }, selfStopped: [], allotmentMilliCores: 1_000 };
  const tell = (message: object): unknown => input.write(`${JSON.stringify(message)}\n`);
  tell({ type: "adopt", ...adopt, actuator, journalFile });
  return { ended, tell, said: () => said, journalFile };
}

test("G-34 work that cannot be moved into its cgroup is held by signals where any actuator will do", async () => {
  const root = await stoppedWork();
  const { ended, tell, said } = adoptWhereShut(root, "auto");
  await eventually(() => said().includes("heartbeat"));
  expect(said()).toContain(
    `{"type":"adopted","pid":${root.pid},"startTime":${root.startTime},"processes":3,"actuator":"signals"}`,
  );
  expect(isStopped(table.read(root.pid) as ProcessRecord)).toBe(true);
  tell({ type: "kill", reason: "the test is over" });
  expect(await ended).toBe(0);
});

test("G-34 any actuator is a cgroup with signals to fall back on", { skip: !cgroupsWork }, () => {
  const actuator = openActuator({
    choice: "auto",
    run: `unholdable-${process.pid}`,
    allotmentMilliCores: 1_000,
    processTable: table,
    clock: systemClock,
    sinceTicks: 0,
    exempt: [process.pid],
    cgroupHierarchies: mountedHierarchies(),
  });
  expect(actuator).toBeInstanceOf(CgroupElseSignals);
  expect([actuator.kind, actuator.release()]).toEqual(["cgroup", true]);
});

test("G-34 where it must be a cgroup, work that cannot be moved there is refused and stays stopped", async () => {
  const root = await stoppedWork();
  const { ended, said, journalFile } = adoptWhereShut(root, "cgroup");
  expect(await ended).toBe(1);
  expect(said()).toContain('"code":"CGROUP_UNAVAILABLE"');
  expect(isStopped(table.read(root.pid) as ProcessRecord)).toBe(true);
  expect(existsSync(journalFile), "a journal would have it reaped").toBe(false);
});

test("G-34 a controller whose warden took charge of nothing kills nobody", async () => {
  const root = await stoppedWork();
  const refusing = `process.stdout.write('{"type":"fault","code":"CGROUP_UNAVAILABLE","message":"shut"}\\n'); process.exitCode = 1`;
  const adoption = adoptUnderWarden(
    {
      wardenCommand: [process.execPath, "-e", refusing],
      name: "shut.12345678",
      environment: {},
      allotmentMilliCores: 1_000,
      actuator: "auto",
      journals: folder(),
      assertReady: () => {},
      register: () => ({ stop: () => {} }),
      root: { pid: root.pid, startTime: root.startTime },
      selfStopped: [],
    },
    1_500,
  );
  await expect(adoption).rejects.toMatchObject({ code: "CGROUP_UNAVAILABLE" });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(isStopped(table.read(root.pid) as ProcessRecord)).toBe(true);
});
