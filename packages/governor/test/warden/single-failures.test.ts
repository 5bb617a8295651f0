import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { reapLeftovers } from "../../src/warden/index.ts";
import { ACTUATORS, BUSY, BUSY_FOUR, childrenOf, eventually, isPidAlive, marked, Rig, wait } from "./rig.ts";

/** What may pass between the end of a lease and the confirmed death of the whole tree. */
const KILL_MS_MAX = 1_000;

describe.each(ACTUATORS)("with the %s actuator", (actuator) => {
  test("G-4 L1 a job never outlives its lease when the controller falls silent", async () => {
    const rig = new Rig(BUSY_FOUR, { actuator });
    await rig.started();
    await eventually(() => rig.of("heartbeat").length >= 3);
    rig.renews = false;
    const silentAtMs = performance.now();
    const { death } = await rig.handle.closed;
    expect(death?.cause).toBe("lease-expired");
    expect(performance.now() - silentAtMs).toBeLessThanOrEqual(rig.leaseTtlMs + KILL_MS_MAX);
    expect(marked(rig.run)).toEqual([]);
  });

  test("G-4 a job never outlives its lease when the controller is killed", async () => {
    const run = `controller-${process.pid}-${actuator}`;
    const directory = mkdtempSync(join(tmpdir(), "plimsoll-controller-"));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const controller = spawn(
      process.execPath,
      [
        "--no-warnings",
        "--conditions=@plimsoll/source",
        fileURLToPath(new URL("./controller-program.ts", import.meta.url)),
        run,
        actuator,
        directory,
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    await eventually(() => marked(run).length === 4);
    controller.kill("SIGKILL");
    const livedOnMs = await eventually(() => marked(run).length === 0);
    expect(livedOnMs).toBeLessThanOrEqual(1_500 + KILL_MS_MAX);
  });

  test("G-20 L1 the job dies when the warden is killed", async () => {
    const rig = new Rig(BUSY_FOUR, { actuator });
    await rig.started();
    await eventually(() => marked(rig.run).length === 4);
    const { deadman } = await rig.guards();
    process.kill(rig.wardenPid, "SIGKILL");
    const livedOnMs = await eventually(() => marked(rig.run).length === 0);
    expect(livedOnMs).toBeLessThanOrEqual(rig.leaseTtlMs);
    expect(await rig.handle.closed).toMatchObject({ exitCode: null, signal: "SIGKILL", death: null });
    await eventually(() => !existsSync(rig.journalFile) && !isPidAlive(deadman));
  });

  test("G-20 a paused job dies when the warden is killed", async () => {
    const rig = new Rig(BUSY_FOUR, { actuator });
    await rig.started();
    await eventually(() => marked(rig.run).length === 4);
    await rig.level(0);
    process.kill(rig.wardenPid, "SIGKILL");
    expect(await eventually(() => marked(rig.run).length === 0)).toBeLessThanOrEqual(rig.leaseTtlMs);
  });

  test("G-21 the job dies when the warden is stopped and the lease ends", async () => {
    const rig = new Rig(BUSY_FOUR, { actuator });
    await rig.started();
    await eventually(() => marked(rig.run).length === 4);
    const { warden } = await rig.guards();
    process.kill(warden, "SIGSTOP");
    try {
      expect(await eventually(() => marked(rig.run).length === 0)).toBeLessThanOrEqual(
        rig.leaseTtlMs + 500 + KILL_MS_MAX,
      );
    } finally {
      // Its controller kills a warden that says nothing for the length of a lease (G-198).
      if (isPidAlive(warden)) process.kill(warden, "SIGCONT");
    }
    await rig.handle.closed;
  });

  test("G-22 the warden kills the job when its deadman is killed", async () => {
    const rig = new Rig(BUSY_FOUR, { actuator });
    await rig.started();
    const { deadman } = await rig.guards();
    process.kill(deadman, "SIGKILL");
    const { death, fault } = await rig.handle.closed;
    expect(fault?.code).toBe("DEADMAN_LOST");
    expect(death?.cause).toBe("deadman-lost");
    expect(marked(rig.run)).toEqual([]);
  });

  test("G-23 what warden and deadman left behind is found and killed by the next start", async () => {
    const rig = new Rig(BUSY_FOUR, { actuator });
    await rig.started();
    await eventually(() => marked(rig.run).length === 4);
    await rig.level(200_000);
    const { warden, deadman } = await rig.guards();
    // The deadman first, held so that the warden cannot act on its loss: both are gone at once.
    process.kill(warden, "SIGSTOP");
    process.kill(deadman, "SIGKILL");
    process.kill(warden, "SIGKILL");
    await rig.handle.closed;
    await wait(200);
    expect(await reapLeftovers(rig.directory)).toEqual([
      { run: rig.run, journalFile: rig.journalFile, outcome: "reaped", processesKilled: 4 },
    ]);
    expect(marked(rig.run)).toEqual([]);
    expect(existsSync(rig.journalFile)).toBe(false);
    expect(await reapLeftovers(rig.directory)).toEqual([]);
  });
});

test("G-22 the warden kills the job when its deadman is stopped for long", async () => {
  const rig = new Rig(BUSY);
  await rig.started();
  const { deadman } = await rig.guards();
  process.kill(deadman, "SIGSTOP");
  const { fault } = await rig.handle.closed;
  expect(fault?.code).toBe("DEADMAN_LOST");
  process.kill(deadman, "SIGKILL");
});

test("G-23 a run whose warden lives is left alone", async () => {
  const rig = new Rig(BUSY);
  await rig.started();
  // A process in the midst of an exec shows no environment for an instant.
  await eventually(() => marked(rig.run).length === 1);
  expect(await reapLeftovers(rig.directory)).toMatchObject([{ run: rig.run, outcome: "guarded", processesKilled: 0 }]);
  await eventually(() => marked(rig.run).length === 1);
});

test("G-23 a journal names root, warden and deadman by number and start time before the job begins", async () => {
  const rig = new Rig(["sh", "-c", 'cp "$DIRECTORY/journal.json" "$DIRECTORY/seen.json"; sleep 60']);
  const root = await rig.started();
  await eventually(
    () => existsSync(rig.file("seen.json")) && readFileSync(rig.file("seen.json"), "utf8").endsWith("\n"),
  );
  const { warden, deadman } = await rig.guards();
  expect(JSON.parse(readFileSync(rig.file("seen.json"), "utf8"))).toMatchObject({
    run: rig.run,
    warden: { pid: warden },
    deadman: { pid: deadman },
    root: { pid: root, startTime: rig.of("started")[0]?.startTime },
  });
});

test("G-23 identities of another boot and a reused number are not signalled", async () => {
  const rig = new Rig(BUSY);
  const root = await rig.started();
  const journal = JSON.parse(readFileSync(rig.journalFile, "utf8")) as Record<string, unknown>;
  const other = { ...journal, run: "another-run", warden: { pid: 999_999_999, startTime: 1 }, cgroupDirectories: [] };
  const stale = new Rig(["true"], { command: ["/nonexistent"] });
  await stale.handle.closed;
  writeFileSync(stale.file("boot.json"), JSON.stringify({ ...other, bootId: "0".repeat(36) }));
  writeFileSync(stale.file("reused.json"), JSON.stringify({ ...other, root: { pid: root, startTime: 1 } }));
  const leftovers = await reapLeftovers(stale.directory);
  expect(leftovers.map(({ processesKilled }) => processesKilled)).toEqual([0, 0]);
  expect(isPidAlive(root)).toBe(true);
});

test("G-23 a malformed journal is refused, and the others are dealt with first", async () => {
  const rig = new Rig(["/nonexistent"]);
  await rig.handle.closed;
  writeFileSync(rig.file("a.json"), "{}");
  await expect(reapLeftovers(rig.directory)).rejects.toMatchObject({ code: "JOURNAL_MALFORMED" });
});

test("G-25 an interrupt of the controller's process group does not reach warden, deadman or job", async () => {
  const rig = new Rig(BUSY);
  const root = await rig.started();
  const { warden, deadman } = await rig.guards();
  const sessions = childrenOf(process.pid).find(({ pid }) => pid === warden);
  expect(sessions?.session).toBe(warden);
  expect(childrenOf(warden).map(({ pid, session }) => pid === session)).toEqual([true, true]);
  expect(new Set([warden, deadman, root]).size).toBe(3);
});
