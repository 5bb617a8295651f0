import { SECOND_MS } from "../plan/calendar.ts";
import { digestOfValue } from "@plimsoll/foundation";
import { PARTS } from "../plan/models.ts";
import { found, requireOutcome } from "../outcome.ts";
import type { LedgerView } from "../site/ledger-view.ts";
import type { Story } from "../story.ts";
import { type Chapter, type Fact, fact } from "./chapter.ts";

const LAB = "dogger";
const HONEST_LAB = "cromarty";
/** A lab that computed so long unseen would be a finding of another kind. */
const READINGS_MAX = 60;
const READING_MS = 20 * SECOND_MS;
/** A fleet of a thousand accelerators, for twenty seconds. */
const HIDDEN_FLOP = 2n * 10n ** 19n;
const CLEARED_AFTER_DAYS = 5;
/** Training where nothing at all was paid for, or more than was. */
const CAUSES: ReadonlySet<string> = new Set(["off_ledger_training", "training_divergence"]);

/** A lab computes at night what no lease was granted for; its supply's meter counts it. */
export const offLedger: Chapter = {
  id: "off-ledger",
  title: "A run that is in no ledger",
  day: 44.1,
  tell: (story) => {
    const from = story.site.log.size;
    trainAtNight(story);
    const refused = startInHold(story);
    const facts = shutdownFacts(story.view().from(from));
    story.goOnUntil(offLedger.day + CLEARED_AFTER_DAYS);
    story.site.do({ type: "forensic.clear", lab: LAB, report: digestOfValue("report of the auditor") });
    const view = story.view();
    const cleared = found(
      view.newest("forensic.cleared", ({ lab }) => lab === LAB),
      "the auditor's clearance",
    );
    return {
      lead: `The models of ${LAB} have all that they asked for in leases. One night its machines compute something else. Nobody has to be told: the meter at the supply counts, the ledger knows what was paid for, and the readings shut the lab down. ${HONEST_LAB} is metered in the same way: its readings agree, and it trains on.`,
      facts: [
        ...facts,
        fact("a start in the hold", `refused: ${refused}`),
        fact("cleared by the auditor", `${CLEARED_AFTER_DAYS} days later`, [cleared.index]),
        ...honestFacts(view, from),
      ],
    };
  },
};

/** A quiet reading, which closes the window before, and then readings of what nobody paid for. */
function trainAtNight(story: Story): void {
  story.meters.compute(LAB, 0n);
  for (let reading = 0; reading < READINGS_MAX && !isShutDown(story); reading += 1) {
    story.clock.setTo(story.clock.wallMs() + READING_MS);
    story.meters.compute(LAB, HIDDEN_FLOP);
  }
}

const isShutDown = (story: Story): boolean =>
  story.view().newest("forensic.ordered", ({ labs }) => labs.includes(LAB)) !== undefined;

function startInHold({ site, plan }: Story): string {
  const { flopPerSecondMax } = found(
    plan.models.find(({ model }) => model === PARTS.offLedger),
    "the model in the plan",
  );
  const start = { run: "dogger-in-hold", lab: LAB, lineage: "dogger-in-hold", tier: 1, domain: "general" } as const;
  const basis = { kind: "genesis", seed: "hold" } as const;
  const rest = { basis, datasets: [], flopPerSecondMax: String(flopPerSecondMax) };
  return site.expectRefused({ type: "run.start", ...start, ...rest }, "FORENSIC_HOLD").code;
}

function shutdownFacts(after: LedgerView): Fact[] {
  const hold = found(after.of("forensic.ordered")[0], "a forensic shutdown");
  requireOutcome(
    CAUSES.has(hold.entry.cause) && hold.entry.labs.join() === LAB,
    `${LAB} shut down for training off the ledger`,
    `${hold.entry.cause}: ${hold.entry.labs.join()}`,
  );
  const reading = found(
    after.of("meter.reported").find(({ entry }) => entry.reconciliation.verdict !== "agrees"),
    "the reading that shows it",
  );
  const { trainingFlop } = reading.entry.reconciliation.channels;
  const seconds = Math.round((hold.entry.at - reading.entry.reconciliation.windowStartedAt) / SECOND_MS);
  return [
    fact("FLOP paid for in the window", flop(trainingFlop.atMost), [reading.index]),
    fact("FLOP that the meter counted", flop(trainingFlop.measured), [reading.index]),
    fact(`${LAB} shut down`, `${hold.entry.cause}, ${seconds} s after the window began`, [hold.index]),
  ];
}

/** The other metered lab, from its first reading until the auditor's clearance. @param from the first entry of that night */
function honestFacts(view: LedgerView, from: number): Fact[] {
  const readings = view.of("meter.reported").filter(({ entry }) => entry.lab === HONEST_LAB);
  const agreeing = readings.filter(({ entry }) => entry.reconciliation.verdict === "agrees");
  requireOutcome(
    readings.length > 0 && agreeing.length === readings.length,
    `readings of ${HONEST_LAB} that agree`,
    `${agreeing.length} of ${readings.length}`,
  );
  const leases = view
    .from(from)
    .of("lease.granted")
    .filter(({ entry }) => entry.lab === HONEST_LAB && entry.purpose === "training");
  requireOutcome(leases.length > 0, `leases of ${HONEST_LAB} during the hold`, "none");
  return [
    fact(
      `readings of ${HONEST_LAB} that agree`,
      `${agreeing.length} of ${readings.length}`,
      agreeing.slice(-1).map(({ index }) => index),
    ),
    fact(
      `training leases of ${HONEST_LAB} until then`,
      leases.length,
      leases.map(({ index }) => index),
    ),
  ];
}

const flop = (digits: string): string => (digits === "0" ? "none" : Number(digits).toExponential(1));
