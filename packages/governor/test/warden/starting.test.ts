import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { launchWarden } from "../../src/warden/index.ts";
import { leafName } from "../../src/actuator/cgroup/cgroup-leaf.ts";
import { BUSY, eventually, isPidAlive, marked, Rig, wait } from "./rig.ts";

test("G-2 nothing runs before the first renewal above level 0", async () => {
  const rig = new Rig(BUSY);
  rig.levelPpm = 0;
  await eventually(() => rig.of("heartbeat").length >= 3);
  expect(marked(rig.run)).toEqual([]);
  expect(rig.of("started")).toEqual([]);
  await rig.level(200_000);
  await rig.started();
  await eventually(() => marked(rig.run).length === 1);
});

test.each([
  ["COMMAND_NOT_FOUND", { command: ["no-such-program"] }],
  ["COMMAND_NOT_FOUND", { command: [""] }],
  ["COMMAND_NOT_FOUND", { command: ["/etc/passwd"] }],
  ["COMMAND_NOT_FOUND", { command: ["/tmp"] }],
  ["JOURNAL_NOT_WRITABLE", { journalFile: "/nonexistent/journal.json" }],
])("G-24 %s for %j, and nothing is left behind", async (code, options) => {
  const rig = new Rig(BUSY, options);
  const closed = await rig.handle.closed;
  expect(closed).toMatchObject({ exitCode: 1, death: null, fault: { code } });
  expect(readdirSync(rig.directory)).toEqual([]);
  expect(existsSync(`/sys/fs/cgroup/unified/${leafName(rig.run)}`)).toBe(false);
});

test.each([
  ["LOG_NOT_WRITABLE", { logFile: "/nonexistent/log" }],
  ["JOB_NOT_STARTED", { cwd: "/nonexistent" }],
])("G-24 %s for %j is found at the first lease, and nothing is left behind", async (code, options) => {
  const rig = new Rig(["/bin/sh", "-c", "sleep 60"], options);
  const closed = await rig.handle.closed;
  expect(closed).toMatchObject({ fault: { code }, death: { cause: "fault", processes: 0 } });
  expect(existsSync(rig.journalFile)).toBe(false);
});

test("G-25 the job has exactly the environment it was given and its marker, an empty input, and no shell between", async () => {
  const script = `
    const fs = require("node:fs");
    console.log(JSON.stringify({ environ: fs.readFileSync("/proc/self/environ", "utf8").split("\\0").filter(Boolean).sort(),
      input: fs.readFileSync(0, "utf8"), argv0: process.argv0, cwd: process.cwd() }));`;
  const environment = { "A%%": "1", EMPTY: "", TEXT: "a=b\nc", PLIMSOLL_RUN: "another" };
  const rig = new Rig([process.execPath, "-e", script, "$HOME; exit 1"], { environment });
  const { death } = await rig.handle.closed;
  expect(rig.of("exited")).toEqual([{ type: "exited", code: 0, signal: null }]);
  expect(death?.cause).toBe("job-exited");
  expect(JSON.parse(readFileSync(rig.file("log"), "utf8"))).toMatchObject({
    environ: ["A%%=1", "EMPTY=", `PLIMSOLL_RUN=${rig.run}`, "TEXT=a=b\nc"],
    input: "",
    argv0: process.execPath,
    cwd: rig.directory,
  });
});

test("G-25 signals that Node ignores have their defaults in the job", async () => {
  const rig = new Rig(["grep", "SigIgn", "/proc/self/status"]);
  await rig.handle.closed;
  expect(readFileSync(rig.file("log"), "utf8")).toBe("SigIgn:\t0000000000000000\n");
});

test("G-6 a line that is none ends the run", async () => {
  const rig = new Rig(BUSY);
  await rig.started();
  rig.handle.renew(1_000_000, 0); // No lease is for no time: the warden refuses the line.
  const closed = await rig.handle.closed;
  expect(closed).toMatchObject({ fault: { code: "WARDEN_PROTOCOL" }, death: { cause: "fault", processes: 0 } });
  expect(marked(rig.run)).toEqual([]);
});

test("G-29 a level that is not achieved in time is an error, and the lease runs out all the same", async () => {
  const rig = new Rig(BUSY);
  await rig.started();
  rig.renews = false;
  process.kill(rig.wardenPid, "SIGSTOP");
  await expect(rig.handle.setLevel(0, 200)).rejects.toMatchObject({ code: "LEVEL_NOT_ACHIEVED" });
  process.kill(rig.wardenPid, "SIGCONT");
  await rig.handle.closed;
});

test("G-29 a warden that cannot be started is told by closed, setLevel and kill", async () => {
  const handle = launchWarden({
    wardenCommand: ["/nonexistent/warden"],
    start: {
      run: "x",
      command: ["true"],
      cwd: "/",
      environment: {},
      allotmentMilliCores: 1_000,
      actuator: "auto",
      logFile: null,
      journalFile: "/tmp/x",
    },
  });
  await expect(handle.setLevel(0)).rejects.toMatchObject({ code: "WARDEN_LOST" });
  await expect(handle.kill("x")).rejects.toMatchObject({ code: "WARDEN_LOST" });
  expect(await handle.closed).toMatchObject({ exitCode: null, death: null, fault: { code: "WARDEN_LOST" } });
  expect(handle.renew(0, 1)).toBe(false);
});

test("G-29 a kill after the death tells of the same death, and the warden and its deadman are gone", async () => {
  const rig = new Rig(BUSY);
  await rig.started();
  const { warden, deadman } = await rig.guards();
  const death = await rig.handle.kill("first");
  expect(await rig.handle.kill("second")).toEqual(death);
  await rig.handle.closed;
  await wait(100);
  expect([warden, deadman].filter(isPidAlive)).toEqual([]);
});
