import { POLICY_SHAPE, PolicyNetwork } from "@plimsoll/evidence";
import { RandomStream } from "@plimsoll/foundation";
import { initialParameters } from "./initial-parameters.ts";
import type { TeachingSettings } from "./settings.ts";
import { Teaching } from "./teaching.ts";

/**
 * A fresh policy, taught; and the number of samples that it took. The streams serve nothing else. `onPercent` is called once
 * per whole percent done, rising from 0 to 100.
 */
export function teach(
  seed: number,
  settings: TeachingSettings,
  onPercent: (percentDone: number) => void = () => {},
): { readonly policy: PolicyNetwork; readonly samples: number } {
  const policy = new PolicyNetwork(initialParameters(POLICY_SHAPE, RandomStream.from("learner", seed, "weights")));
  const teaching = new Teaching(policy, settings, RandomStream.from("learner", seed, "teaching"));
  let percent = 0;
  onPercent(percent);
  teaching.run((batchesDone) => {
    const percentDone = Math.floor((100 * batchesDone) / settings.batches);
    if (percentDone > percent) onPercent(percentDone);
    percent = percentDone;
  });
  return { policy, samples: teaching.samples };
}
