import { PlimsollError } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { beat } from "./heartbeat.ts";

const fault = (code: string): PlimsollError =>
  new PlimsollError({ code, expected: "room", received: "none", fix: "make some" });

/** One task, whose turns are taken by hand; `answers` says what each turn throws. */
function beating(answers: (Error | null)[]) {
  const told: string[] = [];
  let turn = (): void => {};
  const timers = { every: (_ms: number, action: () => void) => ((turn = action), { stop: () => {} }) };
  const run = (): void => {
    const answer = answers.shift() ?? null;
    if (answer !== null) throw answer;
  };
  const heart = beat([{ name: "tick", intervalMs: 1_000, run }], timers, {
    failed: (task, cause) => told.push(`${task} failed: ${cause instanceof PlimsollError ? cause.code : "INTERNAL"}`),
    recovered: (task, failures) => told.push(`${task} works again after ${failures}`),
  });
  return { heart, told, turns: (count: number) => Array.from({ length: count }, () => turn()) };
}

test("SVR-168 a task that goes on failing is told of once, counted, and told of when it is over", () => {
  const full = Array.from({ length: 500 }, () => fault("DISK_FULL"));
  const { heart, told, turns } = beating([null, ...full, null, null]);
  turns(1);
  expect(told).toEqual([]);
  turns(500);
  expect(told).toEqual(["tick failed: DISK_FULL"]);
  expect(heart.faults).toEqual(["tick: DISK_FULL"]);
  turns(2);
  expect(told).toEqual(["tick failed: DISK_FULL", "tick works again after 500"]);
  expect(heart.faults).toEqual([]);
});

test("SVR-168 another code is news, the same one by turns is not, and a later outage is told of anew", () => {
  const [full, broken] = [fault("DISK_FULL"), fault("LEDGER_IO_FAILED")];
  const { heart, told, turns } = beating([full, broken, full, broken, null, full, new Error("a defect")]);
  turns(4);
  expect(told).toEqual(["tick failed: DISK_FULL", "tick failed: LEDGER_IO_FAILED"]);
  expect(heart.faults).toEqual(["tick: LEDGER_IO_FAILED"]);
  turns(3);
  expect(told.slice(2)).toEqual(["tick works again after 4", "tick failed: DISK_FULL", "tick failed: INTERNAL"]);
});
