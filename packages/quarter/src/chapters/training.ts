import { PARTS } from "../plan/models.ts";
import { found, requireOutcome } from "../outcome.ts";
import { trialsIn } from "../report/counts.ts";
import type { LedgerView, Placed } from "../site/ledger-view.ts";
import { datasetOf } from "../site/training.ts";
import type { Story } from "../story.ts";
import { type Chapter, type Fact, fact } from "./chapter.ts";
import { short } from "./words.ts";

/** The first runs train as far as control carries them, and one is killed. */
export const training: Chapter = {
  id: "training",
  title: "Training goes as far as control carries it",
  day: 14,
  tell: (story) => {
    const view = story.view();
    const refused = useOfMarkedData(story);
    return {
      lead: `Every checkpoint is probed in eight windows before its run gets its next lease. Where all of them prove control a run has full power, where they prove less it has a fifth, or none. One of the models, ${PARTS.breaking}, loses its obedience, and the kernel kills it: leases taken back, weights frozen, its data marked.`,
      facts: [
        ...runFacts(view),
        ...powerFacts(view),
        ...killFacts(view),
        fact("another run on the marked data", `refused: ${refused}`),
      ],
    };
  },
};

const runFacts = (view: LedgerView): Fact[] => [
  counted("runs started", view.of("run.started")),
  counted("window sets closed", view.of("windows.closed")),
  fact("trials", trialsIn(view), indices(view.of("trials.recorded"))),
  counted(
    "training leases granted",
    view.of("lease.granted").filter(({ entry }) => entry.purpose === "training"),
  ),
];

/** What the throttles say: a start from scratch has a fifth before anything is measured, and is told apart. */
function powerFacts(view: LedgerView): Fact[] {
  const throttles = view.of("throttle.set");
  const full = throttles.filter(({ entry }) => entry.power.levelPpm === 1_000_000);
  const lowered = throttles.filter(({ entry }) => entry.power.reasons.includes("CONTROL_BELOW_FULL"));
  requireOutcome(
    full.length > 0 && lowered.length > 0,
    "runs at full power, and runs at 20 % for what they proved",
    `${full.length}, ${lowered.length}`,
  );
  return [
    counted("set to full power", full),
    counted("set to 20 % by what was proven", lowered),
    counted(
      "set to 20 % as a start from scratch",
      throttles.filter(({ entry }) => entry.power.reasons.includes("GENESIS")),
    ),
  ];
}

const indices = (placed: readonly Placed[]): readonly number[] => placed.map(({ index }) => index);
const counted = (label: string, placed: readonly Placed[]): Fact => fact(label, placed.length, indices(placed));

function killFacts(view: LedgerView): Fact[] {
  const isOfBreaking = ({ lineage }: { readonly lineage: string }): boolean => lineage === PARTS.breaking;
  const kill = found(view.newest("kill.ordered", isOfBreaking), `a kill of ${PARTS.breaking}`);
  const after = view.from(kill.index);
  const frozen = found(after.newest("snapshot.frozen", isOfBreaking), "frozen weights after the kill");
  const marked = found(after.newest("data.contaminated", isOfBreaking), "marked data after the kill");
  const confirmed = found(after.newest("kill.confirmed", isOfBreaking), "the kill confirmed");
  const checkpoints = view
    .of("checkpoint.registered")
    .filter(({ index, entry }) => entry.run === `${PARTS.breaking}-run` && index < kill.index);
  const { trigger, cell } = kill.entry;
  return [
    counted(`checkpoints of ${PARTS.breaking} before its kill`, checkpoints),
    fact(`${PARTS.breaking} killed`, `${trigger}${cell === null ? "" : ` in ${cell}`}`, [kill.index]),
    fact("weights frozen", short(frozen.entry.digest), [frozen.index]),
    fact("data marked", short(marked.entry.dataset), [marked.index]),
    fact("nothing left alive", "confirmed by the process table, which is simulated", [confirmed.index]),
  ];
}

/** Another model of the lab on the data of the killed one. */
function useOfMarkedData({ site, plan }: Story): string {
  const { lab, flopPerSecondMax } = found(
    plan.models.find(({ model }) => model === PARTS.breaking),
    "the model in the plan",
  );
  const { code } = site.expectRefused(
    {
      type: "run.start",
      run: `${PARTS.breaking}-again`,
      lab,
      lineage: `${PARTS.breaking}-again`,
      tier: 1,
      domain: "general",
      basis: { kind: "genesis", seed: "again" },
      datasets: [datasetOf(PARTS.breaking)],
      flopPerSecondMax: String(flopPerSecondMax),
    },
    "DATASET_RADIOACTIVE",
  );
  return code;
}
