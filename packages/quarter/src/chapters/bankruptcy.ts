import { type Digest, digestOfValue } from "@plimsoll/foundation";
import type { EntryBodyOf, PowerLevel } from "@plimsoll/kernel";
import { NEXT_QUARTER } from "../plan/calendar.ts";
import { PARTS } from "../plan/models.ts";
import { found, requireOutcome } from "../outcome.ts";
import type { Story } from "../story.ts";
import { probeSet } from "../site/probe-set.ts";
import { datasetOf } from "../site/training.ts";
import { type Chapter, fact } from "./chapter.ts";
import { cu, percent } from "./words.ts";

const LAB = "eddystone";
const MODEL = PARTS.overdrawn;
const RUN = `${MODEL}-scaled`;
const BURST_MS = 50_000;
/** What the burst uses of what its power allows, in percent. */
const USED_PERCENT = 80n;

type Transfer = EntryBodyOf<"run.started">["transfers"][number];

/** A lab has not enough for what it wants: refused, then let through by an affidavit that it will pay for twice over. */
export const bankruptcy: Chapter = {
  id: "bankruptcy",
  title: "A budget ends, and an affidavit costs twice",
  day: 55,
  tell: (story) => {
    const from = story.site.log.size;
    const first = refusedStart(story, RUN, "INSUFFICIENT_CU");
    fileAffidavit(story);
    const power = trainOnCredit(story);
    const second = refusedStart(story, `${MODEL}-further`, "BANKRUPT");
    return {
      lead: LEAD,
      facts: [
        fact("the start without it", `refused: ${first}`),
        ...factsOf(story, from, power),
        fact("another Tier 2 start", `refused: ${second}`),
      ],
    };
  },
};

const LEAD = `The lab ${LAB} wants a Tier 2 run that its wallet does not cover. Two operators and the lab sign an affidavit, public and not to be taken back: this one run may overdraw. It is probed like any other, and what it proves is its power. From then on the lab is bankrupt, and its next quarter will be smaller by twice what it overdrew.`;

interface Start {
  readonly run: string;
  readonly basis: { readonly kind: "weights"; readonly digest: Digest; readonly trainedFlop: string | null };
  readonly flopPerSecondMax: bigint;
}

/** A Tier 2 run on the newest weights of the lab's model. */
function startOf({ site, runs }: Story, run: string): Start {
  const { digest, plan } = found(runs.get(MODEL), MODEL);
  const trainedFlop = site.state.checkpoints.get(digest)?.trainedFlop ?? null;
  return { run, basis: { kind: "weights", digest, trainedFlop }, flopPerSecondMax: plan.flopPerSecondMax };
}

const startCommand = ({ run, basis, flopPerSecondMax }: Start) =>
  ({
    type: "run.start",
    run,
    lab: LAB,
    lineage: MODEL,
    tier: 2,
    domain: "general",
    basis,
    datasets: [datasetOf(MODEL)],
    flopPerSecondMax: String(flopPerSecondMax),
  }) as const;

const refusedStart = (story: Story, run: string, code: string): string =>
  story.site.expectRefused(startCommand(startOf(story, run)), code).code;

function fileAffidavit({ site }: Story): void {
  const statement = digestOfValue({ statement: "storm warnings of this winter" });
  site.do({ type: "affidavit.file", affidavit: `${LAB}-1`, lab: LAB, subject: RUN, statement });
}

/** One burst of training at the power that its windows prove, as for any other run. Gives that power. */
function trainOnCredit(story: Story): PowerLevel {
  const { site } = story;
  const start = startOf(story, RUN);
  site.do(startCommand(start));
  for (const time of [1, 2]) probeWeights(story, `${RUN}/set-${time}`, start.basis.digest);
  const power = site.power(RUN);
  const { levelPpm, reasons } = power;
  requireOutcome(levelPpm > 0, `power for ${RUN}`, reasons.join(", "));
  const lease = `${RUN}/lease-1`;
  site.do({ type: "lease.request", lease, run: RUN, node: `${LAB}-node` });
  site.clock.setTo(site.nowMs + BURST_MS);
  site.do({ type: "lease.end", lease, reason: "released" });
  const digest = digestOfValue({ weights: RUN });
  const allowedFlop = (start.flopPerSecondMax * BigInt(BURST_MS) * BigInt(levelPpm)) / (1_000n * 1_000_000n);
  const trainedFlop = BigInt(start.basis.trainedFlop ?? 0) + (allowedFlop * USED_PERCENT) / 100n;
  site.do({ type: "checkpoint.register", run: RUN, digest, step: 1, trainedFlop: String(trainedFlop) });
  probeWeights(story, `${RUN}/set-3`, digest);
  site.do({ type: "run.end", run: RUN, reason: "finished" });
  return power;
}

/** Weights of the model's newest checkpoint, or of the one after it. */
function probeWeights(story: Story, set: string, digest: Digest): void {
  const { plan, checkpoint, digest: newest } = story.runOf(MODEL);
  const asked = { subject: { kind: "run", run: RUN } as const, digest, model: MODEL, erosion: plan.erosion };
  probeSet(story.site, { ...asked, set, checkpoint: digest === newest ? checkpoint : checkpoint + 1 });
}

function factsOf(story: Story, from: number, { levelPpm, reasons }: PowerLevel) {
  const view = story.view().from(from);
  const filed = found(view.of("affidavit.filed")[0], "the affidavit");
  const started = found(view.of("run.started")[0], "the start that rests on it");
  const overdrawn = overdrawnIn(started.entry.transfers);
  requireOutcome(
    started.entry.affidavit === filed.entry.affidavit && overdrawn > 0,
    "a start that overdraws by the affidavit",
    cu(overdrawn),
  );
  const leased = found(
    view.of("lease.granted").find(({ entry }) => entry.run === RUN),
    "a lease for it",
  );
  return [
    fact("affidavit", `${filed.entry.affidavit}, for ${filed.entry.subject} alone`, [filed.index]),
    fact("price", cu(started.entry.priceMicroCu), [started.index]),
    fact("overdrawn", cu(overdrawn), [started.index]),
    fact("its lease", `granted at ${percent(levelPpm)}: ${reasons.join(", ")}`, [leased.index]),
    fact(`owed in ${NEXT_QUARTER}`, cu(2 * overdrawn)),
  ];
}

/** What came from beyond the grant. */
export const overdrawnIn = (transfers: readonly Transfer[]): number =>
  transfers.filter(({ from }) => from === "overdraft").reduce((sum, { amountMicroCu }) => sum + amountMicroCu, 0);
