import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ACTUATORS, BUSY, BUSY_FOUR, cgroupsWork, eventually, isPidAlive, marked, Rig, wait } from "./rig.ts";

/** Leaves the tree by every door: a session of its own, a double fork, another name, no environment. */
const ESCAPE = `
import ctypes, os, time
def note(): open(os.environ.get("DIRECTORY", DIRECTORY) + "/pids", "a").write(str(os.getpid()) + "\\n")
DIRECTORY = os.environ["DIRECTORY"]
note()
if os.fork() == 0:
    os.setsid()
    if os.fork() > 0: os._exit(0)
    ctypes.CDLL(None).prctl(15, b"a) R 1 (", 0, 0, 0)
    note()
    while True: pass
if os.fork() == 0:
    os.setsid()
    note()
    time.sleep(0.7)
    if os.fork() > 0: os._exit(0)
    os.execve("/bin/sh", ["sh", "-c", 'echo $$ >> "' + DIRECTORY + '/pids"; while :; do :; done'], {})
while True: time.sleep(1)
`;

const IGNORES_SIGTERM = `
import os, signal, time
for n in range(1, 32):
    if n not in (signal.SIGKILL, signal.SIGSTOP): signal.signal(n, signal.SIG_IGN)
for i in range(50):
    if os.fork() == 0: break
open(os.environ["DIRECTORY"] + "/pids", "a").write(str(os.getpid()) + "\\n")
while True: time.sleep(0.05)
`;

/** Two generations at all times: each process forks and ends, half of them into new sessions. For half a minute at most. */
const FORKS_ON = `
import os, time
n = 0
last = time.monotonic() + 30
while time.monotonic() < last:
    n += 1
    if os.fork() > 0: os._exit(0) if n > 1 else time.sleep(60)
    if n % 2: os.setsid()
`;

/** Its first thread ends while another runs: the process table calls such a process a zombie. */
const LEADERLESS = `
import ctypes, os, threading
open(os.environ["DIRECTORY"] + "/pids", "a").write(str(os.getpid()) + "\\n")
def spin():
    while True: pass
threading.Thread(target=spin).start()
ctypes.CDLL(None).pthread_exit(None)
`;

const python = (program: string): string[] => ["python3", "-c", program];

describe.each(ACTUATORS)("with the %s actuator", (actuator) => {
  test("G-16 a kill is confirmed within a second for a plain busy job", async () => {
    const rig = new Rig(BUSY_FOUR, { actuator });
    await rig.started();
    await eventually(() => marked(rig.run).length === 4);
    const death = await rig.handle.kill("test");
    expect(death).toMatchObject({ processes: 0, channel: "process-table", cause: "killed" });
    expect(death.elapsedMs).toBeLessThanOrEqual(1_000);
    expect(marked(rig.run)).toEqual([]);
    expect((await rig.handle.closed).exitCode).toBe(0);
  });

  test("G-14 G-16 a job that double-forks, takes new sessions, another name and no environment dies whole", async () => {
    const rig = new Rig(python(ESCAPE), { actuator });
    await rig.started();
    await eventually(() => rig.pidsIn("pids").length === 4);
    await wait(300);
    const pids = rig.pidsIn("pids");
    await rig.handle.kill("test");
    expect(pids.filter(isPidAlive)).toEqual([]);
  });

  test("G-16 fifty children that ignore every signal die", async () => {
    const rig = new Rig(python(IGNORES_SIGTERM), { actuator });
    await rig.started();
    await eventually(() => rig.pidsIn("pids").length === 51);
    const death = await rig.handle.kill("test");
    expect(rig.pidsIn("pids").filter(isPidAlive)).toEqual([]);
    expect(death.elapsedMs).toBeLessThanOrEqual(1_000);
  });

  test("G-16 a job that forks while it is being killed dies", async () => {
    const rig = new Rig(python(FORKS_ON), { actuator });
    await rig.started();
    await wait(500);
    const death = await rig.handle.kill("test");
    expect(death.processes).toBe(0);
    await wait(200);
    expect(marked(rig.run)).toEqual([]);
  });

  test("G-15 a process whose first thread has ended is alive, and dies", async () => {
    const rig = new Rig(python(LEADERLESS), { actuator });
    await rig.started();
    await eventually(() => rig.pidsIn("pids").length === 1);
    const [pid = 0] = rig.pidsIn("pids");
    await eventually(() => /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8")));
    await eventually(() => rig.handle.heartbeat?.processes === 1);
    await rig.handle.kill("test");
    expect(existsSync(`/proc/${pid}/task`) && isPidAlive(pid)).toBe(false);
  });

  test("G-19 a paused job dies", async () => {
    const rig = new Rig(BUSY_FOUR, { actuator });
    await rig.started();
    await eventually(() => marked(rig.run).length === 4);
    await rig.level(0);
    const death = await rig.handle.kill("test");
    expect(death.elapsedMs).toBeLessThanOrEqual(1_000);
  });

  test("G-18 when the root is killed from outside, its children die too", async () => {
    const rig = new Rig(BUSY_FOUR, { actuator });
    const root = await rig.started();
    await eventually(() => marked(rig.run).length === 4);
    process.kill(root, "SIGKILL");
    const { death } = await rig.handle.closed;
    expect(rig.of("exited")).toEqual([{ type: "exited", code: null, signal: "SIGKILL" }]);
    expect(death?.cause).toBe("job-exited");
    expect(marked(rig.run)).toEqual([]);
  });

  test("G-18 a root that ends by itself is reported with its code, and leaves nothing behind", async () => {
    const rig = new Rig(["sh", "-c", "sleep 60 & setsid sleep 60 & exit 7"], { actuator });
    const { death, exitCode } = await rig.handle.closed;
    expect(rig.of("exited")).toEqual([{ type: "exited", code: 7, signal: null }]);
    expect(death?.cause).toBe("job-exited");
    expect(exitCode).toBe(0);
    expect(existsSync(rig.journalFile)).toBe(false);
  });
});

test("G-14 a process that root moves out of its cgroup is brought back", { skip: !cgroupsWork }, async () => {
  const rig = new Rig(BUSY, { actuator: "cgroup" });
  const root = await rig.started();
  const journal = JSON.parse(readFileSync(rig.journalFile, "utf8")) as { cgroupDirectories: string[] };
  const [leaf = ""] = journal.cgroupDirectories;
  writeFileSync(`${leaf}/../cgroup.procs`, String(root));
  await eventually(() => readFileSync(`${leaf}/cgroup.procs`, "utf8").trim() === String(root), 10_000);
  expect(execFileSync("cat", [`/proc/${root}/cgroup`]).toString()).toContain("plimsoll-");
});
