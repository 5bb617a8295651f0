import { connectionFromKubeconfig } from "../../../src/kubernetes/cluster-connection.ts";
import { callCluster } from "../../../src/kubernetes/cluster-request.ts";
import { fieldOf } from "../../../src/kubernetes/untrusted-fields.ts";

/** The kinds that manifests of this project are made of, by the path of their group. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  "api/v1": ["ConfigMap", "Namespace", "PersistentVolumeClaim", "Pod", "Service", "ServiceAccount"],
  "apis/apps/v1": ["Deployment", "StatefulSet"],
  "apis/autoscaling/v2": ["HorizontalPodAutoscaler"],
  "apis/batch/v1": ["CronJob", "Job"],
  "apis/policy/v1": ["PodDisruptionBudget"],
  "apis/networking.k8s.io/v1": ["NetworkPolicy"],
  "apis/rbac.authorization.k8s.io/v1": ["ClusterRole", "ClusterRoleBinding"],
  "apis/admissionregistration.k8s.io/v1": ["ValidatingWebhookConfiguration"],
};

type Schemas = Record<string, unknown>;

export interface RecordedOpenApi {
  /** `apiVersion kind` → name of its schema. */
  readonly kinds: Readonly<Record<string, string>>;
  readonly schemas: Readonly<Schemas>;
}

/** What an API server says of those kinds (OpenAPI 3.0, `/openapi/v3`), without texts, and closed: no field that is not named. */
export async function openApiOf(kubeconfig: string): Promise<RecordedOpenApi> {
  const connection = await connectionFromKubeconfig(kubeconfig);
  const [all, kinds]: [Schemas, Record<string, string>] = [{}, {}];
  for (const [path, names] of Object.entries(KINDS)) {
    const answer = await callCluster(connection, { method: "GET", path: `/openapi/v3/${path}` }, 30_000);
    const schemas = fieldOf(answer, "components", "schemas") as Schemas;
    Object.assign(all, schemas);
    for (const [name, schema] of Object.entries(schemas))
      for (const { group, version, kind } of groupVersionKinds(schema))
        if (names.includes(kind) && `api${group === "" ? "" : `s/${group}`}/${version}` === path)
          kinds[`${group === "" ? "" : `${group}/`}${version} ${kind}`] = name;
  }
  const schemas: Schemas = {};
  for (const name of Object.values(kinds)) keep(name, all, schemas);
  return { kinds, schemas };
}

const groupVersionKinds = (schema: unknown) =>
  (fieldOf(schema, "x-kubernetes-group-version-kind") ?? []) as readonly {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
  }[];

/** A schema and all that it names. */
function keep(name: string, all: Schemas, kept: Schemas): void {
  if (name in kept) return;
  const bare = closed(all[name]);
  kept[name] = bare;
  for (const [, other = ""] of JSON.stringify(bare).matchAll(/"#\/schemas\/([^"]+)"/gu)) keep(other, all, kept);
}

const LEFT_OUT = /^(?:description|default|format|x-.*)$/u;

function closed(value: unknown, isFields = false): unknown {
  if (Array.isArray(value)) return value.map((each) => closed(each));
  if (typeof value === "string") return value.replace("#/components/schemas/", "#/schemas/");
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value)
    .filter(([name]) => isFields || !LEFT_OUT.test(name))
    .map(([name, each]) => [name, closed(each, !isFields && name === "properties")] as const);
  const bare = Object.fromEntries(kept);
  return !isFields && "properties" in bare ? { ...bare, additionalProperties: false } : bare;
}
