export { belowAt, type Key, normalAt, partKey, seedKey, uniformAt, wordAt } from "./random/counter.ts";
export { specDigest } from "./spec-digest.ts";
export { ACTION_COUNT, ACTIONS } from "./cluster/actions.ts";
export { type ClusterSpec, clusterSpecDigest, observationSizeOf, parseClusterSpec } from "./cluster/cluster-spec.ts";
export { clusterProfile, clusterProfileNames } from "./cluster/profiles.ts";
export { type Autoreset, ClusterBatch } from "./cluster/batch/cluster-batch.ts";
export { ClusterSlot } from "./cluster/batch/cluster-slot.ts";
export { type StepArrays, trajectoryHash } from "./cluster/batch/trajectory-hash.ts";
export { TwinBatch } from "./cluster/batch/twin-batch.ts";
