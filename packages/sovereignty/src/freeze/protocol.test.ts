import { describe, expect, test } from "vitest";
import { orderViolation, STAGES, type Stage } from "./protocol.ts";

const upTo = (count: number): readonly Stage[] => STAGES.slice(0, count);

describe("SV-146 the order of seed §14", () => {
  const pairs = STAGES.flatMap((asked, place) => STAGES.map((_, done) => ({ asked, place, done })));

  test.each(pairs)("SV-146 $asked after the first $done stages", ({ asked, place, done }) => {
    const violation = orderViolation(asked, { done: upTo(done), failed: null });
    if (place <= done) expect(violation).toBeNull();
    else
      expect(violation).toMatchObject({
        code: "INVALID_RUN / PROTOCOL_ORDER_VIOLATION",
        received: `stage "${asked}" while stage "${STAGES[done]}" is due`,
      });
  });

  test("SV-146 a later stage makes up for no earlier one", () => {
    expect(orderViolation("weaken", { done: ["freeze", "run", "ablate"], failed: null })?.received).toContain(
      'stage "calibrate" is due',
    );
  });
});

describe("SV-147 nothing follows a stage that was not passed", () => {
  test.each([
    { stage: "calibrate", verdict: "INVALID_ENV / NO_ADMISSIBLE_REPAIR_PAIR" },
    { stage: "run", verdict: "REJECTED" },
  ] as const)("SV-147 $stage: $verdict", (failed) => {
    const done = upTo(STAGES.indexOf(failed.stage) + 1);
    for (const asked of STAGES) {
      const violation = orderViolation(asked, { done, failed });
      if (STAGES.indexOf(asked) <= STAGES.indexOf(failed.stage)) expect(violation).toBeNull();
      else
        expect(violation).toMatchObject({
          code: "INVALID_RUN / PROTOCOL_ORDER_VIOLATION",
          received: `its verdict ${failed.verdict}`,
        });
    }
  });
});
