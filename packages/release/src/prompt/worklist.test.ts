import fc from "fast-check";
import { expect, test } from "vitest";
import type { Reason } from "../decision/reason.ts";
import { REASON_CODES, type ReasonCode } from "../decision/reason-code.ts";
import { STAGES, worklistOf } from "./worklist.ts";

const reason = (code: ReasonCode, wouldChange = code.toLowerCase()): Reason => ({
  code,
  records: [`record-${code}`],
  detail: code,
  wouldChange,
});

test("RS-253 A69 no reason is left out, none stands twice, and the order is that of the stages", () => {
  const codes = Object.keys(REASON_CODES) as ReasonCode[];
  const some = fc.array(
    fc.tuple(fc.constantFrom(...codes), fc.constantFrom("a", "b")).map(([code, text]) => reason(code, text)),
  );
  fc.assert(
    fc.property(some, (reasons) => {
      const items = worklistOf(reasons);
      expect(new Set(items.flatMap((item) => item.codes))).toEqual(new Set(reasons.map(({ code }) => code)));
      expect(new Set(items.flatMap(({ records }) => records))).toEqual(
        new Set(reasons.flatMap(({ records }) => records)),
      );
      expect(new Set(items.map(({ stage, supply }) => `${stage} ${supply}`)).size).toBe(items.length);
      const places = items.map(({ stage }) => STAGES.indexOf(stage));
      expect(places).toEqual(places.toSorted((one, other) => one - other));
    }),
  );
});

test("RS-253 A69 the mission comes before sources, sources before the level that they decide, readings last but the evaluation", () => {
  const items = worklistOf([
    reason("UNPROVEN_VOTE_MISSING"),
    reason("UNPROVEN_TELEMETRY"),
    reason("UNPROVEN_LEVEL_UNDETERMINED"),
    reason("UNPROVEN_SOURCE_MINIMUM"),
    reason("UNPROVEN_MISSION_CRITERION"),
  ]);
  expect(items.map(({ stage }) => stage)).toEqual(["mission", "sources", "level", "telemetry", "evaluation"]);
});
