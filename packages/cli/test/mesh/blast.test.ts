import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { eventually } from "../faults/eventually.ts";
import { plimsoll, PlimsollProcess } from "../faults/plimsoll-process.ts";

const joins = (): string[] => {
  const { stdout } = spawnSync("ps", ["-eo", "pid,args"], { encoding: "utf8" });
  return stdout.split("\n").filter((line) => line.includes("plimsoll-blast-") && line.includes("mesh join"));
};

test("ME-414 S6 five real processes, kill -9 of four and deletion of their disks: nothing is lost, all are back", async () => {
  const args = ["mesh", "blast", "--nodes", "5", "--survivors", "1%", "--events", "200", "--timeout", "100", "--json"];
  const run = await plimsoll(args, {});
  const summary = run.lines().at(-1) as unknown as { seconds: { answer: number; verify: number; rejoin: number } };
  expect(summary, run.stderr).toMatchObject({
    type: "summary",
    ok: true,
    converged: true,
    lostAcknowledged: 0,
    lostStable: 0,
    overdrafts: 0,
    rootsEqual: true,
    orphanedThoughts: 0,
    byteEqual: true,
    verdict: "valid",
    goesOn: true,
    nodes: 5,
    survivors: 1,
  });
  const { answer, verify, rejoin } = summary.seconds;
  console.info(
    `S6  5 nodes, 200 events: answer ${answer} s, verify ${verify} s (bar 10 s), back ${rejoin} s (bar 60 s)`,
  );
  expect(verify).toBeLessThanOrEqual(10);
  expect(rejoin).toBeLessThanOrEqual(60);
  expect(joins()).toEqual([]);
}, 120_000);

test("ME-414 a request to end is followed at once, with a code, and no process or folder outlives it", async () => {
  await using run = new PlimsollProcess(["mesh", "blast", "--nodes", "3", "--events", "0", "--json"]);
  await eventually(() => joins().length > 0, 20_000, "a node that runs");
  run.signal("SIGTERM");
  await run.finished(10_000);
  expect(run.end?.code).toBe(1);
  expect(run.lines().at(-1)).toMatchObject({ ok: false, code: "MESH_INTERRUPTED" });
  expect(joins()).toEqual([]);
}, 60_000);
