import { expect, test } from "vitest";
import { CLUSTER_MODULE_BASE64 } from "../../modules/cluster-module.ts";
import { compile, instanceOf } from "../../webassembly/instantiate.ts";
import { ClusterBatch } from "../batch/cluster-batch.ts";
import { runHere } from "../batch/range-runner.ts";
import { trajectoryHash } from "../batch/trajectory-hash.ts";
import { clusterProfile, clusterProfileNames } from "../profiles.ts";
import type { ClusterKernel } from "./cluster-kernel.ts";

test.each(clusterProfileNames)("SIM-16 with relaxed SIMD and without, %s has the same bits", (name) => {
  const spec = clusterProfile(name, { width: 5, height: 7 });
  const fastest = new ClusterBatch(spec, 8, "same-step");
  const plain: ClusterBatch = new ClusterBatch(spec, 8, "same-step", (_, range) =>
    runHere(instanceOf(compile(CLUSTER_MODULE_BASE64), plain.memory) as ClusterKernel, range),
  );
  expect(hashOf(fastest)).toBe(hashOf(plain));
});

function hashOf(batch: ClusterBatch): number {
  batch.reset(21);
  let hash = 0;
  for (let step = 0; step < 120; step += 1) {
    batch.step(Uint8Array.from({ length: 8 }, (_, place) => (step * 7 + place) % 6));
    hash = trajectoryHash(hash, batch);
  }
  return hash;
}
