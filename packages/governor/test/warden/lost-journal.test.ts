import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { expect, onTestFinished, test } from "vitest";
import { isAlive } from "../../src/process-table/process-record.ts";
import { procFilesystem } from "../../src/process-table/proc-filesystem.ts";
import { wardenLauncher } from "../../src/run/warden-job.ts";
import { reapLeftovers } from "../../src/warden/index.ts";
import { writeJournal } from "../../src/warden/journal.ts";
import { WARDEN_COMMAND } from "./rig-commands.ts";

const table = procFilesystem();

/** A sleeper under a real warden and a real deadman, and what its journal says. */
async function governed(assertReady: () => void = () => {}) {
  const directory = mkdtempSync(join(tmpdir(), "plimsoll-lost-journal-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const journals = join(directory, "journals");
  mkdirSync(journals);
  const launcher = wardenLauncher({
    wardenCommand: WARDEN_COMMAND,
    name: `lost-${process.pid}.12345678`,
    environment: { PATH: "/usr/bin:/bin" },
    allotmentMilliCores: 1_000,
    actuator: "signals",
    journals,
    assertReady,
    register: () => ({ stop: () => {} }),
    command: ["sleep", "60"],
    cwd: "/",
    logFile: null,
  });
  const job = await launcher.launch(1_000_000, 8_000);
  const file = join(journals, readdirSync(journals)[0] ?? "");
  const { root, warden } = JSON.parse(readFileSync(file, "utf8")) as Record<"root" | "warden", { pid: number }>;
  return { job, file, root: root.pid, warden: warden.pid };
}

const lives = (pid: number): boolean => {
  const now = table.read(pid);
  return now !== null && isAlive(now);
};

test.each<[string, (file: string) => void, object]>([
  ["taken away", (file) => rmSync(file), { confirmed: true }],
  ["spoilt", (file) => writeFileSync(file, "{half"), { code: "JOURNAL_MALFORMED" }],
])(
  "G-20 G-38 with its journal %s and its warden killed a job dies all the same, before its death is told",
  { timeout: 60_000 },
  async (_, spoil, told) => {
    const { job, file, root, warden } = await governed();
    spoil(file);
    process.kill(warden, "SIGKILL");
    const death = await job.kill("a test").catch((fault: unknown) => fault);
    expect(lives(root)).toBe(false);
    expect(death).toMatchObject(told);
  },
);

test(
  "G-33 with a kill switch that is not ready no level above 0 renews a lease, and the job is still held",
  { timeout: 60_000 },
  async () => {
    const charge = { isReady: true };
    const notReady = new PlimsollError({
      code: "KILL_SWITCH_NOT_READY",
      expected: "one",
      received: "none",
      fix: "mend it",
    });
    const { job } = await governed(() => {
      if (!charge.isReady) throw notReady;
    });
    charge.isReady = false;
    await expect(job.setLevel(200_000)).rejects.toBe(notReady);
    await job.setLevel(0);
    await job.kill("a test");
  },
);

test("G-23 a journal stays as long as a cgroup of its run does, and the next start tries again", async () => {
  const directory = mkdtempSync(join(tmpdir(), "plimsoll-left-cgroup-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const cgroup = join(directory, "plimsoll-left");
  mkdirSync(cgroup);
  // A cgroup that the system does not give back is a folder that cannot be removed.
  writeFileSync(join(cgroup, "busy"), "");
  const journals = join(directory, "journals");
  mkdirSync(journals);
  const gone = { pid: 4_194_305, startTime: 1 };
  const file = join(journals, "left.json");
  writeJournal(file, {
    version: 1,
    run: "left",
    bootId: table.bootId(),
    warden: gone,
    deadman: gone,
    root: null,
    cgroupDirectories: [cgroup],
  });
  expect(await reapLeftovers(journals)).toMatchObject([{ run: "left", outcome: "reaped" }]);
  expect(existsSync(file)).toBe(true);
  rmSync(join(cgroup, "busy"));
  await reapLeftovers(journals);
  expect([existsSync(file), existsSync(cgroup)]).toEqual([false, false]);
});
