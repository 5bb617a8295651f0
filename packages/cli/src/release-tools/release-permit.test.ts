import { afterEach, expect, test, vi } from "vitest";
import { endPermit } from "./release-permit.ts";
import type { ReleasePermit } from "./permit.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

test("RS-383 RS-386 whatever work ends under a permit, its lever is answered with what was measured, why it ended is told, and a pause acknowledged", async () => {
  const [answers, told]: [(number | null)[], string[]] = [[], []];
  const acknowledged: (string | null)[] = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => told.push(String(text)) > 0);
  const permit = (lost: string | null): ReleasePermit => ({
    scaled: (milliCores) => milliCores,
    holds: () => lost === null,
    until: (signal) => signal,
    lost: () => lost,
    readBack: async (cpuShare) => {
      answers.push(cpuShare);
    },
    acknowledgePause: async () => {
      acknowledged.push(lost);
    },
    [Symbol.dispose]: () => {},
  });
  await endPermit(permit(null), 0.25);
  await endPermit(permit("Since then: pause."), null);
  await endPermit(null, 1);
  expect(answers).toEqual([0.25, null]);
  expect(acknowledged).toEqual([null, "Since then: pause."]);
  expect(told).toEqual([expect.stringContaining("took its leave back: Since then: pause.")]);
});
