import { parseAllDocuments } from "yaml";
import { rendered, valuesFile } from "../../../../../scripts/image/plain-manifests.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster.ts";
import type { ResourceType } from "../../../src/kubernetes/resource-types.ts";
import { textAt } from "../../../src/kubernetes/untrusted-fields.ts";

/** Kinds of the chart that every cluster knows; the operators' own (cert-manager, Prometheus) are not among them. */
const PLURALS: Readonly<Record<string, string>> = {
  ServiceAccount: "serviceaccounts",
  ConfigMap: "configmaps",
  PersistentVolumeClaim: "persistentvolumeclaims",
  Service: "services",
  StatefulSet: "statefulsets",
  Deployment: "deployments",
  Job: "jobs",
  PodDisruptionBudget: "poddisruptionbudgets",
  HorizontalPodAutoscaler: "horizontalpodautoscalers",
  NetworkPolicy: "networkpolicies",
  ClusterRole: "clusterroles",
  ClusterRoleBinding: "clusterrolebindings",
  ValidatingWebhookConfiguration: "validatingwebhookconfigurations",
};

export const OPERATORS_GROUPS = /^(?:cert-manager\.io|monitoring\.coreos\.com)\//u;

/** What Helm renders of a file in deploy/helm/plimsoll/ci, without what belongs to operators that are not here. */
export const chartObjects = (values: string, ...words: readonly string[]): readonly KubernetesObject[] =>
  parseAllDocuments(rendered("--values", valuesFile(values), ...words))
    .map((document) => document.toJS() as KubernetesObject | null)
    .filter((object) => object !== null)
    .filter((object) => !OPERATORS_GROUPS.test(apiVersionOf(object)));

/** Where an object of the chart is kept. Throws for a kind that is not known here. */
export function typeOf(object: KubernetesObject): ResourceType {
  const kind = textAt(object, "kind") ?? "";
  const plural = PLURALS[kind];
  if (plural === undefined) throw new Error(`no plural of ${kind} is known here`);
  const [version = "", group = ""] = apiVersionOf(object).split("/").toReversed();
  return { group, version, plural, kind, namespaced: textAt(object, "metadata", "namespace") !== null };
}

export const nameOf = (object: KubernetesObject): string => textAt(object, "metadata", "name") ?? "";

const apiVersionOf = (object: KubernetesObject): string => textAt(object, "apiVersion") ?? "";
