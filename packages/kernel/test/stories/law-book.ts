import fc from "fast-check";
import { arbitraryCellOutcome, arbitraryCommand, arbitraryPolicyEdit, arbitraryStory } from "./arbitrary-story.ts";
import {
  agreesWithModel,
  decidingChangesNothing,
  entriesCanBeWritten,
  failuresNeverRaisePower,
  type Law,
  ledgerSaysThePower,
  missingTrialsNeverRaisePower,
  narrowingNeverGives,
  nothingIsLost,
  powerNeedsEvidence,
  replayIsEqual,
  snapshotGivesBack,
  type Worsening,
  wordsAreKept,
} from "./laws.ts";
import { type Kernel, realKernel } from "./story-site.ts";

/** One law as it is tested: what it is told along, and how. A tale is plain JSON, so that it can be kept. */
export interface LawInBook {
  readonly name: string;
  readonly title: string;
  readonly tales: fc.Arbitrary<unknown>;
  /** Throws where the tale breaks the law. */
  readonly hold: (tale: never, kernel?: Kernel) => void;
}

const worsening: fc.Arbitrary<Worsening> = fc.record({
  story: arbitraryStory,
  outcome: arbitraryCellOutcome,
  more: fc.record({
    uncontrolled: fc.constantFrom(1, 3, 40, 200),
    void: fc.constantFrom(0, 1, 40, 200),
    missing: fc.constantFrom(0, 1, 40, 200),
  }),
  closes: fc.boolean(),
});

const along = (name: string, title: string, law: Law): LawInBook => ({
  name,
  title,
  tales: arbitraryStory,
  hold: (story: Parameters<Law>[0], kernel = realKernel) => law(story, kernel),
});

/** The largest number of FLOP that a command takes, wherever the story has its largest. */
function withMostFlop(story: Parameters<Law>[0]): Parameters<Law>[0] {
  return JSON.parse(JSON.stringify(story).replaceAll('"trainedFlop":"25000"', `"trainedFlop":"${"9".repeat(39)}"`));
}

/** Laws L1 to L7 and L9 of ARCHITECTURE.md, the naive model beside the kernel, and the words that no output says. */
export const LAW_BOOK: readonly LawInBook[] = [
  along("L1", "L1 K-20 no power without what a naive monitor finds in the entries", powerNeedsEvidence),
  {
    name: "L2",
    title: "L2 K-22 more failures in any one cell never raise power",
    tales: worsening,
    hold: failuresNeverRaisePower,
  },
  {
    name: "L3",
    title: "L3 K-22 voiding or dropping trials never raises power or the proven claim",
    tales: worsening,
    hold: missingTrialsNeverRaisePower,
  },
  along("L4", "L4 K-10 nothing is lost: conservation, and wallets that are the sum of their transfers", nothingIsLost),
  along("model", "L4 K-11 K-31 K-44 the naive books agree after every command", agreesWithModel),
  {
    name: "L5",
    title: "L5 K-6 deciding changes nothing by itself",
    tales: fc.record({ story: arbitraryStory, command: arbitraryCommand }),
    hold: (
      { story, command }: { story: Parameters<Law>[0]; command: Parameters<typeof decidingChangesNothing>[1] },
      kernel = realKernel,
    ) => decidingChangesNothing(story, command, kernel),
  },
  {
    name: "canonical",
    title: "L5 K-7 every entry has a canonical form, however large the figures are",
    tales: arbitraryStory.map(withMostFlop),
    hold: (story: Parameters<Law>[0], kernel = realKernel) => entriesCanBeWritten(story, kernel),
  },
  along("L6", "L6 K-42 after a tick the ledger says the power that the state gives", ledgerSaysThePower),
  along("L7", "L7 K-7 the entries alone rebuild the state, in whatever order it is read", replayIsEqual),
  along("snapshot", "L7 K-49 a snapshot gives the same state back, whatever happened", snapshotGivesBack),
  {
    name: "L9",
    title: "L9 K-48 what a policy narrows gives no more power, no longer leases and no lower prices",
    tales: fc.record({ story: arbitraryStory, change: arbitraryPolicyEdit }),
    hold: (
      { story, change }: { story: Parameters<Law>[0]; change: Parameters<typeof narrowingNeverGives>[1] },
      kernel = realKernel,
    ) => narrowingNeverGives(story, change, kernel),
  },
  along("words", "K-8 no output says what ACB-K forbids to say", wordsAreKept),
];

/** A tale that broke a law, shrunk. */
export interface Broken {
  readonly law: string;
  readonly seed: number;
  readonly complaint: string;
  readonly tale: unknown;
}

/** Tells so many tales under a law; answers with the smallest that broke it, or with the first where that will do; else null. */
export function broken(
  { name, tales, hold }: LawInBook,
  seed: number,
  sequences: number,
  kernel = realKernel,
  firstWillDo = false,
): Broken | null {
  const told = fc.check(
    fc.property(tales, (tale) => hold(tale as never, kernel)),
    { seed, numRuns: sequences, endOnFailure: firstWillDo },
  );
  if (!told.failed) return null;
  const complaint = told.errorInstance instanceof Error ? told.errorInstance.message : String(told.errorInstance);
  return { law: name, seed, complaint, tale: told.counterexample?.[0] };
}
