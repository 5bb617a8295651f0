import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { at, type Tree } from "./trees.ts";

/** Recorded from a real API server: `PLIMSOLL_RECORD_OPEN_API=FILE npm run test:cluster`. Fields that it does not name are refused. */
const RECORDED = JSON.parse(readFileSync(new URL("fixtures/kubernetes-open-api.jsonl", import.meta.url), "utf8")) as {
  readonly maker: string;
  readonly kinds: Readonly<Record<string, string>>;
  readonly schemas: object;
};

const ajv = new Ajv({ strict: false, allErrors: true });
ajv.addSchema({ $id: "kubernetes", schemas: RECORDED.schemas });

export const recordedFrom = RECORDED.maker;

const schemaName = (object: Tree): string | undefined =>
  RECORDED.kinds[`${String(at(object, "apiVersion"))} ${String(at(object, "kind"))}`];

/** What an API server would not take of an object, in sentences; a kind that it does not know is one. */
export function schemaFaults(object: Tree): readonly string[] {
  const name = schemaName(object);
  const title = `${String(at(object, "kind"))} ${String(at(object, "metadata", "name"))}`;
  if (name === undefined) return [`${title}: a kind that is not recorded`];
  const validate = ajv.getSchema(`kubernetes#/schemas/${name}`);
  if (validate === undefined) throw new Error(`no schema ${name}`);
  if (validate(object) === true) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${title}${instancePath}: ${message ?? ""} ${JSON.stringify(params)}`,
  );
}

type Models = Readonly<Record<string, unknown>>;

const MODELS: Readonly<Record<string, () => Promise<Models>>> = {
  v1: async () => await import("kubernetes-models/v1"),
  "apps/v1": async () => await import("kubernetes-models/apps/v1"),
  "autoscaling/v2": async () => await import("kubernetes-models/autoscaling/v2"),
  "batch/v1": async () => await import("kubernetes-models/batch/v1"),
  "policy/v1": async () => await import("kubernetes-models/policy/v1"),
  "networking.k8s.io/v1": async () => await import("kubernetes-models/networking.k8s.io/v1"),
  "rbac.authorization.k8s.io/v1": async () => await import("kubernetes-models/rbac.authorization.k8s.io/v1"),
  "admissionregistration.k8s.io/v1": async () => await import("kubernetes-models/admissionregistration.k8s.io/v1"),
};

/** The other reader of the same schemas: kubernetes-models, which takes unknown fields. Throws what it refuses. */
export async function assertModel(object: Tree): Promise<void> {
  const [apiVersion, kind] = [String(at(object, "apiVersion")), String(at(object, "kind"))];
  const models = await MODELS[apiVersion]?.();
  const Model = models?.[kind] as (new (data: Tree) => { validate(): void }) | undefined;
  if (Model === undefined) throw new Error(`kubernetes-models knows no ${apiVersion} ${kind}`);
  new Model(object).validate();
}
