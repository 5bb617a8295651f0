import type { RehearsalOutcome } from "../rehearse.ts";

/** A promise that a rehearsal holds a policy to. */
export interface Invariant {
  readonly name: "no-compute-without-a-lease" | "no-level-above-the-kernel" | "no-flapping" | "conservation";
  readonly holds: boolean;
  readonly expected: string;
  readonly received: string;
}

/** What a rehearsal must have kept. The first two are the machinery's, whatever the policy; a band that flaps is the policy's. */
export function invariantsOf(outcome: RehearsalOutcome, flapsMax: number): readonly Invariant[] {
  const { unpaidSeconds, overhangMsMax, leaseTtlMs, flapsInADayMost, isConserved } = outcome;
  return [
    {
      name: "no-compute-without-a-lease",
      holds: unpaidSeconds === 0,
      expected: "0 s of compute without a live lease",
      received: `${unpaidSeconds} s`,
    },
    {
      name: "no-level-above-the-kernel",
      holds: overhangMsMax <= leaseTtlMs,
      expected: `a level that falls at most one lease, ${leaseTtlMs} ms, after the kernel's`,
      received: `${overhangMsMax} ms`,
    },
    {
      name: "no-flapping",
      holds: flapsInADayMost <= flapsMax,
      expected: `at most ${flapsMax} turns of one job's level in a day`,
      received: `${flapsInADayMost}`,
    },
    {
      name: "conservation",
      holds: isConserved,
      expected: "every CU accounted for",
      received: isConserved ? "so" : "a wallet that does not balance",
    },
  ];
}
