import { at, listAt, textsAt, type Tree } from "./trees.ts";

/** A pod's template, and the object that makes it. */
export interface Pod {
  readonly owner: Tree;
  readonly name: string;
  readonly labels: Tree;
  readonly spec: Tree;
}

export const kindOf = (object: Tree): string => String(at(object, "kind"));
export const nameOf = (object: Tree): string =>
  String(at(object, "metadata", "name") ?? at(object, "metadata", "generateName"));

export const podsOf = (objects: readonly Tree[]): readonly Pod[] =>
  objects
    .filter((object) => ["Deployment", "StatefulSet", "Job"].includes(kindOf(object)))
    .map((owner) => ({
      owner,
      name: `${kindOf(owner)} ${nameOf(owner)}`,
      labels: at(owner, "spec", "template", "metadata", "labels"),
      spec: at(owner, "spec", "template", "spec"),
    }));

type Rule = readonly [holds: boolean, fault: string];

const broken = (name: string, rules: readonly Rule[]): readonly string[] =>
  rules.filter(([holds]) => !holds).map(([, fault]) => `${name} ${fault}`);

/** Whether a pod asks the API server: only with eviction, and only the webhook. */
const maySpeakToCluster = ({ spec }: Pod): boolean => textsAt(spec, "containers", 0, "args").includes("--evict");

/** What is wrong with a pod, in sentences: it is neither root nor able to become it, and can write what it names alone. */
export function podFaults(pod: Pod): readonly string[] {
  const { name, spec } = pod;
  const containers = [...listAt(spec, "containers"), ...listAt(spec, "initContainers")];
  const context = at(spec, "securityContext");
  return [
    ...broken(name, [
      [containers.length === 1, "has not one container"],
      [at(context, "runAsNonRoot") === true, "may run as root"],
      [at(context, "runAsUser") === 65_532 && at(context, "runAsGroup") === 65_532, "is not user 65532"],
      [at(context, "fsGroup") === 65_532, "cannot share its volume"],
      [at(context, "seccompProfile", "type") === "RuntimeDefault", "has no seccomp profile"],
      [at(spec, "automountServiceAccountToken") === maySpeakToCluster(pod), "has a token of the cluster"],
      [at(spec, "enableServiceLinks") === false, "is told of every service of its namespace"],
      [["hostNetwork", "hostPID", "hostIPC"].every((key) => at(spec, key) === undefined), "shares its host"],
      [listAt(spec, "volumes").every((volume) => at(volume, "hostPath") === undefined), "mounts its host"],
      [listAt(spec, "volumes").every(isModeSecret), "shows a secret to everybody in the container"],
    ]),
    ...containers.flatMap((container) => containerFaults(name, container)),
  ];
}

const isModeSecret = (volume: Tree): boolean =>
  at(volume, "secret") === undefined || at(volume, "secret", "defaultMode") === 0o440;

function containerFaults(name: string, container: Tree): readonly string[] {
  const context = at(container, "securityContext");
  return broken(name, [
    [/@sha256:[0-9a-f]{64}$/u.test(String(at(container, "image"))), "has an image that is not pinned by digest"],
    [at(context, "readOnlyRootFilesystem") === true, "can write its root file system"],
    [at(context, "allowPrivilegeEscalation") === false, "may gain privileges"],
    [at(context, "runAsNonRoot") === true, "has a container that may run as root"],
    [at(context, "privileged") === undefined, "is privileged"],
    [String(listAt(context, "capabilities", "drop")) === "ALL", "keeps capabilities"],
    [at(context, "capabilities", "add") === undefined, "gains capabilities"],
    [at(container, "resources", "limits", "memory") !== undefined, "has no limit of memory"],
    [at(container, "resources", "requests", "cpu") !== undefined, "asks for no processor"],
    [at(container, "command") === undefined, "runs something else than the image's program"],
    [listAt(container, "env").every((variable) => !isSecretText(variable)), "has a secret in its environment"],
  ]);
}

const isSecretText = (variable: Tree): boolean =>
  /key|token|password|secret/iu.test(String(at(variable, "name"))) && at(variable, "value") !== undefined;

/** What is wrong with a set of objects as a whole. */
export const setFaults = (objects: readonly Tree[]): readonly string[] => [
  ...objects.flatMap(objectFaults),
  ...podsOf(objects).flatMap(podFaults),
  ...podsOf(objects).flatMap((pod) => selectionFaults(pod, objects)),
  ...objects
    .filter((object) => kindOf(object) === "HorizontalPodAutoscaler")
    .flatMap((each) => scalerFaults(each, objects)),
  ...objects.filter((object) => kindOf(object) === "NetworkPolicy").flatMap(policyFaults),
];

