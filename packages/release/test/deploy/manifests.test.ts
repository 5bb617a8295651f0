import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readPolicy } from "../../src/policy/policy.ts";
import { at, documentsIn, filesOf, listAt, textOf, type Tree } from "./deployed.ts";
import { faultsOf } from "./manifest-rules.ts";

const MANIFESTS = ["namespace.yaml", "config.yaml", "store.yaml", "network-policy.yaml", "evaluate.yaml"];
const GATE = "gate.yaml";
const objects = [...MANIFESTS, GATE].flatMap((file) => documentsIn(textOf(file)));
const kindOf = (kind: string): Tree => objects.find((object) => at(object, "kind") === kind);
const evaluatePod = at(kindOf("CronJob"), "spec", "jobTemplate", "spec", "template", "spec");
const gatePod = at(kindOf("Job"), "spec", "template", "spec");

test("RS-264 every file is one that is known here, parses, and names no other namespace", () => {
  const others = ["compose.yaml", "kustomization.yaml", GATE];
  expect(filesOf().filter((file) => file !== "data")).toEqual([...MANIFESTS, ...others].toSorted());
  const spaces = objects.map((object) => at(object, "metadata", "namespace"));
  expect(spaces).toEqual([undefined, ...objects.slice(1).map(() => "plimsoll-release")]);
  const [kustomization] = documentsIn(textOf("kustomization.yaml"));
  expect(listAt(kustomization, "resources")).toEqual(MANIFESTS);
});

test("RS-265 no root, nothing writable but the store, no capability, no token, no secret, no way in or out", () => {
  expect(faultsOf(objects)).toEqual([]);
  const policy = kindOf("NetworkPolicy");
  expect([at(policy, "spec", "ingress"), at(policy, "spec", "egress")]).toEqual([[], []]);
  const labels = at(kindOf("Namespace"), "metadata", "labels");
  expect(labels).toEqual({ "pod-security.kubernetes.io/enforce": "restricted" });
  for (const pod of [evaluatePod, gatePod]) {
    const writable = listAt(pod, "containers", 0, "volumeMounts").filter((mount) => at(mount, "readOnly") !== true);
    expect(writable.map((mount) => at(mount, "name"))).toEqual(["store", "tmp"]);
  }
  for (const file of filesOf().filter((name) => name !== "data"))
    expect(textOf(file)).not.toMatch(/BEGIN [A-Z ]+-----|password:\s|securepass|LoadBalancer|:latest\b/i);
});

