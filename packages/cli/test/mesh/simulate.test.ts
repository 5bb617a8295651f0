import { expect, test } from "vitest";
import { plimsoll } from "../faults/plimsoll-process.ts";

const simulate = async (...args: readonly string[]) => {
  const run = await plimsoll(["mesh", "simulate", ...args, "--json"]);
  return { code: run.end?.code, stdout: run.stdout, summary: run.lines().at(-1) };
};

test("ME-415 M4 the same settings and seed give the same output to the last digit, and another seed another trace", async () => {
  const args = ["--nodes", "3", "--minutes", "1", "--seed"];
  const [one, again, other] = await Promise.all(["1", "1", "2"].map((seed) => simulate(...args, seed)));
  expect(one).toMatchObject({
    code: 0,
    summary: {
      type: "summary",
      converged: true,
      lostAcknowledged: 0,
      lostStable: 0,
      overdrafts: 0,
      rootsEqual: true,
      orphanedThoughts: 0,
      virtualSeconds: 120,
    },
  });
  expect(again?.stdout).toBe(one?.stdout);
  expect(other?.summary?.["traceHash"]).not.toBe(one?.summary?.["traceHash"]);
});

test("ME-413 more survivors than nodes are refused before anything is simulated", async () => {
  expect(await simulate("--nodes", "3", "--survivors", "4")).toMatchObject({
    code: 2,
    summary: { code: "MESH_OPTIONS" },
  });
});
