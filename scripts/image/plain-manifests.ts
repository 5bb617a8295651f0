// The chart as files for kubectl: what Helm renders of ci/plain-values.yaml, by part.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const CHART = fileURLToPath(new URL("../../deploy/helm/plimsoll", import.meta.url));
const HELM = fileURLToPath(new URL("../../bench/peers/bin/helm", import.meta.url));
/** The newest that tests of this project know: scripts/kubernetes/go.mod. */
const KUBERNETES = "1.36.0";

/** Where a document of a template goes; the rest is in a file of its template's name. */
const PLACES: Readonly<Record<string, string>> = {
  "network-policy": "server",
  store: "store",
  "setup-job": "setup-job",
};
const PARTS = new Set(["gate-proxy", "webhook"]);

export const hasHelm = (): boolean => existsSync(HELM);

/** What `helm template` says; throws its refusal, with its words in `stderr`. */
export function rendered(...words: readonly string[]): string {
  const command = ["template", "plimsoll", CHART, "--namespace", "plimsoll", "--kube-version", KUBERNETES, ...words];
  return execFileSync(HELM, command, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** Helm against a cluster; throws what Helm refuses. */
export const helm = (kubeconfig: string, ...words: readonly string[]): string =>
  execFileSync(HELM, words, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: { KUBECONFIG: kubeconfig, HOME: dirname(kubeconfig) },
  });

export const CHART_FOLDER = CHART;

export const valuesFile = (name: string): string => `${CHART}/ci/${name}-values.yaml`;

/** Text of each file, by its path in deploy/server/kubernetes. */
export function plainManifests(): Readonly<Record<string, string>> {
  const plain = ["--values", valuesFile("plain")];
  const setup = rendered(
    ...plain,
    "--set",
    "setup.enabled=true,server.running=false",
    "--show-only",
    "templates/setup-job.yaml",
  );
  const files: Record<string, string> = {};
  for (const document of [...documentsIn(rendered(...plain)), ...documentsIn(setup)]) {
    const file = fileOf(document);
    files[file] = `${files[file] === undefined ? "" : `${files[file]}---\n`}${forKubectl(document)}`;
  }
  return files;
}

const documentsIn = (text: string): readonly string[] =>
  text.split(/^---\n/m).filter((document) => document.trim() !== "");

function fileOf(document: string): string {
  const template = /^# Source: plimsoll\/templates\/([a-z-]+)\.yaml$/m.exec(document)?.[1] ?? "";
  // Applied last, and by a decision.
  if (document.includes("kind: ValidatingWebhookConfiguration")) return "webhook/enforce/configuration.yaml";
  return PARTS.has(template) ? `${template}/${template}.yaml` : `${PLACES[template] ?? template}.yaml`;
}

/** Without what only Helm means. */
const forKubectl = (document: string): string =>
  document
    .replace(/^# Source: .*\n/m, "")
    .replaceAll(/^ +app\.kubernetes\.io\/managed-by: Helm\n/gm, "")
    .replace(/^ {2}annotations:\n {4}helm\.sh\/resource-policy: keep\n/m, "")
    .replace(/^ {2}name: plimsoll-setup-\d+$/m, "  generateName: plimsoll-setup-");
