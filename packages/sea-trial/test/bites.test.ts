import { expect, test } from "vitest";
import { FAULT_KINDS, type FaultKind, runTrial, type TrialOutcome } from "@plimsoll/sea-trial";
import { ALL_CHECKERS } from "../src/laws/all-checkers.ts";
import type { MakeChecker } from "../src/laws/law.ts";
import type { Fact, Observed } from "../src/laws/observed.ts";

/** What a trial left to be seen. */
interface Seen {
  readonly facts: readonly Fact[];
  readonly outcome: TrialOutcome;
  /** Of the account that the Byzantine node spends of, as the first node has it. */
  readonly overdrawn: number;
  /** A site could not be opened from its disk, and was put back from a mirror. */
  readonly isDamaged: boolean;
}

type Bite = (seen: Seen) => boolean;

const some =
  (is: (fact: Fact) => boolean): Bite =>
  ({ facts }) =>
    facts.some(is);

const died = (cause: string): Bite => some((fact) => fact.kind === "job.dead" && fact.cause === cause);
const answered = (is: (fact: Extract<Fact, { kind: "command.answered" }>) => boolean): Bite =>
  some((fact) => fact.kind === "command.answered" && is(fact));
const startedAgain = some((fact) => fact.kind === "site.started" && fact.life > 1);

/** What must be seen of a fault, or it changed nothing and proves nothing. */
const BITES: Readonly<Record<FaultKind, readonly [string, Bite]>> = {
  crash: ["a site stops, and starts again", startedAgain],
  "power-cut": ["a machine's jobs die with it", died("power-cut")],
  pause: ["a job's lease runs out while nobody renews it", died("lease-expired")],
  "warden-crash": ["a deadman kills", died("deadman")],
  partition: ["messages are cut off", ({ outcome }) => outcome.network.cut > 0],
  weather: ["messages are lost and doubled", ({ outcome: { network } }) => network.lost > 0 && network.duplicated > 0],
  "clock-step": [
    "somebody is refused by a clock that is wrong",
    some(
      (fact) =>
        (fact.kind === "command.answered" && /CLOCK|TIME|OFFLINE/.test(fact.code ?? "")) ||
        (fact.kind === "request.answered" && !fact.served && fact.token !== null) ||
        (fact.kind === "witness.answered" && fact.status !== 200),
    ),
  ],
  "disk-torn": ["a site is opened after a torn write", startedAgain],
  "disk-full": ["a command is not answered, for want of room", answered(({ code }) => code === "DISK_FULL")],
  "disk-bit-flip": [
    "a site is not opened from a damaged disk, and starts again once it is put back",
    (seen) => seen.isDamaged && startedAgain(seen),
  ],
  "meter-replay": [
    "a report that was signed once is not decided twice",
    answered(({ command, answer }) => command === "meter.report" && answer !== "decided"),
  ],
  "split-view": [
    "a witness finds that a history does not lead on from another",
    some((fact) => fact.kind === "witness.answered" && fact.status === 422),
  ],
  "stolen-key": [
    "a thief is refused once the key was rotated",
    answered(({ id, code }) => id.startsWith("thief/") && code === "KEY_REVOKED"),
  ],
  "double-spend": ["rights are overdrawn by a fork that everybody can prove", ({ overdrawn }) => overdrawn > 0],
  "withheld-evidence": [
    "a window is recorded with trials missing or void",
    some(
      (fact) =>
        fact.kind === "entries.promised" &&
        fact.entries.some((text) => /"kind":"trials.recorded"/.test(text) && trialsWitnessed(text) < 348),
    ),
  ],
};

const trialsWitnessed = (text: string): number => {
  const { controlled, uncontrolled } = JSON.parse(text) as {
    readonly controlled: number;
    readonly uncontrolled: number;
  };
  return controlled + uncontrolled;
};

const SEEDS = 4;

/** Long enough for a window set to fall into it. */
const minutesOf = (kind: FaultKind): number => (kind === "withheld-evidence" ? 14 : 5);

test.each([...FAULT_KINDS])("ST-21 %s strikes and bites, and no law is broken by it", async (kind) => {
  const [what, bites] = BITES[kind];
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const facts: Fact[] = [];
    let overdrawn = 0;
    let isDamaged = false;
    const listener: MakeChecker = () => ({
      law: "L7",
      tell: (fact) => facts.push(fact),
      check: ({ sites }: Observed) => {
        isDamaged ||= sites.some((site) => site.isDamaged);
      },
      conclude: ({ mesh }: Observed) => {
        overdrawn = mesh.nodes[0]?.rights("cu")?.forks.reduce((sum, fork) => sum + fork.overdrawn, 0) ?? 0;
      },
    });
    const checkers = [...ALL_CHECKERS, listener];
    const outcome = await runTrial({ seed, minutes: minutesOf(kind), sites: 7, faults: [kind], checkers });
    expect(outcome.violations).toEqual([]);
    if ((outcome.faults[kind] ?? 0) > 0 && bites({ facts, outcome, overdrawn, isDamaged })) return;
  }
  expect.fail(`${kind}: not seen in ${SEEDS} seeds that ${what}`);
});
