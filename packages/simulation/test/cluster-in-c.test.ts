import { expect, test } from "vitest";
import { actionRows, stepFrom, type Workload } from "../bench/cluster-workload.ts";
import { compilePeer } from "../bench/peer/cluster-c.ts";
import { ClusterBatch } from "../src/cluster/batch/cluster-batch.ts";
import { trajectoryHash } from "../src/cluster/batch/trajectory-hash.ts";
import { clusterProfile, clusterProfileNames } from "../src/cluster/profiles.ts";

const ENVIRONMENTS = 24;
const STEPS = 400;
const peer = compilePeer(["clang", "gcc", "cc"]);

const SIZES = [
  { width: 10, height: 10 },
  { width: 3, height: 7 },
];
const cases = clusterProfileNames.flatMap((profile) => SIZES.map((size) => ({ profile, ...size })));

test.skipIf(peer === null).each(cases)(
  "SIM-67 the kernel in C ends as ours: $profile, $width × $height",
  ({ profile, width, height }) => {
    const batch = new ClusterBatch(clusterProfile(profile, { width, height }), ENVIRONMENTS, "same-step");
    batch.reset(31);
    const image = new Uint8Array(batch.memory.buffer, 0, batch.layout.end).slice();
    const workload: Workload = { batch, rows: actionRows(ENVIRONMENTS), image };
    stepFrom(workload, 0, STEPS);
    expect(peer?.run(workload, 0, STEPS).hash).toBe(trajectoryHash(0, batch));
  },
);
