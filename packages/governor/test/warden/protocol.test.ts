import * as fc from "fast-check";
import { expect, test } from "vitest";
import { lineOf, readControllerLine, readWardenLine, type StartMessage } from "../../src/warden/protocol.ts";

const START: StartMessage = {
  type: "start",
  run: "r/1",
  command: ["python3", "-c", "print(1)\nprint(2)"],
  cwd: "/tmp",
  environment: { PATH: "/bin", "A%%": "x=y" },
  allotmentMilliCores: 1_000,
  actuator: "auto",
  logFile: null,
  journalFile: "/tmp/j.json",
};

const refused = expect.objectContaining({ code: "WARDEN_PROTOCOL" });

test("G-6 what the protocol allows is read as it was written", () => {
  for (const message of [
    START,
    { type: "renewal", heartbeat: 3, levelPpm: 200_000, ttlMs: 5_000 },
    { type: "kill", reason: "" },
  ] as const) {
    expect(readControllerLine(lineOf(message))).toEqual(message);
  }
});

test.each([
  ["no JSON", "start"],
  ["an empty line", ""],
  ["no object", "[]"],
  ["an unknown type", '{"type":"stop"}'],
  ["a type of Object's own", '{"type":"constructor"}'],
  ["an unknown field", '{"type":"kill","reason":"x","force":true}'],
  ["a missing field", '{"type":"renewal","heartbeat":1,"levelPpm":0}'],
  ["a level that ACB-K does not know", '{"type":"renewal","heartbeat":1,"levelPpm":500000,"ttlMs":1}'],
  ["a lease for ever", '{"type":"renewal","heartbeat":1,"levelPpm":1000000,"ttlMs":900001}'],
  ["a lease for no time", '{"type":"renewal","heartbeat":1,"levelPpm":1000000,"ttlMs":0}'],
  ["a fraction", '{"type":"renewal","heartbeat":1.5,"levelPpm":0,"ttlMs":1}'],
  ["a relative directory", lineOf({ ...START, cwd: "tmp" })],
  ["a NUL in a command", lineOf({ ...START, command: ["a\0b"] })],
  ["a NUL in the environment", lineOf({ ...START, environment: { A: "a\0b" } })],
  ["a variable without a name", lineOf({ ...START, environment: { "": "x" } })],
  ["a variable with = in its name", lineOf({ ...START, environment: { "A=B": "x" } })],
  ["no allotment", lineOf({ ...START, allotmentMilliCores: 0 })],
])("G-6 %s is refused", (_what, line) => {
  expect(() => readControllerLine(line)).toThrowError(refused);
});

test("G-6 no damaged line of a warden is taken for another message", () => {
  const heartbeat = lineOf({ type: "heartbeat", sequence: 7, levelPpm: 0, cpuMs: 12, processes: 3, readyToKill: true });
  fc.assert(
    fc.property(fc.nat(heartbeat.length - 2), fc.nat(heartbeat.length), (from, length) => {
      const damaged = heartbeat.slice(0, from) + heartbeat.slice(from + 1 + length);
      try {
        expect(readWardenLine(damaged).type).toBe("heartbeat");
      } catch (fault) {
        expect(fault).toEqual(refused);
      }
    }),
  );
});