function objectFaults(object: Tree): readonly string[] {
  const type = at(object, "spec", "type");
  return broken(`${kindOf(object)} ${nameOf(object)}`, [
    [kindOf(object) !== "Secret", "stands in a file"],
    [kindOf(object) !== "Ingress", "opens it to strangers"],
    [kindOf(object) !== "Service" || type === undefined || type === "ClusterIP", "is reachable from outside"],
    [
      kindOf(object) !== "ServiceAccount" || at(object, "automountServiceAccountToken") === false,
      "hands out its token",
    ],
  ]);
}

const isSelectedBy = (labels: Tree, selector: Tree): boolean =>
  Object.entries((selector ?? {}) as Readonly<Record<string, Tree>>).every(([key, value]) => at(labels, key) === value);

/** A server is selected by its own object, by a budget, by a network policy, and by a service whose ports are its own. */
function selectionFaults({ owner, name, labels, spec }: Pod, objects: readonly Tree[]): readonly string[] {
  const of = (kind: string, ...path: readonly string[]): readonly Tree[] =>
    objects.filter((object) => kindOf(object) === kind && isSelectedBy(labels, at(object, ...path)));
  const policies = of("NetworkPolicy", "spec", "podSelector", "matchLabels");
  const rules: readonly Rule[] = [[policies.length > 0, "is under no network policy"]];
  if (kindOf(owner) === "Job") return broken(name, rules);
  const named = policies.filter((policy) => at(policy, "spec", "podSelector", "matchLabels") !== undefined);
  const services = of("Service", "spec", "selector");
  const ports = new Set(listAt(spec, "containers", 0, "ports").map((port) => at(port, "name")));
  const targets = services.flatMap((service) => listAt(service, "spec", "ports").map((port) => at(port, "targetPort")));
  const probes = ["startupProbe", "readinessProbe", "livenessProbe"].map((probe) => at(spec, "containers", 0, probe));
  return broken(name, [
    ...rules,
    [named.length > 0, "has no network policy of its own"],
    [isSelectedBy(labels, at(owner, "spec", "selector", "matchLabels")), "does not select its own pods"],
    [of("PodDisruptionBudget", "spec", "selector", "matchLabels").length === 1, "has not one disruption budget"],
    [services.length > 0 && targets.every((target) => ports.has(target)), "has a service that knows another port"],
    [
      probes.every((probe) => ports.has(at(probe, "httpGet", "port") ?? at(probe, "tcpSocket", "port"))),
      "is probed at another port",
    ],
  ]);
}

/** A number of replicas in a file fights the autoscaler at every apply; fewer than two are none while one is replaced. */
function scalerFaults(scaler: Tree, objects: readonly Tree[]): readonly string[] {
  const { kind, name } = at(scaler, "spec", "scaleTargetRef") as { readonly kind: Tree; readonly name: Tree };
  const scaled = objects.find((object) => kindOf(object) === kind && nameOf(object) === name);
  const rollout = at(scaled, "spec", "strategy", "rollingUpdate");
  return broken(`HorizontalPodAutoscaler ${nameOf(scaler)}`, [
    [kind === "Deployment", "scales what has a state"],
    [scaled !== undefined, "scales nothing that is here"],
    [at(scaled, "spec", "replicas") === undefined, "fights a number of replicas"],
    [Number(at(scaler, "spec", "minReplicas")) >= 2, "may leave fewer than two"],
    [at(rollout, "maxUnavailable") === 0 && at(rollout, "maxSurge") === 1, "takes one away before another is there"],
    [
      listAt(scaled, "spec", "template", "spec", "containers").every(
        (each) => at(each, "resources", "requests", "cpu") !== undefined,
      ),
      "measures a share of nothing",
    ],
  ]);
}

function policyFaults(policy: Tree): readonly string[] {
  const rules = [...listAt(policy, "spec", "ingress"), ...listAt(policy, "spec", "egress")];
  const peers = rules.flatMap((rule) => [...listAt(rule, "from"), ...listAt(rule, "to")]);
  return broken(`NetworkPolicy ${nameOf(policy)}`, [
    [String(listAt(policy, "spec", "policyTypes")) === "Ingress,Egress", "leaves a direction open"],
    [rules.every((rule) => listAt(rule, "from").length + listAt(rule, "to").length > 0), "has a rule without a peer"],
    [rules.every((rule) => listAt(rule, "ports").length > 0), "has a rule without a port"],
    [peers.every((peer) => !String(at(peer, "ipBlock", "cidr")).endsWith("/0")), "names the whole world"],
    [peers.every((peer) => JSON.stringify(peer) !== '{"namespaceSelector":{}}'), "names every namespace"],
  ]);
}
