import { readFileSync } from "node:fs";
import { loadAllYaml } from "@kubernetes/client-node";
import type { Cluster, KubernetesObject } from "../../../src/kubernetes/cluster.ts";
import type { ResourceType } from "../../../src/kubernetes/resource-types.ts";
import { textAt } from "../../../src/kubernetes/untrusted-fields.ts";

const FOLDER = new URL("../../../../../deploy/kubernetes/", import.meta.url);

const clusterWide = (group: string, plural: string, kind: string): ResourceType => ({
  group,
  version: "v1",
  plural,
  kind,
  namespaced: false,
});

const RBAC = "rbac.authorization.k8s.io";
export const CLUSTER_ROLES = clusterWide(RBAC, "clusterroles", "ClusterRole");
export const CLUSTER_ROLE_BINDINGS = clusterWide(RBAC, "clusterrolebindings", "ClusterRoleBinding");
export const CUSTOM_RESOURCES = clusterWide(
  "apiextensions.k8s.io",
  "customresourcedefinitions",
  "CustomResourceDefinition",
);
export const WEBHOOKS = clusterWide(
  "admissionregistration.k8s.io",
  "validatingwebhookconfigurations",
  "ValidatingWebhookConfiguration",
);

/** The objects of one of the manifests that users get. */
export const manifest = (file: string): readonly KubernetesObject[] =>
  loadAllYaml(readFileSync(new URL(file, FOLDER), "utf8")) as unknown as readonly KubernetesObject[];

/** The manifest of the webhook, asked at an address instead of a service, which would need a network of pods. */
export function webhookAt(url: string, certificate: string): KubernetesObject {
  const [configuration] = manifest("webhook.yaml") as [{ webhooks: [Record<string, unknown>] }];
  configuration.webhooks[0]["clientConfig"] = { url, caBundle: Buffer.from(certificate).toString("base64") };
  return configuration as unknown as KubernetesObject;
}

/** Lays the roles of the manifests and gives one of them to a user. */
export async function bindRole(cluster: Cluster, role: string, user: string): Promise<void> {
  const object = manifest("rbac.yaml").find(
    (each) => each["kind"] === "ClusterRole" && textAt(each, "metadata", "name") === role,
  );
  if (object === undefined) throw new Error(`no role ${role}`);
  await cluster.create(CLUSTER_ROLES, null, object);
  await cluster.create(CLUSTER_ROLE_BINDINGS, null, {
    metadata: { name: `${role}-${user}` },
    roleRef: { apiGroup: RBAC, kind: "ClusterRole", name: role },
    subjects: [{ apiGroup: RBAC, kind: "User", name: user }],
  });
}
