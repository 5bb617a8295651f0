import { describe, expect, test } from "vitest";
import { plainManifests } from "../../../../scripts/image/plain-manifests.ts";
import { chartObjects, HELM_IS_HERE, plainObjects } from "./charts.ts";
import { assertModel, recordedFrom, schemaFaults } from "./kubernetes-schemas.ts";
import { kindOf, nameOf, podsOf, setFaults } from "./pod-rules.ts";
import { at, documentsIn, filesIn, listAt, sourceOf, textOf, textsAt, type Tree } from "./trees.ts";

const OPERATORS = /^(?:cert-manager\.io|monitoring\.coreos\.com)\//u;
const SETS: readonly (readonly [name: string, objects: () => readonly Tree[]])[] = [
  ["deploy/server/kubernetes", plainObjects],
  ...(HELM_IS_HERE
    ? (["minimal", "plain", "all"] as const).map(
        (name) => [`the chart with ${name} values`, () => chartObjects(name)] as const,
      )
    : []),
];

const one = (objects: readonly Tree[], kind: string, name: string): Tree => {
  const [found, ...others] = objects.filter((object) => kindOf(object) === kind && nameOf(object) === name);
  if (found === undefined || others.length > 0) throw new Error(`expected one ${kind} ${name}`);
  return found;
};
const containerOf = (owner: Tree): Tree => at(owner, "spec", "template", "spec", "containers", 0);
const argsOf = (owner: Tree): readonly string[] => textsAt(containerOf(owner), "args");