const SPOILT: readonly (readonly [text: string, from: string, to: string, fault: string])[] = [
  ["evaluate.yaml", "runAsNonRoot: true", "runAsNonRoot: false", "may run as root"],
  ["evaluate.yaml", "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "can write its root file system"],
  ["gate.yaml", "drop: \\[ALL\\]", "drop: [NET_RAW]", "keeps capabilities"],
  [
    "gate.yaml",
    "automountServiceAccountToken: false",
    "automountServiceAccountToken: true",
    "has a token of the cluster",
  ],
  ["gate.yaml", /plimsoll@sha256:0+/.source, "plimsoll:latest", "has an image that is called latest"],
  ["gate.yaml", "limits: \\{ memory: 2Gi \\}", "limits: {}", "has no limit of memory"],
  ["network-policy.yaml", "egress: \\[\\]", "egress: [{}]", "is open to anybody by a rule without a peer"],
  ["network-policy.yaml", "podSelector: \\{\\}", "podSelector: { matchLabels: { app: a } }", "is not closed"],
];

test.each(SPOILT)("RS-265 the rules find it in %s: %s → %s", (file, from, to, fault) => {
  const spoilt = textOf(file).replace(new RegExp(from), to);
  expect(spoilt).not.toBe(textOf(file));
  const rest = [...MANIFESTS, GATE].filter((name) => name !== file).map(textOf);
  expect(faultsOf([spoilt, ...rest].flatMap(documentsIn)).join("\n")).toContain(fault);
});

const SERVER = `
kind: Deployment
metadata: { name: server }
spec:
  replicas: 3
  selector: { matchLabels: { app: server } }
  template:
    spec:
      containers:
        - image: registry.example/server@sha256:${"0".repeat(64)}
          env: [{ name: RSP_LLM_API_KEY, value: abc }]
          livenessProbe: { httpGet: { path: /status } }
---
kind: Service
metadata: { name: server }
spec: { type: LoadBalancer }
---
kind: HorizontalPodAutoscaler
metadata: { name: server }
spec: { minReplicas: 1, scaleTargetRef: { name: server } }
---
kind: Secret
metadata: { name: server }
stringData: { password: securepass }
`;

test("RS-265 the rules hold for a server that is added later", () => {
  const faults = faultsOf(documentsIn(SERVER)).join("\n");
  for (const fault of [
    "LoadBalancer",
    "fights a number of replicas",
    "may leave fewer than two",
    "has no disruption budget",
    "has a probe that may change something",
    "has a secret in its environment",
    "stands in a file",
    "is not closed",
  ])
    expect(faults).toContain(fault);
});

test("RS-266 a refusal is an answer: it fails its job at once and is not asked again; a machine that went away is none", () => {
  for (const spec of [at(kindOf("CronJob"), "spec", "jobTemplate", "spec"), at(kindOf("Job"), "spec")]) {
    expect(at(spec, "backoffLimit")).toBe(0);
    expect(Number(at(spec, "activeDeadlineSeconds"))).toBeGreaterThan(0);
    const rules = listAt(spec, "podFailurePolicy", "rules");
    expect(rules.map((rule) => at(rule, "action"))).toEqual(["FailJob", "Ignore"]);
    expect(listAt(rules[0], "onExitCodes", "values")).toEqual([1, 2, 3]);
    expect(at(spec, "template", "spec", "restartPolicy")).toBe("Never");
  }
  expect(at(kindOf("CronJob"), "spec", "concurrencyPolicy")).toBe("Forbid");
  const store = objects.find((object) => at(object, "metadata", "name") === "plimsoll-release-store");
  expect(listAt(store, "spec", "accessModes")).toEqual(["ReadWriteOncePod"]);
});

test("RS-266 what is run is the command line, the same on one machine and in a cluster", () => {
  const [compose] = documentsIn(textOf("compose.yaml"));
  const argsOf = (pod: Tree): readonly Tree[] => listAt(pod, "containers", 0, "args");
  expect(listAt(compose, "services", "evaluate", "command")).toEqual(argsOf(evaluatePod));
  expect(listAt(compose, "services", "gate", "command")).toEqual(argsOf(gatePod));
  expect(argsOf(evaluatePod)).toEqual(["release", "evaluate", "/dossier", "--data=/data", "--json"]);
});

test("RS-266 A59 the shipped values are those of the shipped policy, and every pod reads them", () => {
  const { stability, verification, budget } = readPolicy(
    JSON.parse(readFileSync(new URL("../../policy/release-policy.json", import.meta.url), "utf8")),
  );
  const values = {
    SSI_THRESHOLD_CRITICAL: `${stability.critical / 10_000}`,
    CORROBORATION_THRESHOLD: `${verification.corroboration / 10_000}`,
    INITIAL_T_VALUE: `${budget.cap}`,
  };
  expect(at(kindOf("ConfigMap"), "data")).toEqual(values);
  const name = at(kindOf("ConfigMap"), "metadata", "name");
  for (const pod of [evaluatePod, gatePod])
    expect(at(pod, "containers", 0, "envFrom", 0, "configMapRef", "name")).toBe(name);
  const [compose] = documentsIn(textOf("compose.yaml"));
  expect(at(compose, "services", "evaluate", "environment")).toEqual(values);
});

test("RS-267 on one machine: no root, read-only, no network, no port, no secret", () => {
  const [compose] = documentsIn(textOf("compose.yaml"));
  for (const service of ["evaluate", "gate"]) {
    const made = at(compose, "services", service);
    expect(made).toMatchObject({ read_only: true, cap_drop: ["ALL"], network_mode: "none" });
    expect(at(made, "user")).toBe("${PLIMSOLL_USER:-1000:1000}");
    expect(at(made, "image")).toMatch(/^\$\{PLIMSOLL_IMAGE:\?/u);
    expect(at(made, "ports")).toBeUndefined();
    expect(listAt(made, "security_opt")).toEqual(["no-new-privileges:true"]);
  }
});

test("RS-268 jobs run the one image of the project: a pinned LTS of Node, dependencies by the lock file, no root", () => {
  const lines = textOf("../Dockerfile").split("\n");
  expect(lines.find((line) => line.startsWith("ARG NODE_IMAGE="))).toMatch(/node:24\.\d+\.\d+-[a-z]+-slim$/);
  expect(lines.filter((line) => line.startsWith("USER "))).toEqual(["USER 65532:65532"]);
  expect(lines).toContain("RUN npm ci --ignore-scripts");
  expect(lines).toContain('ENTRYPOINT ["plimsoll"]');
  expect(lines.some((line) => line.startsWith("HEALTHCHECK "))).toBe(true);
});

test("RS-268 the script that builds it tries a job of release", () => {
  const script = textOf("../../scripts/build-image");
  expect(script).toContain("set -euo pipefail");
  expect(script).toContain('"${run[@]}" "$image" release --help');
});
