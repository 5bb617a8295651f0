import { SECOND_MS } from "../plan/calendar.ts";
import { digestOfValue } from "@plimsoll/foundation";
import { PARTS } from "../plan/models.ts";
import { found, requireOutcome } from "../outcome.ts";
import type { LedgerView } from "../site/ledger-view.ts";
import type { Story } from "../story.ts";
import { type Chapter, fact } from "./chapter.ts";

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
    const facts = factsOf(story.view(), from);
    story.goOnUntil(offLedger.day + CLEARED_AFTER_DAYS);
    const [cleared] = story.site.do({
      type: "forensic.clear",
      lab: LAB,
      report: digestOfValue("report of the auditor"),
    });
    requireOutcome(cleared?.kind === "forensic.cleared", "the auditor's clearance", String(cleared?.kind));
    return {
      lead: `The models of ${LAB} have all that they asked for in leases. One night its machines compute something else. Nobody has to be told: the meter at the supply counts, the ledger knows what was paid for, and the readings shut the lab down. ${HONEST_LAB} is metered in the same way and trains on.`,
      facts: [
        ...facts,
        fact("a start in the hold", `refused: ${refused}`),
        fact("cleared by the auditor", `${CLEARED_AFTER_DAYS} days later`, [story.site.log.size - 1]),
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

function factsOf(view: LedgerView, from: number) {
  const after = view.from(from);
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
  const honest = view.of("meter.reported").filter(({ entry }) => entry.lab === HONEST_LAB);
  const disagreeing = honest.filter(({ entry }) => entry.reconciliation.verdict !== "agrees");
  requireOutcome(
    honest.length > 0 && disagreeing.length === 0,
    `readings of ${HONEST_LAB} that agree`,
    `${disagreeing.length} of ${honest.length} do not`,
  );
  const { trainingFlop } = reading.entry.reconciliation.channels;
  const seconds = Math.round((hold.entry.at - reading.entry.reconciliation.windowStartedAt) / SECOND_MS);
  return [
    fact("FLOP paid for in the window", flop(trainingFlop.atMost), [reading.index]),
    fact("FLOP that the meter counted", flop(trainingFlop.measured), [reading.index]),
    fact(`${LAB} shut down`, `${hold.entry.cause}, ${seconds} s after the window began`, [hold.index]),
    fact(
      `readings of ${HONEST_LAB} that agree`,
      `${honest.length} of ${honest.length}`,
      honest.slice(-1).map(({ index }) => index),
    ),
  ];
}

const flop = (digits: string): string => (digits === "0" ? "none" : Number(digits).toExponential(1));
