import { expect, test } from "vitest";
import { realKernel } from "../stories/story-site.ts";
import { weakerDecide } from "../stories/tampered.ts";
import { fuzz } from "./fuzz.ts";

const SEED = 20_261_121;
/** A million by hand: node --conditions=@plimsoll/source scripts/study/fuzz-kernel.ts --commands 1000000 */
const COMMANDS = 20_000;

test("K-2 K-6 no hostile command throws, and none that is refused changes anything", () => {
  const { violations, refused, decided } = fuzz(COMMANDS, SEED);
  expect(violations.slice(0, 3)).toEqual([]);
  // It must get past the parser, past the signatures, and through.
  expect(Object.keys(refused).length).toBeGreaterThan(25);
  expect(decided).toBeGreaterThan(COMMANDS / 100);
}, 120_000);

test("canary: the fuzzer sees a kernel that throws", () => {
  const throwing = weakerDecide((state, stamped) => {
    const decision = realKernel.decide(state, stamped);
    if (decision.kind === "decided" && decision.entries[0]?.kind === "release.judged") throw new Error("no release");
    return decision;
  });
  expect(fuzz(2_000, SEED, throwing).violations[0]?.complaint).toContain("no release");
});

test("canary: the fuzzer sees a kernel that changes a state it refused in", () => {
  const changing = weakerDecide((state, stamped) => {
    const decision = realKernel.decide(state, stamped);
    if (decision.kind === "refused") Object.assign(state, { clockMs: 1 });
    return decision;
  });
  expect(fuzz(1_000, SEED, changing).violations.map(({ complaint }) => complaint)).toContain(
    "the state was changed by commands that were only asked",
  );
});
