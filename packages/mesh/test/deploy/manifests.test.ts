import { expect, test } from "vitest";
import {
  at,
  BROKERS,
  CLIENT_FOLDER,
  CLIENT_PORT,
  documentsOf,
  filesOf,
  listAt,
  MONITOR_PORT,
  NODE_PORT,
  objectOf,
  PASSWORD_VARIABLE,
  ROUTE_PORT,
  textOf,
  TLS_FOLDER,
  type Tree,
} from "./deployed.ts";

const SETS = ["brokers.yaml", "nodes.yaml"] as const;
const MANIFESTS = ["namespace.yaml", ...SETS];
const NODES = [0, 1, 2].map((place) => `plimsoll-mesh-${place}`);

const podOf = (file: string): Tree => at(objectOf(file, "StatefulSet"), "spec", "template", "spec");
const containerOf = (file: string): Tree => at(podOf(file), "containers", 0);
const textsAt = (tree: Tree, ...path: readonly (string | number)[]): readonly string[] =>
  listAt(tree, ...path).map(String);

test("ME-460 every file parses, is one that is known here, and names no other namespace", () => {
  const known = [
    ...MANIFESTS,
    "compose.yaml",
    "kustomization.yaml",
    "nats",
    ...BROKERS.map((name) => `nats/${name}.conf`),
  ];
  expect(filesOf().filter((file) => !file.startsWith("data"))).toEqual(known.toSorted());
  for (const file of filesOf().filter((name) => name.endsWith(".yaml"))) expect(documentsOf(file)).not.toEqual([]);
  const objects = SETS.flatMap(documentsOf);
  expect(objects.map((object) => at(object, "metadata", "namespace"))).toEqual(objects.map(() => "plimsoll-mesh"));
  expect(at(objectOf("namespace.yaml", "Namespace"), "metadata", "name")).toBe("plimsoll-mesh");
});

test("ME-460 kubectl apply -k takes every manifest and every configuration file", () => {
  const [kustomization] = documentsOf("kustomization.yaml");
  expect(textsAt(kustomization, "resources")).toEqual(MANIFESTS);
  expect(at(kustomization, "configMapGenerator", 0, "name")).toBe("plimsoll-nats");
  expect(textsAt(kustomization, "configMapGenerator", 0, "files")).toEqual(BROKERS.map((name) => `nats/${name}.conf`));
  // Pods name the config map; a suffix would be another name.
  expect(at(kustomization, "generatorOptions", "disableNameSuffixHash")).toBe(true);
});

test.each(SETS)(
  "ME-461 %s: three of it, each with a volume of its own, on machines of their own, one down at a time",
  (file) => {
    const set = objectOf(file, "StatefulSet");
    const labels = at(set, "spec", "selector", "matchLabels");
    expect(at(set, "spec", "replicas")).toBe(3);
    expect(at(set, "spec", "template", "metadata", "labels")).toEqual(labels);
    const [claim, ...others] = listAt(set, "spec", "volumeClaimTemplates");
    expect(others).toEqual([]);
    expect(at(claim, "spec", "accessModes")).toEqual(["ReadWriteOnce"]);
    expect(at(claim, "spec", "resources", "requests", "storage")).toMatch(/^\d+Gi$/u);
    const data = { name: at(claim, "metadata", "name"), mountPath: "/data" };
    expect(listAt(containerOf(file), "volumeMounts")).toContainEqual(data);
    const [apart] = listAt(
      podOf(file),
      "affinity",
      "podAntiAffinity",
      "requiredDuringSchedulingIgnoredDuringExecution",
    );
    expect(apart).toEqual({ topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: labels } });
    expect(at(objectOf(file, "PodDisruptionBudget"), "spec")).toEqual({
      maxUnavailable: 1,
      selector: { matchLabels: labels },
    });
  },
);

test("ME-461 the volume of a node outlives its pod and its set", () => {
  const policy = at(objectOf("nodes.yaml", "StatefulSet"), "spec", "persistentVolumeClaimRetentionPolicy");
  expect(policy).toEqual({ whenDeleted: "Retain", whenScaled: "Retain" });
});

