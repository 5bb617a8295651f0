import { canonicalJson, type CanonicalValue, digestOf, utf8 } from "@plimsoll/foundation";
import fc from "fast-check";
import { expect, test } from "vitest";
import { emptyState, type KernelState, stateDigest } from "@plimsoll/kernel";
import { arbitraryStory } from "./stories/arbitrary-story.ts";
import { preparedSite } from "./stories/prepared-site.ts";

/** What the digest means, written down plainly: canonical JSON of everything, maps as their sorted entries. */
const plainDigest = (state: KernelState) => digestOf(utf8(canonicalJson(plain(state))));

function plain(value: unknown): CanonicalValue {
  if (typeof value !== "object" || value === null) return value as CanonicalValue;
  if (Array.isArray(value)) return value.map(plain);
  if ("sorted" in value && typeof value.sorted === "function")
    return plain((value.sorted as () => unknown).call(value));
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}

test("K-7 the digest of a state is that of its canonical JSON, after whatever story", () => {
  expect(stateDigest(emptyState())).toBe(plainDigest(emptyState()));
  fc.assert(
    fc.property(arbitraryStory, ({ start, happenings }) => {
      const site = preparedSite(start);
      for (const happening of happenings) site.tell(happening);
      expect(stateDigest(site.state)).toBe(plainDigest(site.state));
    }),
    { numRuns: 60 },
  );
});

test("K-7 names that look like numbers stand in the order of texts, whatever order the engine keeps them in", () => {
  const { state } = preparedSite("screened");
  const [[name, lineage] = ["", undefined]] = state.lineages.sorted();
  const attempts = { "goal_edit/EVAL/full": 1 };
  for (const covers of [
    ["9", "10"],
    ["2", "30", "100", "x"],
    ["4294967296", "5"],
    ["0", "10000000000000000000000"],
  ]) {
    const failedAttempts = Object.fromEntries(covers.map((cover) => [cover, attempts]));
    const changed = { ...lineage, failedAttempts } as never;
    const odd: KernelState = { ...state, lineages: state.lineages.set(name, changed) };
    expect(stateDigest(odd)).toBe(plainDigest(odd));
  }
});

test("K-7 a number that no JSON carries exactly has no digest", () => {
  expect(() => stateDigest({ ...emptyState(), clockMs: 0.5 })).toThrow(TypeError);
  expect(() => stateDigest({ ...emptyState(), clockMs: 2 ** 53 })).toThrow(TypeError);
});
