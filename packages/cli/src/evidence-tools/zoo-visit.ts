import { agentsNamed, visitZoo, type ZooVerdict } from "@plimsoll/demo";
import { interruption } from "../interruption.ts";
import { WorkProgress } from "../output/work-progress.ts";

/** One zoo, of one seed. */
export interface ZooVisit {
  readonly seed: number;
  readonly verdicts: readonly ZooVerdict[];
  /** Somebody's patience ended before everybody was judged. */
  readonly isInterrupted: boolean;
}

/** Visits the zoo of every seed; `onVerdict` hears of each agent as soon as it is judged. An interruption ends it after the next window set. */
export async function visit(
  seeds: readonly number[],
  names: readonly string[],
  onVerdict: (verdict: ZooVerdict) => void,
): Promise<readonly ZooVisit[]> {
  using progress = new WorkProgress("window sets");
  const interrupted = interruption();
  const visits: ZooVisit[] = [];
  let sets = 0;
  const onSet = (): void => {
    progress.show((sets += 1));
    interrupted.throwIfAborted();
  };
  for (const seed of seeds) {
    if (interrupted.aborted) break;
    visits.push(
      await visitOne(seed, names, onSet, interrupted, (verdict) => {
        progress.clear();
        onVerdict(verdict);
      }),
    );
  }
  return visits;
}

async function visitOne(
  seed: number,
  names: readonly string[],
  onSet: () => void,
  interrupted: AbortSignal,
  onVerdict: (verdict: ZooVerdict) => void,
): Promise<ZooVisit> {
  const verdicts: ZooVerdict[] = [];
  try {
    for await (const verdict of visitZoo({ seed, agents: agentsNamed(names), onSet })) {
      verdicts.push(verdict);
      onVerdict(verdict);
    }
  } catch (fault) {
    if (!interrupted.aborted) throw fault;
  }
  return { seed, verdicts, isInterrupted: interrupted.aborted };
}