test.each(SETS)(
  "ME-462 %s: no root, nothing writable but its volume, no capability, no token, a limit of memory",
  (file) => {
    const pod = podOf(file);
    expect(listAt(pod, "containers")).toHaveLength(1);
    expect(listAt(pod, "initContainers")).toEqual([]);
    expect(at(pod, "automountServiceAccountToken")).toBe(false);
    expect(at(pod, "securityContext")).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
    });
    expect(Number(at(pod, "securityContext", "runAsUser"))).toBeGreaterThan(0);
    const container = containerOf(file);
    expect(at(container, "securityContext")).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(at(container, "resources", "limits", "memory")).toMatch(/^\d+Gi$/u);
    expect(at(container, "resources", "requests", "cpu")).toMatch(/^\d+m$/u);
    const writable = listAt(container, "volumeMounts").filter((mount) => at(mount, "readOnly") !== true);
    expect(writable.map((mount) => at(mount, "name"))).toEqual(["data"]);
    expect(at(pod, "terminationGracePeriodSeconds")).toBe(60);
  },
);

test("ME-462 the namespace itself admits nothing that may become root", () => {
  const labels = at(objectOf("namespace.yaml", "Namespace"), "metadata", "labels");
  expect(labels).toEqual({ "pod-security.kubernetes.io/enforce": "restricted" });
});

test.each(SETS)(
  "ME-463 %s: it may start slowly, is asked whether it serves, and ends only after long silence",
  (file) => {
    const container = containerOf(file);
    const secondsUntil = (probe: string): number =>
      Number(at(container, probe, "periodSeconds")) * Number(at(container, probe, "failureThreshold") ?? 3);
    expect(secondsUntil("startupProbe")).toBeGreaterThanOrEqual(300);
    expect(secondsUntil("livenessProbe")).toBeGreaterThanOrEqual(90);
    expect(secondsUntil("readinessProbe")).toBeLessThanOrEqual(120);
  },
);

test("ME-463 nodes are asked through their door", () => {
  for (const probe of ["startupProbe", "readinessProbe", "livenessProbe"]) {
    const command = textsAt(containerOf("nodes.yaml"), probe, "exec", "command");
    expect(command).toEqual(["plimsoll", "mesh", "status", "--data=/data", "--json"]);
  }
  const [compose] = documentsOf("compose.yaml");
  expect(at(compose, "x-node", "healthcheck", "test", 1)).toBe("plimsoll");
});

test("ME-464 every name and port is the same wherever it stands", () => {
  expect(portsOf("brokers.yaml")).toEqual({ client: CLIENT_PORT, route: ROUTE_PORT, monitor: MONITOR_PORT });
  expect(portsOf("nodes.yaml")).toEqual({ libp2p: NODE_PORT });
  for (const file of SETS) {
    const service = objectOf(file, "Service");
    const set = objectOf(file, "StatefulSet");
    expect(at(service, "metadata", "name")).toBe(at(set, "spec", "serviceName"));
    expect(at(service, "spec", "selector")).toEqual(at(set, "spec", "selector", "matchLabels"));
    expect(at(service, "spec")).toMatchObject({ clusterIP: "None", publishNotReadyAddresses: true });
    for (const port of listAt(service, "spec", "ports")) {
      expect(portsOf(file)[String(at(port, "targetPort"))]).toBe(at(port, "port"));
    }
  }
  expect(textsAt(containerOf("nodes.yaml"), "args")).toEqual(joinArguments(inCluster));
  const [compose] = documentsOf("compose.yaml");
  expect(textsAt(compose, "x-node", "command")).toEqual(joinArguments((name) => name));
});

const portsOf = (file: string): Record<string, unknown> =>
  Object.fromEntries(listAt(containerOf(file), "ports").map((port) => [at(port, "name"), at(port, "containerPort")]));

const inCluster = (name: string): string => `${name}.plimsoll-mesh.plimsoll-mesh.svc.cluster.local`;

const joinArguments = (hostOf: (name: string) => string): string[] => [
  "mesh",
  "join",
  "--data=/data",
  ...BROKERS.map((name) => `--nats=tls://${name}.plimsoll-nats:${CLIENT_PORT}`),
  ...BROKERS.map((name) => `--nats-monitor=http://${name}.plimsoll-nats:${MONITOR_PORT}`),
  "--nats-user=plimsoll",
  `--nats-password-file=${CLIENT_FOLDER}/password`,
  `--nats-tls-ca=${CLIENT_FOLDER}/ca.crt`,
  `--nats-tls-cert=${CLIENT_FOLDER}/tls.crt`,
  `--nats-tls-key=${CLIENT_FOLDER}/tls.key`,
  `--listen=/ip4/0.0.0.0/tcp/${NODE_PORT}`,
  ...NODES.map((name) => `--peer=/dns4/${hostOf(name)}/tcp/${NODE_PORT}`),
  "--json",
];

