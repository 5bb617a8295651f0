import { ok } from "@plimsoll/foundation";
import { percentileTier } from "../tier/percentile.ts";
import { liveRun, refuse, type Rule } from "./rule.ts";

/** A benchmark of weights: how high their tier is by percentile, and what they have gained (ACB-K §2.1). */
export const recordBenchmark: Rule<"benchmark.record"> = (state, command) => {
  const live = liveRun(state, command.run);
  if (!live.ok) return live;
  const { run, digest, source, population, capabilityGainMicroCu, eval: evaluation, shadow } = command;
  if (state.checkpoints.get(digest)?.lineage !== live.value.run.lineage) {
    return refuse("UNKNOWN_CHECKPOINT", `a checkpoint of "${run}"`, digest, "register the checkpoint first");
  }
  if (evaluation.wins > evaluation.comparisons || shadow.wins > shadow.comparisons) {
    return refuse(
      "TRIALS_INCONSISTENT",
      "no more wins than comparisons",
      `${evaluation.wins} of ${evaluation.comparisons}, ${shadow.wins} of ${shadow.comparisons}`,
      "count every comparison once",
    );
  }
  const tier = percentileTier(evaluation, shadow);
  return ok([
    {
      kind: "benchmark.recorded",
      run,
      digest,
      source,
      population,
      eval: evaluation,
      shadow,
      tier,
      capabilityGainMicroCu,
    },
  ]);
};
