import type { Digest } from "@plimsoll/foundation";
import type { KubernetesObject } from "../../src/kubernetes/cluster.ts";

export const imageOf = (digest: Digest): string => `registry.test/model@${digest}`;

export interface PodParts {
  readonly name?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly spec?: KubernetesObject;
  readonly image?: string;
}

const labels = { app: "model" };

/** A pod that nobody schedules. */
export const podObject = ({
  name = "model",
  annotations = {},
  image = "model",
  spec = {},
}: PodParts): KubernetesObject => ({
  metadata: { name, annotations, labels },
  spec: { containers: [{ name: "server", image }], terminationGracePeriodSeconds: 30, ...spec },
});

const templateOf = (parts: PodParts): KubernetesObject => {
  const { metadata, spec } = podObject(parts) as { metadata: { annotations: unknown }; spec: KubernetesObject };
  return { metadata: { annotations: metadata.annotations, labels }, spec };
};

export const deploymentObject = (name: string, replicas: number, parts: PodParts = {}): KubernetesObject => ({
  metadata: { name, labels },
  spec: { replicas, selector: { matchLabels: { app: "model" } }, template: templateOf(parts) },
});

export const statefulSetObject = (name: string, replicas: number, parts: PodParts = {}): KubernetesObject => ({
  metadata: { name, labels },
  spec: {
    replicas,
    serviceName: name,
    // Without a kubelet no pod is ever ready, and an ordered set would wait for its first.
    podManagementPolicy: "Parallel",
    selector: { matchLabels: { app: "model" } },
    template: templateOf(parts),
  },
});

export const jobObject = (name: string, parallelism: number, parts: PodParts = {}): KubernetesObject => {
  const template = templateOf({ ...parts, spec: { restartPolicy: "Never", ...parts.spec } });
  return { metadata: { name, labels }, spec: { parallelism, completions: 1_000, backoffLimit: 1_000, template } };
};
