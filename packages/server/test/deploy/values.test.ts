import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { chartObjects, HELM_IS_HERE } from "./charts.ts";
import { at, documentsIn, isBranch, textOf, type Tree } from "./trees.ts";

const CHART = "helm/plimsoll";
const validate = new Ajv({ strict: false, allErrors: true }).compile(
  JSON.parse(textOf(`${CHART}/values.schema.json`)) as object,
);
const valuesIn = (file: string): Tree => documentsIn(textOf(`${CHART}/${file}`))[0];

/** As Helm does it: a map is merged, everything else replaced. */
function merged(under: Tree, over: Tree): Tree {
  if (!isBranch(under) || !isBranch(over) || Array.isArray(under) || Array.isArray(over)) return over;
  const names = new Set([...Object.keys(under), ...Object.keys(over)]);
  return Object.fromEntries(
    [...names].map((name) => [name, name in over ? merged(under[name], over[name]) : under[name]]),
  );
}

const withMinimal = (over: Tree): Tree =>
  merged(merged(valuesIn("values.yaml"), valuesIn("ci/minimal-values.yaml")), over);
const setAt = (path: string, value: Tree): Tree =>
  path.split(".").reduceRight<Tree>((inner, name) => ({ [name]: inner }), value);

test.each(["minimal", "plain", "all"])("SVR-120 %s values are taken", (name) => {
  validate(merged(valuesIn("values.yaml"), valuesIn(`ci/${name}-values.yaml`)));
  expect(validate.errors ?? []).toEqual([]);
});

test("SVR-120 without an image's digest nothing is installed", () => {
  expect(validate(valuesIn("values.yaml"))).toBe(false);
  expect(validate.errors?.map(({ instancePath }) => instancePath)).toEqual(["/image/digest"]);
});

const PROXY = {
  upstream: "http://m:1",
  artifact: `sha256:${"1".repeat(64)}`,
  clients: [{ podSelector: { matchLabels: { a: "b" } } }],
  upstreamPeers: [{ podSelector: { matchLabels: { a: "b" } } }],
};

/** What must not be installed, one wish at a time. */
const WRONG: readonly (readonly [why: string, over: Tree])[] = [
  ["a number of writers", setAt("server.replicas", 2)],
  ["a name that is not there", setAt("sever.running", true)],
  ["an image by tag", setAt("image.digest", "latest")],
  ["a drain shorter than the daemon's", setAt("server.terminationGracePeriodSeconds", 10)],
  ["no certificate, and nobody in front", setAt("server.tls.secretName", "")],
  ["another data folder", setAt("server.extraArgs", ["--data=/tmp"])],
  ["a writer that reads only", setAt("server.extraArgs", ["--read-only"])],
  ["a password in an argument", setAt("server.extraArgs", ["--nats-password=abc"])],
  ["an argument that is none", setAt("server.extraArgs", ["rm"])],
  ["an autoscaler for the writer", setAt("server.autoscaling", { enabled: true })],
  ["readers on a volume for one", setAt("readApi.enabled", true)],
  ["one of a scaled part", setAt("webhook.autoscaling.minReplicas", 1)],
  ["a share above the whole", setAt("gateProxy.autoscaling.cpuPercent", 150)],
  [
    "no limit of memory",
    setAt("server.resources", { requests: { cpu: "1", memory: "1Gi" }, limits: { memory: null } }),
  ],
  ["a proxy in front of nothing", setAt("gateProxy.enabled", true)],
  ["a proxy without a token", setAt("gateProxy", { ...PROXY, enabled: true })],
  [
    "a proxy with two tokens",
    setAt("gateProxy", { ...PROXY, enabled: true, token: { claimName: "a", secretName: "b" } }),
  ],
  ["a webhook that everybody may ask", setAt("webhook", { enabled: true, apiServerCidrs: ["0.0.0.0/0"] })],
  ["a webhook that nobody may ask", setAt("webhook.enabled", true)],
  ["a webhook without a gate behind it", setAt("webhook", { enforce: true, certificate: { from: "cert-manager" } })],
  [
    "a webhook that no API server trusts",
    setAt("webhook", { enabled: true, enforce: true, apiServerCidrs: ["192.0.2.1/32"] }),
  ],
  ["a certificate out of nowhere", setAt("webhook.certificate.from", "helm")],
  ["gates that hear no feed", setAt("server.enabled", false)],
  ["a feed that may be a minute old and more", setAt("issuer.feedWithinMs", 120_000)],
  ["the whole world as clients", setAt("networkPolicy.clients", [{ ipBlock: { cidr: "0.0.0.0/0" } }])],
  ["every namespace as clients", setAt("networkPolicy.clients", [{ namespaceSelector: {} }])],
  ["a client that is nobody", setAt("networkPolicy.clients", [{}])],
  ["a way out without a peer", setAt("networkPolicy.serverEgress", [{ to: [], ports: [{ port: 1 }] }])],
  ["a secret among the values", setAt("podMonitor.token", "eyJhbGciOiJFZERTQSJ9")],
];

test.each(WRONG)("SVR-121 refused: %s", (_why, over) => {
  expect(validate(withMinimal({}))).toBe(true);
  expect(validate(withMinimal(over))).toBe(false);
});

test.skipIf(!HELM_IS_HERE)("SVR-121 Helm itself refuses by the same schema", () => {
  expect(() => chartObjects("minimal", "--set", "server.replicas=2")).toThrow(
    /additional properties 'replicas' not allowed/u,
  );
  expect(() => chartObjects("minimal", "--set", "image.digest=latest")).toThrow(/does not match pattern/u);
});

test("SVR-121 every value is described by the schema, and no other", () => {
  const schema = JSON.parse(textOf(`${CHART}/values.schema.json`)) as Tree;
  const names = (tree: Tree): readonly string[] => Object.keys((tree ?? {}) as object).toSorted();
  for (const part of names(valuesIn("values.yaml"))) {
    const described = names(at(schema, "properties", part, "properties"));
    expect([part, described]).toEqual([part, names(at(valuesIn("values.yaml"), part))]);
  }
});