test("ME-464 plimsoll knows every flag that is given to it", () => {
  const [compose] = documentsOf("compose.yaml");
  const probes = ["startupProbe", "readinessProbe", "livenessProbe"];
  const join = [...textsAt(containerOf("nodes.yaml"), "args"), ...textsAt(compose, "x-node", "command")];
  const status = [
    ...probes.flatMap((probe) => textsAt(containerOf("nodes.yaml"), probe, "exec", "command")),
    ...textsAt(compose, "x-node", "healthcheck", "test"),
  ];
  const known = new Set([...flagsOf("run/join-command.ts"), ...flagsOf("run/nats-options.ts")]);
  expect(flagsIn(join).filter((flag) => !known.has(flag))).toEqual([]);
  expect(flagsIn(status).filter((flag) => !flagsOf("ask/status-command.ts").has(flag))).toEqual([]);
});

const flagsIn = (words: readonly string[]): string[] => words.flatMap((word) => /^--[a-z-]+/u.exec(word)?.[0] ?? []);

const flagsOf = (file: string): ReadonlySet<string> =>
  new Set(textOf(`../../packages/cli/src/mesh-tools/${file}`).match(/(?<=ption\(\s*")--[a-z-]+/gu));

test("ME-465 who may talk to whom: nodes to servers and nodes, servers to servers, nobody else, and names are looked up", () => {
  const [node, broker] = ["plimsoll-mesh", "plimsoll-nats"];
  expect(rulesOf("brokers.yaml", "ingress")).toEqual([
    `${node}:${CLIENT_PORT},${MONITOR_PORT}`,
    `${broker}:${ROUTE_PORT}`,
  ]);
  expect(rulesOf("brokers.yaml", "egress")).toEqual([`${broker}:${ROUTE_PORT}`, "names:53,53"]);
  expect(rulesOf("nodes.yaml", "ingress")).toEqual([`${node}:${NODE_PORT}`]);
  expect(rulesOf("nodes.yaml", "egress")).toEqual([
    `${node}:${NODE_PORT}`,
    `${broker}:${CLIENT_PORT},${MONITOR_PORT}`,
    "names:53,53",
  ]);
  for (const file of SETS) {
    const policy = objectOf(file, "NetworkPolicy");
    expect(at(policy, "spec", "policyTypes")).toEqual(["Ingress", "Egress"]);
    expect(at(policy, "spec", "podSelector")).toEqual(at(objectOf(file, "StatefulSet"), "spec", "selector"));
  }
});

/** `app:ports` of each rule. */
function rulesOf(file: string, direction: "ingress" | "egress"): string[] {
  return listAt(objectOf(file, "NetworkPolicy"), "spec", direction).map((rule) => {
    const peers = listAt(rule, direction === "ingress" ? "from" : "to").map(peerOf);
    // A rule without a peer would let everybody in.
    const who = peers.length === 0 ? "anybody" : peers.join("+");
    return `${who}:${listAt(rule, "ports")
      .map((port) => String(at(port, "port")))
      .join(",")}`;
  });
}

/** Whom a rule means; the whole text of a peer that says more or less than one app, or than where names are looked up. */
function peerOf(peer: Tree): string {
  const app = String(at(peer, "podSelector", "matchLabels", "app"));
  const known = new Map([
    [JSON.stringify({ podSelector: { matchLabels: { app } } }), app],
    [JSON.stringify({ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } } }), "names"],
  ]);
  const text = JSON.stringify(peer);
  return known.get(text) ?? text;
}

test("ME-466 keys come from a secret, each node sees its own alone, and the genesis is the same for all", () => {
  const mounts = listAt(containerOf("nodes.yaml"), "volumeMounts");
  expect(mounts).toContainEqual({
    name: "keys",
    mountPath: "/data/node.pem",
    subPathExpr: "$(POD_NAME).pem",
    readOnly: true,
  });
  expect(mounts).toContainEqual({
    name: "genesis",
    mountPath: "/data/genesis.cbor",
    subPath: "genesis.cbor",
    readOnly: true,
  });
  const volumes = listAt(podOf("nodes.yaml"), "volumes");
  expect(volumes).toContainEqual({ name: "keys", secret: { secretName: "plimsoll-mesh-keys", defaultMode: 0o440 } });
  expect(volumes).toContainEqual({ name: "genesis", configMap: { name: "plimsoll-mesh-genesis" } });
  for (const file of SETS) {
    expect(listAt(containerOf(file), "env")).toContainEqual({
      name: "POD_NAME",
      valueFrom: { fieldRef: { fieldPath: "metadata.name" } },
    });
  }
});

test("ME-528 certificates and the password are secrets, mounted as folders so that new ones arrive, and in no file here", () => {
  const secret = (secretName: string) => ({ secret: { secretName, defaultMode: 0o440 } });
  const server = { name: "tls", mountPath: TLS_FOLDER, readOnly: true };
  const client = { name: "nats-client", mountPath: CLIENT_FOLDER, readOnly: true };
  expect(listAt(containerOf("brokers.yaml"), "volumeMounts")).toContainEqual(server);
  expect(listAt(podOf("brokers.yaml"), "volumes")).toContainEqual({ name: "tls", ...secret("plimsoll-nats-server") });
  expect(listAt(containerOf("nodes.yaml"), "volumeMounts")).toContainEqual(client);
  expect(listAt(podOf("nodes.yaml"), "volumes")).toContainEqual({
    name: "nats-client",
    ...secret("plimsoll-nats-client"),
  });
  expect(listAt(containerOf("brokers.yaml"), "env")).toContainEqual({
    name: PASSWORD_VARIABLE,
    valueFrom: { secretKeyRef: { name: "plimsoll-nats-client", key: "password" } },
  });
  const [compose] = documentsOf("compose.yaml");
  expect(at(compose, "x-broker", "environment", PASSWORD_VARIABLE)).toMatch(/^\$\{PLIMSOLL_NATS_PASSWORD:\?/u);
  for (const name of BROKERS) expect(mountsOf(compose, name)).toContain(`./data/nats-server ${TLS_FOLDER} true`);
  for (const name of NODES) expect(mountsOf(compose, name)).toContain(`./data/nats-client ${CLIENT_FOLDER} true`);
  for (const file of filesOf().filter((name) => /\.(?:yaml|conf)$/u.test(name) && !name.startsWith("data"))) {
    expect(textOf(file)).not.toMatch(/BEGIN [A-Z ]+-----|password: "/u);
  }
});

const mountsOf = (compose: Tree, service: string): string[] =>
  listAt(compose, "services", service, "volumes").map((volume) =>
    ["source", "target", "read_only"].map((key) => String(at(volume, key))).join(" "),
  );

test("ME-467 images are named by digest or by a full version, and the server is the one that is tested here", () => {
  const images = [...SETS.map((file) => String(at(containerOf(file), "image"))), composeImage("x-broker")];
  for (const image of images) expect(image).toMatch(/@sha256:[0-9a-f]{64}$|:\d+\.\d+\.\d+(?:-[a-z]+)?$/u);
  const tested = /VERSION = "([\d.]+)"/u.exec(textOf("../../scripts/install/nats-server.js"))?.[1];
  expect(images.filter((image) => image === `docker.io/library/nats:${tested}-alpine`)).toHaveLength(2);
  // Whoever starts it says which image; nothing is taken in its place.
  expect(composeImage("x-node")).toMatch(/^\$\{PLIMSOLL_IMAGE:\?/u);
});

const composeImage = (part: string): string => String(at(documentsOf("compose.yaml")[0], part, "image"));

test("ME-468 on one machine: the same guards, a folder for each, no port for strangers", () => {
  const [compose] = documentsOf("compose.yaml");
  const services = Object.entries(at(compose, "services") as Record<string, Tree>);
  expect(services.map(([name]) => name)).toEqual([...BROKERS, ...NODES]);
  const guarded = at(compose, "x-guarded");
  expect(guarded).toMatchObject({ read_only: true, cap_drop: ["ALL"], security_opt: ["no-new-privileges:true"] });
  expect(at(guarded, "user")).toBe("${PLIMSOLL_USER:-1000:1000}");
  expect(at(guarded, "deploy", "resources", "limits")).toEqual({ cpus: "1", memory: "1G" });
  const text = textOf("compose.yaml");
  expect(text.match(/<<: \*guarded/gu)).toHaveLength(2);
  expect(text.match(/<<: \*(?:broker|node)\b/gu)).toHaveLength(6);
  const folders = services.map(([, service]) => dataFolder(service));
  expect(new Set(folders).size).toBe(6);
  for (const [, service] of services) expect(at(service, "ports")).toBeUndefined();
  for (const name of BROKERS) {
    const service = at(compose, "services", name);
    expect(textsAt(service, "command")).toEqual(["--config", `/etc/nats/${name}.conf`]);
    expect(at(service, "networks", "brokers", "aliases")).toEqual([`${name}.plimsoll-nats`]);
  }
  const networks = Object.values(at(compose, "networks") as Record<string, Tree>);
  expect(networks.map((network) => at(network, "internal"))).toEqual([true, true]);
});

function dataFolder(service: Tree): string {
  const found = listAt(service, "volumes").find((volume) => at(volume, "target") === "/data");
  expect(found).toMatchObject({ type: "bind", bind: { create_host_path: false } });
  return String(at(found, "source"));
}
