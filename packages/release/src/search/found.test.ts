import * as fc from "fast-check";
import { expect, test } from "vitest";
import { byRank, type Found, type FoundForClaim, FOUND_KEPT, merged, PASSAGES_SHOWN } from "./found.ts";

/** What a search of texts finds, of which every passage is known. */
function searched(passages: readonly Found[], keys: ReadonlySet<string>): FoundForClaim {
  const ranked = passages.filter(({ key }) => keys.has(key)).toSorted(byRank);
  const side = { best: ranked.slice(0, FOUND_KEPT), isComplete: ranked.length <= FOUND_KEPT };
  return { forIt: side, against: side, candidates: [] };
}

const passage = fc.record({
  key: fc.integer({ min: 0, max: 11 }).map((at) => `t-${String(at).padStart(2, "0")}`),
  piece: fc.integer({ min: 0, max: 30 }),
  score: fc.integer({ min: 1, max: 4 }),
});
const keys = fc
  .uniqueArray(fc.integer({ min: 0, max: 11 }))
  .map((all) => all.map((at) => `t-${String(at).padStart(2, "0")}`));

test("RS-237 through any texts that go and come, what is kept begins as a search of everything does, or is given up", () => {
  let [taken, givenUp] = [0, 0];
  fc.assert(
    fc.property(
      fc.uniqueArray(passage, { selector: ({ key, piece }) => `${key} ${piece}`, minLength: 40, maxLength: 160 }),
      fc.array(keys, { minLength: 2, maxLength: 5 }),
      (passages, steps) => {
        let before = new Set<string>(steps[0]);
        let found: FoundForClaim = searched(passages, before);
        for (const step of steps.slice(1)) {
          const after = new Set(step);
          const came = searched(passages, after.difference(before));
          const joined = merged(found, (key) => !after.has(key), came);
          const whole = searched(passages, after);
          if (joined === null) givenUp += 1;
          else {
            taken += 1;
            const { best, isComplete } = joined.forIt;
            expect(whole.forIt.best.slice(0, best.length)).toEqual(best);
            expect(best.length).toBeGreaterThanOrEqual(Math.min(PASSAGES_SHOWN, whole.forIt.best.length));
            if (isComplete) expect(whole.forIt).toEqual(joined.forIt);
          }
          [before, found] = [after, joined ?? whole];
        }
      },
    ),
    { numRuns: 500 },
  );
  expect(Math.min(taken, givenUp)).toBeGreaterThan(20);
});
