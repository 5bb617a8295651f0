import { readFileSync } from "node:fs";
import type { Clock } from "@plimsoll/foundation";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { imageDigest } from "../../src/gate/webhook/image-digest.ts";
import { type AdmissionResponse, denialCodeOf } from "../../src/gate/webhook/admission-response.ts";
import { reviewAdmission } from "../../src/gate/webhook/review-admission.ts";
import { TOKEN_ANNOTATION, TOKEN_FROM_ANNOTATION } from "../../src/gate/webhook/pod-contents.ts";
import type { KubernetesObject } from "../../src/kubernetes/cluster.ts";
import { isRecord, textAt } from "../../src/kubernetes/untrusted-fields.ts";
import { GateRig, MODEL, modelPod, RULES } from "./gate-rig.ts";
import type { RecordedReview } from "./cluster/recorded-reviews.ts";
import { admittedPods, deniedPods } from "./stolen-pods.ts";
import { deploymentObject, type PodParts, podObject } from "./workload-objects.ts";

/** Recorded from a real API server by `npm run test:cluster` (G-95); the first line says which. */
const [MAKER, ...RECORDED] = readFileSync(new URL("fixtures/reviews.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as unknown);

const NOW_MS = 1_790_000_000_000;
const at = (ms: number): Clock => ({ wallMs: () => ms, monotonicMs: () => 0 });
const rig = new GateRig(at(NOW_MS));

const decide = (review: unknown, gate = rig): AdmissionResponse => {
  const response = reviewAdmission(review, gate.gatekeeper, RULES);
  if (response === null) throw new Error("no answer");
  return response;
};

interface ReviewParts {
  readonly kind?: string;
  readonly group?: string;
  readonly operation?: string;
  readonly object?: KubernetesObject | null;
  readonly oldObject?: KubernetesObject | null;
  readonly namespace?: string | null;
  readonly over?: KubernetesObject;
}

function review({
  kind = "Pod",
  group = "",
  operation = "CREATE",
  object = null,
  oldObject = null,
  namespace = "models",
  over = {},
}: ReviewParts) {
  const typed = (value: KubernetesObject | null) =>
    value === null ? null : { apiVersion: group === "" ? "v1" : `${group}/v1`, kind, ...value };
  const request = {
    uid: "review-1",
    kind: { group, version: "v1", kind },
    ...(namespace === null ? {} : { namespace }),
    operation,
    object: typed(object),
    oldObject: typed(oldObject),
    dryRun: false,
    ...over,
  };
  return { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", request };
}

const create = (parts: PodParts) => review({ object: podObject(parts) });
const update = (from: PodParts, to: PodParts) =>
  review({ operation: "UPDATE", oldObject: podObject(from), object: podObject(to) });
const codeOf = (asked: unknown, gate = rig): string | null => denialCodeOf(decide(asked, gate));

describe("as a real API server asks", () => {
  test("G-95 the recorded reviews come from one, and hold every kind", () => {
    expect(textAt(MAKER, "maker")).toMatch(/^kube-apiserver v1\.\d+\.\d+$/);
    expect(new Set((RECORDED as RecordedReview[]).map(({ kind }) => kind)).size).toBe(8);
  });

  test.each(RECORDED as RecordedReview[])("G-95 $kind, $operation: $code", ({ atMs, review, code }) => {
    const gate = new GateRig(at(atMs));
    if (code === "TOKEN_WITHDRAWN") gate.gatekeeper.hear(gate.feed(0));
    const response = decide(review, gate);
    expect(denialCodeOf(response)).toBe(code);
    expect(response.allowed).toBe(code === null);
    expect(response.uid).toBe(textAt(review, "request", "uid"));
  });
});

describe("pods", () => {
  test.each(deniedPods(rig))("G-85 %s: %s", (_name, code, parts) => {
    expect(codeOf(create(parts))).toBe(code);
  });

  test.each(admittedPods(rig))("G-85 %s it is admitted", (_name, parts) => {
    const response = decide(create(parts));
    expect(response).toMatchObject({ allowed: true, auditAnnotations: { deployment: "chat", grant: "token-1" } });
  });

  test("G-85 a withdrawn token admits nothing, from the feed that withdraws it", () => {
    const gate = new GateRig(at(NOW_MS));
    const asked = create(modelPod(gate.token()));
    expect(codeOf(asked, gate)).toBeNull();
    gate.gatekeeper.hear(gate.feed(1_000_000, 1));
    expect(codeOf(asked, gate)).toBe("TOKEN_WITHDRAWN");
  });

  test("G-85 a denial tells people and machines: code, expected, received, fix", () => {
    const { status, uid } = decide(create(modelPod(rig.expiredToken())));
    expect(uid).toBe("review-1");
    expect(status?.message).toMatch(/^TOKEN_EXPIRED: expected .+, got .+; .+--keep$/);
    expect(status?.details.causes).toEqual([{ reason: "TOKEN_EXPIRED", message: expect.stringContaining("expected") }]);
  });

  test.each([
    ["registry.test/model", null],
    ["registry.test/model:latest", null],
    [`registry.test/model@${MODEL}`, MODEL],
    [`registry.test:5000/a/b/model:1.0@${MODEL}`, MODEL],
    [`@${MODEL}`, null],
    [MODEL, null],
    [`model@${MODEL}@${MODEL}`, null],
    [`model@${MODEL}x`, null],
    [`model@${MODEL.toUpperCase()}`, null],
    [`mo del@${MODEL}`, null],
    [`model@sha512:${"a".repeat(128)}`, null],
  ])("G-85 %s pins %s", (reference, digest) => {
    expect(imageDigest(reference)).toBe(digest);
  });

  test.each([
    ["no spec", {}],
    ["containers that are no list", { spec: { containers: {} } }],
    ["no containers", { spec: { containers: [] } }],
    ["a container without an image", { spec: { containers: [{ name: "a" }] } }],
    ["ephemeral containers that are no list", { spec: { containers: [{ image: "a" }], ephemeralContainers: "all" } }],
  ])("G-85 a pod with %s cannot be read, and that is no empty pod", (_name, object) => {
    expect(codeOf(review({ object }))).toBe("REVIEW_MALFORMED");
  });
});

describe("updates", () => {
  const good = modelPod(rig.token());
  const expired = modelPod(rig.expiredToken());

  test.each<[string, string | null, PodParts, PodParts]>([
    ["that drops the token", "TOKEN_MISSING", good, modelPod(null)],
    ["that swaps it for a bad one", "TOKEN_KEY_UNKNOWN", good, modelPod(rig.strangersToken())],
    ["that renews it", null, expired, good],
    ["that touches nothing a token speaks for", null, expired, { ...expired, spec: { nodeName: "node-1" } }],
    ["that swaps the image under a good token", "IMAGE_NOT_PINNED", good, { ...good, image: "registry.test/x:1" }],
    ["that leaves a pod as tokenless as it was", null, { image: "model" }, { image: "model" }],
  ])("G-88 an update %s: %s", (_name, code, from, to) => {
    expect(codeOf(update(from, to))).toBe(code);
  });

  test("G-88 an update whose old object is not told is decided like a creation", () => {
    expect(codeOf(review({ operation: "UPDATE", object: podObject(expired) }))).toBe("TOKEN_EXPIRED");
  });

  test("G-88 nothing stands in the way of a deletion", () => {
    expect(codeOf(review({ operation: "DELETE", oldObject: podObject(expired) }))).toBeNull();
    expect(codeOf(review({ operation: "DELETE" }))).toBeNull();
  });
});

describe("workloads", () => {
  const deployment = (parts: PodParts) =>
    review({ group: "apps", kind: "Deployment", object: deploymentObject("w", 2, parts) });
  const fromPods = { annotations: { [TOKEN_FROM_ANNOTATION]: "pods" } };

  test("G-86 a template without a token is denied, unless it says that its pods bring theirs", () => {
    expect(codeOf(deployment(modelPod(null)))).toBe("TOKEN_MISSING");
    expect(codeOf(deployment(modelPod(null, fromPods)))).toBeNull();
    expect(codeOf(deployment(modelPod(null, { annotations: { [TOKEN_FROM_ANNOTATION]: "air" } })))).toBe(
      "TOKEN_MISSING",
    );
  });

  test("G-86 what needs no token is asked of such a template too", () => {
    expect(codeOf(deployment(modelPod(null, { ...fromPods, image: "model:1" })))).toBe("IMAGE_NOT_PINNED");
  });

  test("G-86 a pod cannot put its token off", () => {
    expect(codeOf(create(modelPod(null, fromPods)))).toBe("TOKEN_MISSING");
  });

  test("G-86 a bad token is not outweighed by the word that pods bring theirs", () => {
    expect(codeOf(deployment(modelPod(rig.expiredToken(), fromPods)))).toBe("TOKEN_EXPIRED");
  });

  test("G-86 a number of pods says nothing of what is in them", () => {
    expect(codeOf(review({ group: "autoscaling", kind: "Scale", operation: "UPDATE", object: {} }))).toBeNull();
  });

  test.each([
    ["apps", "v1beta1", "Deployment"],
    ["batch", "v2", "Job"],
    ["kueue.x-k8s.io", "v1beta1", "Workload"],
    ["", "v1", "PodExecOptions"],
    ["", "v1", "constructor"],
  ])("G-86 a kind or version that is not known is denied: %s/%s %s", (group, version, kind) => {
    const apiVersion = group === "" ? version : `${group}/${version}`;
    const object = { ...deploymentObject("w", 1, modelPod(rig.token())), apiVersion, kind };
    const asked = review({ over: { kind: { group, version, kind }, object } });
    expect(codeOf(asked)).toBe("WORKLOAD_KIND_UNKNOWN");
  });

  test("G-86 whoever connects to a pod is not starting one, and is not asked about here", () => {
    expect(codeOf(review({ operation: "CONNECT", object: podObject(modelPod(rig.token())) }))).toBe(
      "WORKLOAD_KIND_UNKNOWN",
    );
  });
});

describe("where it guards", () => {
  test("G-87 outside the gated namespaces nothing is asked; a pod in no namespace is denied", () => {
    const object = podObject({});
    expect(codeOf(review({ object, namespace: "kube-system" }))).toBeNull();
    expect(codeOf(review({ object, namespace: "kube-system2" }))).toBe("TOKEN_MISSING");
    for (const namespace of [null, ""]) expect(codeOf(review({ object, namespace }))).toBe("WORKLOAD_KIND_UNKNOWN");
  });

  test("G-87 with a list of gated namespaces only those are", () => {
    const rules = { ...RULES, namespaces: { only: ["models"] } };
    const code = (namespace: string) => {
      const response = reviewAdmission(review({ object: podObject({}), namespace }), rig.gatekeeper, rules);
      return response === null ? "none" : denialCodeOf(response);
    };
    expect([code("models"), code("default")]).toEqual(["TOKEN_MISSING", null]);
  });
});

describe("whatever comes", () => {
  const good = create(modelPod(rig.token()));

  test.each([null, 1, "x", [], {}, { request: {} }, { request: { uid: "" } }, { request: { uid: 5 } }])(
    "G-89 %j has no uid, so there is no answer",
    (asked) => {
      expect(reviewAdmission(asked, rig.gatekeeper, RULES)).toBeNull();
    },
  );

  test.each([
    ["of another version", { ...good, apiVersion: "admission.k8s.io/v1beta1" }],
    ["of another kind", { ...good, kind: "ConversionReview" }],
    ["without kind", { ...good, request: { ...good.request, kind: undefined } }],
    ["without operation", { ...good, request: { ...good.request, operation: "CREATE " } }],
    ["without object", { ...good, request: { ...good.request, object: null } }],
    [
      "whose object is of another kind",
      { ...good, request: { ...good.request, object: { kind: "Pod", apiVersion: "v2" } } },
    ],
  ])("G-89 a review %s is denied under its own uid", (_name, asked) => {
    expect(decide(asked)).toMatchObject({ uid: "review-1", allowed: false });
    expect(codeOf(asked)).toBe("REVIEW_MALFORMED");
  });

  test("G-89 an exception denies", () => {
    const broken = {
      ...rig.gatekeeper,
      admit: () => {
        throw new Error("no memory");
      },
    };
    const response = reviewAdmission(good, broken, RULES);
    expect(response).toMatchObject({ uid: "review-1", allowed: false });
    expect(response?.status?.message).toContain("no memory");
  });

  test("G-89 a dry run is decided alike", () => {
    for (const parts of [modelPod(rig.token()), modelPod(null)]) {
      const asked = create(parts);
      expect(codeOf({ ...asked, request: { ...asked.request, dryRun: true } })).toBe(codeOf(asked));
    }
  });

  test("G-89 whatever part of a good review is lost or replaced, it is never admitted by a word that is not there", () => {
    const paths = leafPaths(good);
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
        const asked = replaced(good, path, value);
        const response = reviewAdmission(asked, rig.gatekeeper, RULES);
        if (response?.allowed === true) expect(textAt(asked, ...TOKEN_PATH)).toBe(textAt(good, ...TOKEN_PATH));
      }),
    );
  });
});

const TOKEN_PATH = ["request", "object", "metadata", "annotations", TOKEN_ANNOTATION] as const;

function leafPaths(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (!isRecord(value)) return [path];
  return [path, ...Object.entries(value).flatMap(([name, inner]) => leafPaths(inner, [...path, name]))];
}

function replaced(value: unknown, [name, ...rest]: readonly string[], replacement: unknown): unknown {
  if (name === undefined) return replacement;
  if (!isRecord(value)) return value;
  return { ...value, [name]: replaced(value[name], rest, replacement) };
}
