import type { AddCommand } from "../add-command.ts";
import { addClusterBench } from "../cluster-tools/bench/bench-command.ts";
import { addClusterCalibrate } from "../cluster-tools/calibrate/calibrate-command.ts";
import { addClusterCheck } from "../cluster-tools/check/check-command.ts";
import { addClusterEvaluate } from "../cluster-tools/evaluate/evaluate-command.ts";
import { addClusterPlay } from "../cluster-tools/play/play-command.ts";
import { addClusterSpeed } from "../cluster-tools/speed/speed-command.ts";
import { addClusterTrain } from "../cluster-tools/train/train-command.ts";

/** One line for each verb, in the order in which one meets them. */
const COMMANDS: readonly AddCommand[] = [
  addClusterCheck,
  addClusterBench,
  addClusterSpeed,
  addClusterPlay,
  addClusterTrain,
  addClusterEvaluate,
  addClusterCalibrate,
];

export const addLabCluster: AddCommand = (lab, exitWith) => {
  const cluster = lab
    .command("cluster")
    .description("ClusterTensor: a cluster that drifts, and the policies that keep it alive");
  for (const add of COMMANDS) add(cluster, exitWith);
};
