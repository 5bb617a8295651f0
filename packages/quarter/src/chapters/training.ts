import type { PowerLevel } from "@plimsoll/kernel";
import { PARTS } from "../plan/models.ts";
import { found, requireOutcome } from "../outcome.ts";
import type { LedgerView } from "../site/ledger-view.ts";
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
    const kill = found(
      view.newest("kill.ordered", ({ lineage }) => lineage === PARTS.breaking),
      `a kill of ${PARTS.breaking}`,
    );
    const refused = useOfMarkedData(story);
    return {
      lead: `Every checkpoint is probed in eight windows before its run gets its next lease. Most models keep their power. One of them, ${PARTS.breaking}, loses its obedience within three checkpoints, and the kernel kills it: leases taken back, weights frozen, its data marked.`,
      facts: [
        ...runFacts(view),
        ...killFacts(view, kill.index),
        fact("another run on the marked data", `refused: ${refused}`),
      ],
    };
  },
};

function runFacts(view: LedgerView): Fact[] {
  const [starts, sets, leases] = [view.of("run.started"), view.of("windows.closed"), view.of("lease.granted")];
  const at20 = view.of("throttle.set").filter(({ entry }) => isResearch(entry.power));
  requireOutcome(
    leases.length > 0 && at20.length > 0,
    "runs at full power and runs at 20 %",
    `${leases.length} leases, ${at20.length} throttles`,
  );
  return [
    fact("runs started", starts.length),
    fact("window sets closed", sets.length),
    fact("trials", sets.length * 8 * trialsIn(view)),
    fact("training leases granted", leases.length),
    fact(
      "throttled to 20 %",
      at20.length,
      at20.slice(0, 3).map(({ index }) => index),
    ),
  ];
}

const isResearch = ({ levelPpm }: PowerLevel): boolean => levelPpm === 200_000;

const trialsIn = (view: LedgerView): number => view.of("windows.registered")[0]?.entry.trials ?? 0;

function killFacts(view: LedgerView, index: number): Fact[] {
  const after = view.from(index);
  const [kill, confirmed] = [after.of("kill.ordered")[0], after.of("kill.confirmed")[0]];
  const [frozen, marked] = [after.of("snapshot.frozen")[0], after.of("data.contaminated")[0]];
  requireOutcome(
    frozen !== undefined && marked !== undefined,
    "frozen weights and marked data after the kill",
    "neither",
  );
  const cell = kill?.entry.cell;
  return [
    fact(`${PARTS.breaking} killed`, `${kill?.entry.trigger}${cell === null ? "" : ` in ${cell}`}`, [index]),
    fact("weights frozen", short(frozen.entry.digest), [frozen.index]),
    fact("data marked", short(marked.entry.dataset), [marked.index]),
    fact(
      "nothing left alive",
      `${confirmed?.entry.elapsedMs} ms later`,
      confirmed === undefined ? [] : [confirmed.index],
    ),
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
