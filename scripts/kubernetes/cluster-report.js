// What `npm run test:cluster` measured, as a page. Rules stand for their tests; the tests say the rest.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/**
 * @param {{ results: string, bin: string }} folders
 * @returns {string} docs/reference/cluster-report.md
 */
export function clusterReport({ results, bin }) {
  const read = (name) => JSON.parse(readFileSync(`${results}${name}.json`, "utf8"));
  const tests = read("tests");
  const [withdrawal, many, expiry, back] = ["withdrawal", "withdrawal-of-many", "expiry", "api-server-back"].map(read);
  const { loadAverage, cores } = existsSync(`${results}machine.json`) ? read("machine") : {};
  const release = execFileSync(`${bin}kube-apiserver`, ["--version"], { encoding: "utf8" }).trim();
  return `# On a real API server

\`npm run test:cluster -- --write\` writes this page. It starts etcd, kube-apiserver and kube-controller-manager (${release}),
built from the Go module proxy by \`scripts/install/kubernetes.js\`, on loopback with certificates of their own, lays the manifests of
\`deploy/kubernetes\`, and tries the rules below ([governor.md](../../spec/governor.md)). There is no scheduler and no kubelet but a
scripted one: pods are objects that stay Pending. What is proven is what the API stores and forgets, not that a container ran or
died. Kueue is a custom resource of its name without its controllers.

| measured, at load ${loadAverage ?? "unknown"} on ${cores ?? "unknown"} cores | |
|---|---|
| token withdrawn → ${withdrawal.podsEach} pods gone from the API, ${withdrawal.withdrawals} times | median ${withdrawal.medianMs} ms, longest ${withdrawal.worstMs} ms |
| token withdrawn → ${many.pods} pods gone | ${many.goneMs} ms |
| token's end → pod gone | ${expiry.afterEndMs} ms |
| API server back → eviction controller ready | ${back.readyAfterMs} ms |
| tests | ${tests.numPassedTests} passed, ${tests.numFailedTests} failed |

${tests.testResults.toSorted(byName).map(section).join("\n")}`;
}

const byName = (left, right) => (left.name < right.name ? -1 : 1);

function section({ name, assertionResults }) {
  const heading = `## packages/governor/test/kubernetes/cluster/${name.slice(name.lastIndexOf("/") + 1)}\n\n`;
  const titles = assertionResults.filter(({ status }) => status === "passed").map(({ title }) => title);
  // The contract's titles are in its file; there are many of each rule.
  if (name.endsWith("/actuator.cluster.ts")) return `${heading}${countsOf(titles)}\n`;
  return `${heading}${titles.map((title) => `- ${title}`).join("\n")}\n`;
}

function countsOf(titles) {
  const groups = Object.entries(Object.groupBy(titles, (title) => title.slice(0, title.indexOf(" "))));
  return `The actuator contract: ${groups.map(([rule, each]) => `${rule} in ${each.length}`).join(", ")} tests.`;
}
