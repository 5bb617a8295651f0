import { at, listAt, type Tree } from "./deployed.ts";

/** A pod, and the object that makes it. */
interface Pod {
  readonly name: string;
  readonly spec: Tree;
}

/** Where each kind keeps the pod that it makes. */
const POD_PLACES: Readonly<Record<string, readonly string[]>> = {
  Pod: ["spec"],
  Job: ["spec", "template", "spec"],
  Deployment: ["spec", "template", "spec"],
  StatefulSet: ["spec", "template", "spec"],
  DaemonSet: ["spec", "template", "spec"],
  CronJob: ["spec", "jobTemplate", "spec", "template", "spec"],
};

/**
 * What is wrong with a set of Kubernetes objects, in sentences; empty where nothing is. The rules hold for whatever is added: a
 * service, a server with probes, an autoscaler.
 */
export const faultsOf = (objects: readonly Tree[]): readonly string[] => [
  ...podsOf(objects).flatMap(podFaults),
  ...objects.flatMap(serviceFaults),
  ...objects.flatMap(secretFaults),
  ...scalerFaults(objects),
  ...budgetFaults(objects),
  ...networkFaults(objects),
];

const nameOf = (object: Tree): string =>
  `${String(at(object, "kind"))} ${String(at(object, "metadata", "name") ?? at(object, "metadata", "generateName"))}`;

const podsOf = (objects: readonly Tree[]): readonly Pod[] =>
  objects.flatMap((object) => {
    const place = POD_PLACES[String(at(object, "kind"))];
    return place === undefined ? [] : [{ name: nameOf(object), spec: at(object, ...place) }];
  });

function podFaults({ name, spec }: Pod): string[] {
  const containers = [...listAt(spec, "containers"), ...listAt(spec, "initContainers")];
  const rules: readonly (readonly [holds: boolean, fault: string])[] = [
    [containers.length > 0, "has no container"],
    [at(spec, "securityContext", "runAsNonRoot") === true, "may run as root"],
    [Number(at(spec, "securityContext", "runAsUser")) > 0, "has no user above 0"],
    [at(spec, "securityContext", "seccompProfile", "type") === "RuntimeDefault", "has no seccomp profile"],
    [at(spec, "automountServiceAccountToken") === false, "has a token of the cluster"],
    [at(spec, "hostNetwork") === undefined && at(spec, "hostPID") === undefined, "shares its host"],
    [listAt(spec, "volumes").every((volume) => at(volume, "hostPath") === undefined), "mounts its host"],
  ];
  return [...broken(name, rules), ...containers.flatMap((container) => containerFaults(name, container))];
}

const READING = /^(?:--version|--help|status|verify|verify-pack)$/;

function containerFaults(name: string, container: Tree): string[] {
  const image = String(at(container, "image"));
  const probes = ["startupProbe", "readinessProbe", "livenessProbe"]
    .map((probe) => at(container, probe))
    .filter(Boolean);
  const rules: readonly (readonly [holds: boolean, fault: string])[] = [
    [/@sha256:[0-9a-f]{64}$/.test(image), "has an image that is not pinned by digest"],
    [!/:latest\b/.test(image), "has an image that is called latest"],
    [at(container, "securityContext", "readOnlyRootFilesystem") === true, "can write its root file system"],
    [at(container, "securityContext", "allowPrivilegeEscalation") === false, "may gain privileges"],
    [String(listAt(container, "securityContext", "capabilities", "drop")) === "ALL", "keeps capabilities"],
    [at(container, "resources", "limits", "memory") !== undefined, "has no limit of memory"],
    [probes.every(isReading), "has a probe that may change something"],
    [listAt(container, "env").every((variable) => !isSecretText(variable)), "has a secret in its environment"],
  ];
  return broken(name, rules);
}

/** A probe reads: it asks a health address, or runs a command that only looks. */
function isReading(probe: Tree): boolean {
  if (/^\/(?:healthz|readyz)$/.test(String(at(probe, "httpGet", "path")))) return true;
  return listAt(probe, "exec", "command").some((word) => READING.test(String(word)));
}

const isSecretText = (variable: Tree): boolean =>
  /key|token|password|secret/i.test(String(at(variable, "name"))) && at(variable, "value") !== undefined;

function serviceFaults(object: Tree): string[] {
  if (at(object, "kind") === "Ingress") return [`${nameOf(object)} opens it to strangers`];
  if (at(object, "kind") !== "Service") return [];
  const type = String(at(object, "spec", "type"));
  return type === "undefined" || type === "ClusterIP" ? [] : [`${nameOf(object)} is reachable from outside: ${type}`];
}

const secretFaults = (object: Tree): string[] =>
  at(object, "kind") === "Secret" ? [`${nameOf(object)} stands in a file`] : [];

const isOf = (object: Tree, kinds: readonly string[]): boolean => kinds.includes(String(at(object, "kind")));

/** A number of replicas in a file fights the autoscaler at every apply; fewer than two are none while one is replaced. */
function scalerFaults(objects: readonly Tree[]): string[] {
  return objects
    .filter((object) => isOf(object, ["HorizontalPodAutoscaler"]))
    .flatMap((scaler) => {
      const target = at(scaler, "spec", "scaleTargetRef", "name");
      const scaled = objects.find(
        (object) => isOf(object, ["Deployment", "StatefulSet"]) && at(object, "metadata", "name") === target,
      );
      return broken(nameOf(scaler), [
        [scaled !== undefined, "scales nothing that is here"],
        [at(scaled, "spec", "replicas") === undefined, "fights a number of replicas"],
        [Number(at(scaler, "spec", "minReplicas")) >= 2, "may leave fewer than two"],
      ]);
    });
}

function budgetFaults(objects: readonly Tree[]): string[] {
  const budgets = objects.filter((object) => isOf(object, ["PodDisruptionBudget"]));
  return objects
    .filter((object) => isOf(object, ["Deployment", "StatefulSet"]))
    .filter((server) => {
      const labels = JSON.stringify(at(server, "spec", "selector", "matchLabels"));
      return !budgets.some((budget) => JSON.stringify(at(budget, "spec", "selector", "matchLabels")) === labels);
    })
    .map((server) => `${nameOf(server)} has no disruption budget`);
}

function networkFaults(objects: readonly Tree[]): string[] {
  if (podsOf(objects).length === 0) return [];
  const policies = objects.filter((object) => isOf(object, ["NetworkPolicy"]));
  const isClosed = policies.some((policy) => {
    const both = String(listAt(policy, "spec", "policyTypes")) === "Ingress,Egress";
    return both && JSON.stringify(at(policy, "spec", "podSelector")) === "{}";
  });
  const open = policies.flatMap((policy) => [
    ...listAt(policy, "spec", "ingress").filter((rule) => listAt(rule, "from").length === 0),
    ...listAt(policy, "spec", "egress").filter((rule) => listAt(rule, "to").length === 0),
  ]);
  return broken("the network", [
    [isClosed, "is not closed by a policy for every pod"],
    [open.length === 0, "is open to anybody by a rule without a peer"],
  ]);
}

const broken = (name: string, rules: readonly (readonly [holds: boolean, fault: string])[]): string[] =>
  rules.filter(([holds]) => !holds).map(([, fault]) => `${name} ${fault}`);