describe.each(SETS)("%s", (_name, objectsOf) => {
  const objects = objectsOf();
  const own = objects.filter((object) => !OPERATORS.test(String(at(object, "apiVersion"))));

  test("SVR-110 the schemas of a real API server take every object, and so does the other reader of them", async () => {
    expect(recordedFrom).toMatch(/^kube-apiserver v1\.\d+\.\d+$/u);
    expect(own.length).toBeGreaterThan(8);
    expect(own.flatMap(schemaFaults)).toEqual([]);
    for (const object of own) await assertModel(object);
  });

  test("SVR-111 no root, nothing writable but volumes, no capability, no token, no secret, no way in or out that no rule names", () => {
    expect(setFaults(objects)).toEqual([]);
  });

  test("SVR-112 one writer, on a volume for one; what scales has no state", () => {
    const server = one(objects, "StatefulSet", "plimsoll-server");
    expect(at(server, "spec", "replicas")).toBe(1);
    expect(Number(at(server, "spec", "template", "spec", "terminationGracePeriodSeconds"))).toBeGreaterThan(10);
    expect(at(server, "spec", "updateStrategy")).toEqual({ type: "RollingUpdate" });
    expect(at(one(objects, "PodDisruptionBudget", "plimsoll-server"), "spec", "maxUnavailable")).toBe(0);
    const scalers = objects.filter((object) => kindOf(object) === "HorizontalPodAutoscaler");
    expect(scalers.map((scaler) => at(scaler, "spec", "scaleTargetRef", "kind"))).toEqual(
      scalers.map(() => "Deployment"),
    );
    // Numbers of the source, but for its minimum of one.
    for (const scaler of scalers)
      expect(at(scaler, "spec")).toMatchObject({
        minReplicas: 2,
        maxReplicas: 10,
        metrics: [{ resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } } }],
      });
    for (const deployment of objects.filter((object) => kindOf(object) === "Deployment")) {
      expect(at(containerOf(deployment), "resources")).toEqual({
        requests: { cpu: "250m", memory: "512Mi" },
        limits: { cpu: "500m", memory: "1Gi" },
      });
      const keys = listAt(deployment, "spec", "template", "spec", "topologySpreadConstraints").map((each) =>
        at(each, "topologyKey"),
      );
      expect(keys).toEqual(["kubernetes.io/hostname", "topology.kubernetes.io/zone"]);
      expect(one(objects, "PodDisruptionBudget", nameOf(deployment))).toMatchObject({ spec: { minAvailable: 1 } });
      expect(scalers.map(nameOf)).toContain(nameOf(deployment));
    }
  });

  test("SVR-113 the daemon is given flags that it has, at the port that it has, and is asked where it answers", () => {
    const server = one(objects, "StatefulSet", "plimsoll-server");
    const known = flagsKnown("packages/cli/src/commands/serve.ts");
    for (const { owner } of podsOf(objects).filter(({ owner }) => argsOf(owner)[0] === "serve")) {
      expect(flagsIn(argsOf(owner)).filter((flag) => !known.has(flag) && flag !== "--nats")).toEqual([]);
      expect(argsOf(owner)).toContain("--port=7460");
      expect(listAt(containerOf(owner), "ports")).toEqual([{ name: "http", containerPort: 7460 }]);
      const probe = (name: string) => at(containerOf(owner), name, "httpGet");
      expect(probe("startupProbe")).toEqual({ scheme: "HTTPS", path: "/healthz", port: "http" });
      expect(probe("readinessProbe")).toEqual({ scheme: "HTTPS", path: "/readyz", port: "http" });
      expect(probe("livenessProbe")).toEqual({ scheme: "HTTPS", path: "/healthz", port: "http" });
    }
    expect(sourceOf("packages/cli/src/commands/serve.ts")).toContain("7_460");
    expect(sourceOf("spec/server.md")).toContain("default 7460");
    const settings = at(one(objects, "ConfigMap", "plimsoll-settings"), "data");
    expect(Object.keys(settings as object)).toEqual(["PLIMSOLL_RATE", "PLIMSOLL_STREAMS"]);
    expect(argsOf(server)).toEqual(
      expect.arrayContaining(["--rate=$(PLIMSOLL_RATE)", "--streams=$(PLIMSOLL_STREAMS)"]),
    );
    expect(at(containerOf(server), "envFrom", 0, "configMapRef", "name")).toBe("plimsoll-settings");
  });

  test("SVR-114 nothing reaches or leaves a pod but what a rule names", () => {
    const deny = one(objects, "NetworkPolicy", "plimsoll-default-deny");
    expect(at(deny, "spec")).toEqual({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
    const server = one(objects, "NetworkPolicy", "plimsoll-server");
    const ports = listAt(server, "spec", "ingress").flatMap((rule) =>
      listAt(rule, "ports").map((port) => at(port, "port")),
    );
    expect(ports).toEqual([7460]);
  });
});

