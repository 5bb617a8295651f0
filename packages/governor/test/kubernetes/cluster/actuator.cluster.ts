import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll } from "vitest";
import type { KubernetesSubject } from "../../../src/actuator/kubernetes/allotment.ts";
import { NAMESPACES } from "../../../src/kubernetes/resource-types.ts";
import { workloadContract } from "../../actuator/contract.ts";
import { openKubernetesRig, reachableLevels } from "../kubernetes-rig.ts";
import { RealCluster } from "./real-cluster.ts";

const WORKLOADS: KubernetesSubject["workloads"] = [
  { kind: "Deployment", name: "server", pods: 5 },
  { kind: "StatefulSet", name: "store", pods: 6 },
  { kind: "Job", name: "trainer", pods: 5 },
];

let cluster: RealCluster;
let count = 0;

beforeAll(async () => {
  cluster = await RealCluster.start();
});
afterAll(() => cluster.stop());

for (const [name, workloads] of [
  ["a Deployment, a StatefulSet and a Job", WORKLOADS],
  ["fewer pods than five", WORKLOADS.slice(0, 1).map((workload) => ({ ...workload, pods: 3 }))],
] as const) {
  workloadContract({
    name: `Kubernetes, real API server, with ${name}`,
    open: async () => {
      const client = await cluster.client();
      const namespace = `contract-${(count += 1)}`;
      await client.create(NAMESPACES, null, { metadata: { name: namespace } });
      const rig = { cluster: client, subject: { namespace, workloads }, wait: (ms: number) => sleep(ms) };
      return openKubernetesRig({
        ...rig,
        close: () => client.remove(NAMESPACES, { namespace: null, name: namespace }),
      });
    },
    reachable: reachableLevels({ namespace: "", workloads }),
    settleMs: 10_000,
    faultsMax: 6,
    timeoutMs: 240_000,
  });
}