const flagsKnown = (file: string): ReadonlySet<string> => new Set(sourceOf(file).match(/(?<=ption\(\s*")--[a-z-]+/gu));
const flagsIn = (words: readonly string[]): readonly string[] =>
  words.flatMap((word) => /^--[a-z-]+/u.exec(word)?.[0] ?? []);

test("SVR-113 gates are given flags that they have", () => {
  for (const [name, command] of [
    ["plimsoll-gate-proxy", "gate-proxy"],
    ["plimsoll-webhook", "gate-webhook"],
  ] as const) {
    const args = argsOf(one(plainObjects(), "Deployment", name));
    const known = flagsKnown(`packages/cli/src/commands/${command}.ts`);
    expect(args.slice(0, 2).join("-")).toBe(command);
    expect(flagsIn(args).filter((flag) => !known.has(flag))).toEqual([]);
    // A feed that stops is a site that is gone.
    expect(args).toContain("--feed-within=5000");
    expect(args).toContain("--withdrawals=https://plimsoll-server.plimsoll.svc:7460/v1/withdrawals");
  }
});

test("SVR-114 the API server alone asks the webhook; gates ask the site alone, and the proxy its model server", () => {
  const objects = plainObjects();
  const hook = one(objects, "NetworkPolicy", "plimsoll-webhook");
  expect(listAt(hook, "spec", "ingress")).toEqual([
    { from: [{ ipBlock: { cidr: "192.0.2.10/32" } }], ports: [{ protocol: "TCP", port: 8443 }] },
  ]);
  const out = (name: string) =>
    listAt(one(objects, "NetworkPolicy", name), "spec", "egress").map((rule) =>
      listAt(rule, "ports")
        .map((port) => at(port, "port"))
        .join(),
    );
  expect(out("plimsoll-webhook")).toEqual(["7460", "53,53"]);
  expect(out("plimsoll-gate-proxy")).toEqual(["8080", "7460", "53,53"]);
  expect(at(one(objects, "NetworkPolicy", "plimsoll-server"), "spec", "egress")).toEqual([]);
});

const SPOILT: readonly (readonly [from: string, to: string, fault: string])[] = [
  ["runAsNonRoot: true", "runAsNonRoot: false", "may run as root"],
  ["readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "can write its root file system"],
  ["drop: [ALL]", "drop: [NET_RAW]", "keeps capabilities"],
  ["automountServiceAccountToken: false", "automountServiceAccountToken: true", "token"],
  ["seccompProfile: { type: RuntimeDefault }", "seccompProfile: { type: Unconfined }", "has no seccomp profile"],
  ["replicas: 1", "replicaz: 1", "replicaz"],
  ["containerPort: 7460", 'containerPort: "7460"', "must be integer"],
  ["targetPort: http", "targetPort: web", "knows another port"],
  ["type: ClusterIP", "type: LoadBalancer", "is reachable from outside"],
  ["podSelector: {}", "podSelector: { matchLabels: { a: b } }", "is under no network policy"],
  ["defaultMode: 288", "defaultMode: 420", "shows a secret"],
];

test.each(SPOILT)("SVR-111 the rules find it: %s → %s", (from, to, fault) => {
  const text = [textOf("server/kubernetes/server.yaml"), textOf("server/kubernetes/setup-job.yaml")].join("---\n");
  expect(text).toContain(from);
  const objects = documentsIn(text.replaceAll(from, to));
  expect([...setFaults(objects), ...objects.flatMap(schemaFaults)].join("\n")).toContain(fault);
});

test("SVR-115 no secret stands in a file, and Helm makes none", () => {
  const files = [...filesIn("server"), ...filesIn("helm"), ...filesIn("monitoring")];
  expect(files.length).toBeGreaterThan(25);
  for (const folder of ["server", "helm", "monitoring"])
    for (const file of filesIn(folder).filter((each) => !each.startsWith("data/"))) {
      const text = textOf(`${folder}/${file}`);
      expect([file, /BEGIN [A-Z ]+-----|securepass|LoadBalancer|:latest\b|kind: Secret\b/u.exec(text)?.[0]]).toEqual([
        file,
        undefined,
      ]);
      // Such a key would stand in the record of the release, and be another at every upgrade.
      expect([file, /gen(?:CA|SignedCert|SelfSignedCert|PrivateKey)|randAlpha/u.exec(text)?.[0]]).toEqual([
        file,
        undefined,
      ]);
    }
});

test("SVR-116 kubectl apply -k takes the writer; gates are folders of their own, and what admits nothing without a gate comes last", () => {
  const listed = filesIn("server/kubernetes")
    .filter((file) => file.endsWith("kustomization.yaml"))
    .flatMap((file) => {
      const folder = file.slice(0, -"kustomization.yaml".length);
      return textsAt(documentsIn(textOf(`server/kubernetes/${file}`))[0], "resources").map((each) => folder + each);
    });
  const lying = filesIn("server/kubernetes").filter((file) => !file.endsWith("kustomization.yaml"));
  expect([...listed, "setup-job.yaml"].toSorted()).toEqual(lying);
  const [namespace] = documentsIn(textOf("server/kubernetes/namespace.yaml"));
  expect(at(namespace, "metadata", "labels")).toEqual({ "pod-security.kubernetes.io/enforce": "restricted" });
  const kinds = documentsIn(textOf("server/kubernetes/webhook/webhook.yaml")).map(kindOf);
  expect(kinds).not.toContain("ValidatingWebhookConfiguration");
});

test.skipIf(!HELM_IS_HERE)("SVR-116 the plain manifests are what the chart makes", () => {
  const made = plainManifests();
  expect(Object.keys(made).toSorted()).toEqual([
    "gate-proxy/gate-proxy.yaml",
    "server.yaml",
    "setup-job.yaml",
    "store.yaml",
    "webhook/enforce/configuration.yaml",
    "webhook/webhook.yaml",
  ]);
  for (const [file, text] of Object.entries(made))
    expect(documentsIn(textOf(`server/kubernetes/${file}`))).toEqual(documentsIn(text));
});

test("SVR-117 the webhook refuses while it is away, gates the same as deploy/kubernetes, and has the same rights", () => {
  const [configuration] = documentsIn(textOf("server/kubernetes/webhook/enforce/configuration.yaml"));
  const [other] = documentsIn(textOf("kubernetes/webhook.yaml"));
  const hook = at(configuration, "webhooks", 0);
  expect(hook).toMatchObject({
    failurePolicy: "Fail",
    sideEffects: "None",
    matchPolicy: "Equivalent",
    timeoutSeconds: 5,
  });
  expect(at(hook, "rules")).toEqual(at(other, "webhooks", 0, "rules"));
  const exempt = textsAt(hook, "namespaceSelector", "matchExpressions", 0, "values");
  expect(argsOf(one(plainObjects(), "Deployment", "plimsoll-webhook"))).toContain(`--exempt=${exempt.join(",")}`);
  expect(exempt).toEqual(["kube-system", "plimsoll"]);
});

describe.skipIf(!HELM_IS_HERE)("the chart with everything on", () => {
  test("SVR-117 with eviction it has the rights of deploy/kubernetes, and a way to the API server", () => {
    const objects = chartObjects("all");
    const roles = documentsIn(textOf("kubernetes/rbac.yaml"));
    expect(at(one(objects, "ClusterRole", "plimsoll-webhook-evict"), "rules")).toEqual(
      at(one(roles, "ClusterRole", "plimsoll-evict"), "rules"),
    );
    expect(at(one(objects, "ClusterRoleBinding", "plimsoll-webhook-evict"), "subjects")).toEqual([
      { kind: "ServiceAccount", namespace: "plimsoll", name: "plimsoll-webhook" },
    ]);
    const egress = listAt(one(objects, "NetworkPolicy", "plimsoll-webhook"), "spec", "egress");
    expect(egress).toContainEqual({
      to: [{ ipBlock: { cidr: "192.0.2.10/32" } }],
      ports: [{ protocol: "TCP", port: 6443 }],
    });
  });

  test("SVR-117 cert-manager makes the certificate, for the name that the API server asks, and puts its authority in", () => {
    const objects = chartObjects("all");
    const certificate = one(objects, "Certificate", "plimsoll-webhook");
    expect(at(certificate, "spec", "dnsNames")).toEqual(["plimsoll-webhook.plimsoll.svc"]);
    expect(at(certificate, "spec", "secretName")).toBe("plimsoll-webhook-tls");
    expect(at(one(objects, "Issuer", "plimsoll-webhook"), "spec", "ca", "secretName")).toBe(
      at(one(objects, "Certificate", "plimsoll-webhook-authority"), "spec", "secretName"),
    );
    const configuration = one(objects, "ValidatingWebhookConfiguration", "plimsoll-webhook");
    expect(at(configuration, "metadata", "annotations")).toEqual({
      "cert-manager.io/inject-ca-from": "plimsoll/plimsoll-webhook",
    });
    expect(at(configuration, "webhooks", 0, "clientConfig", "caBundle")).toBeUndefined();
  });

  test("SVR-123 a read replica has the folder read-only, and public keys in the place of the private ones", () => {
    const reader = one(chartObjects("all"), "Deployment", "plimsoll-read-api");
    expect(argsOf(reader)).toContain("--read-only");
    const mounts = listAt(containerOf(reader), "volumeMounts");
    expect(mounts).toContainEqual({ name: "data", mountPath: "/data", readOnly: true });
    expect(mounts).toContainEqual({ name: "public-keys", mountPath: "/data/site/keys", readOnly: true });
    const volumes = listAt(reader, "spec", "template", "spec", "volumes");
    expect(volumes).toContainEqual({
      name: "data",
      persistentVolumeClaim: { claimName: "plimsoll-data", readOnly: true },
    });
    expect(volumes).toContainEqual({ name: "public-keys", configMap: { name: "plimsoll-public-keys" } });
  });

  test("SVR-123 on a volume of one machine its readers are on that machine", () => {
    const values = ["--set", "readApi.enabled=true,storage.accessMode=ReadWriteOnce"];
    const reader = one(chartObjects("minimal", ...values), "Deployment", "plimsoll-read-api");
    const [near] = listAt(
      reader,
      "spec",
      "template",
      "spec",
      "affinity",
      "podAffinity",
      "requiredDuringSchedulingIgnoredDuringExecution",
    );
    expect(near).toEqual({
      topologyKey: "kubernetes.io/hostname",
      labelSelector: {
        matchLabels: { "app.kubernetes.io/instance": "plimsoll", "app.kubernetes.io/component": "server" },
      },
    });
  });

  test.each([
    [640, 10, "64"],
    [15, 10, "1"],
  ])("SVR-124 %i requests at once over at most %i proxies are %s for each", (all, most, each) => {
    const words = ["--set", `gateProxy.inFlight=${all},gateProxy.autoscaling.maxReplicas=${most}`];
    expect(argsOf(one(chartObjects("plain", ...words), "Deployment", "plimsoll-gate-proxy"))).toContain(
      `--in-flight=${each}`,
    );
  });

  test("SVR-125 a site is set up and restored while the writer is down, and by nothing else", () => {
    const objects = chartObjects("minimal", "--set", "setup.enabled=true,server.running=false");
    expect(at(one(objects, "StatefulSet", "plimsoll-server"), "spec", "replicas")).toBe(0);
    const job = one(objects, "Job", "plimsoll-setup-1");
    expect(at(job, "spec", "backoffLimit")).toBe(0);
    expect(argsOf(job)).toEqual(["init", "--data=/data/site", "--log=plimsoll.example/site", "--json"]);
    expect(() => chartObjects("minimal", "--set", "setup.enabled=true")).toThrow(
      /two processes would write one folder/u,
    );
  });

  test("SVR-125 the volume outlives the release", () => {
    const claim = one(chartObjects("minimal"), "PersistentVolumeClaim", "plimsoll-data");
    expect(at(claim, "metadata", "annotations")).toEqual({ "helm.sh/resource-policy": "keep" });
    expect(at(claim, "spec", "accessModes")).toEqual(["ReadWriteOncePod"]);
  });

  test("SVR-114 a second model server has gates alone, and hears the feed of the site that it names", () => {
    const feed = "https://plimsoll-server.plimsoll.svc:7460/v1/withdrawals";
    const words = [
      "--set",
      `server.enabled=false,issuer.feedUrl=${feed},networkPolicy.defaultDeny=false,webhook.enabled=false,webhook.enforce=false`,
    ];
    const objects = chartObjects("plain", ...words);
    expect(objects.map(kindOf).toSorted()).toEqual(
      [
        "Deployment",
        "HorizontalPodAutoscaler",
        "NetworkPolicy",
        "PodDisruptionBudget",
        "Service",
        "ServiceAccount",
      ].toSorted(),
    );
    expect(argsOf(one(objects, "Deployment", "plimsoll-gate-proxy"))).toContain(`--withdrawals=${feed}`);
  });
});
