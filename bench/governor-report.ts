// Runs the benches of packages/governor (tokens, proxy, webhook), each of which adds a line to bench/history.jsonl, and writes docs/benchmarks-governor.md from the newest lines.
// Run: node bench/governor-report.ts, or with --page to write the page again (some ten minutes; peers: scripts/install/bench-peers.js, scripts/install/proxy-peers.js)
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { type Figure, shown as figure, short, yes, table } from "./figure.ts";
import { type HistoryLine as Line, newestLine, ROOT } from "./history.ts";
import { isQuick, pageFile } from "./places.ts";

interface TokenLine extends Line {
  readonly rows: readonly { readonly name: string; readonly operationUs: Figure; readonly perSecond: Figure }[];
  readonly newToBare: Figure;
  readonly joseToNew: Figure;
}

interface ProxyRow {
  readonly name: string;
  readonly requestsPerSecond: Figure;
  readonly p50Ms: Figure;
  readonly p99Ms: Figure;
  readonly cpuUsPerRequest: Figure;
  readonly p50TimesNginx: Figure;
  readonly requestsTimesNginx: Figure;
}

interface ProxyLine extends Line {
  readonly connections: number;
  readonly peers: Readonly<Record<string, string>>;
  readonly fast: readonly ProxyRow[];
  readonly streaming: readonly ProxyRow[];
}

interface WebhookLine extends Line {
  readonly perSecond: number;
  readonly targetP99Ms: number;
  readonly rows: readonly {
    readonly server: string;
    readonly tokens: string;
    readonly p50Ms: number;
    readonly p99Ms: number;
    readonly p99LowestMs: number;
    readonly p99HighestMs: number;
    readonly cpuUsPerReview: number;
  }[];
}

const PAGE = pageFile("benchmarks-governor.md");

/** The newest line of a bench; the benches themselves say what is in it. */
function newest(bench: string): Line {
  const line = newestLine(bench);
  if (line === undefined) throw new Error(`no line of the bench "${bench}" in bench/history.jsonl`);
  return line;
}

const when = ({ date, machine: { cpu, cores, node, loadAverage } }: Line): string =>
  `${date.slice(0, 10)}, ${cpu} with ${cores} cores, Node ${node.slice(1)}, load ${loadAverage} at the start`;

const named = <T extends { readonly name: string }>(rows: readonly T[], name: string): T | undefined =>
  rows.find((row) => row.name === name);

function targets(token: TokenLine, proxy: ProxyLine, webhook: WebhookLine): string {
  const known = named(token.rows, "gate, known token")?.perSecond.median ?? 0;
  const [fast, streaming] = [named(proxy.fast, "gate"), named(proxy.streaming, "gate")];
  const own = webhook.rows.filter(({ server }) => server === "plimsoll");
  return table(
    ["what", "target", "measured", "met"],
    [
      ["a token whose signature is known, checks a second and core", "≥ 20 k", short(known), yes(known >= 20_000)],
      ["a new token, times a bare Ed25519 check", "≤ 1.3", figure(token.newToBare), yes(token.newToBare.median <= 1.3)],
      ...[
        ["a streamed answer of a model", streaming] as const,
        ["an answer of 0.2 ms, the worst case", fast] as const,
      ].map(([what, row]) => [
        `the proxy in front of ${what}, median latency times nginx's`,
        "≤ 1.1",
        row === undefined ? "–" : figure(row.p50TimesNginx),
        yes(row !== undefined && row.p50TimesNginx.median <= 1.1),
      ]),
      ...own.map(({ tokens, p99Ms }) => [
        `the webhook at ${webhook.perSecond} reviews a second, ${tokens === "a hundred" ? "with a hundred tokens" : "each with a token never seen before"}, p99 ms`,
        `≤ ${webhook.targetP99Ms}`,
        short(p99Ms),
        yes(p99Ms <= webhook.targetP99Ms),
      ]),
    ],
  );
}

const proxyTable = (rows: readonly ProxyRow[]): string =>
  table(
    ["what", "p50 ms", "p99 ms", "requests a second", "CPU µs a request", "p50 times nginx"],
    rows.map((row) => [
      row.name,
      ...[row.p50Ms, row.p99Ms, row.requestsPerSecond, row.cpuUsPerRequest, row.p50TimesNginx].map(figure),
    ]),
  );

function page(): string {
  const token = newest("token") as TokenLine;
  const proxy = newest("proxy") as ProxyLine;
  const webhook = newest("webhook") as WebhookLine;
  return `# Benchmarks of the governor

Made by \`npm run bench:governor\`, which measures, adds lines to \`bench/history.jsonl\` and writes this page. nginx and wrk are Debian's
(\`node scripts/install/proxy-peers.js\`), OPA comes by Go (\`node scripts/install/bench-peers.js\`), jose by npm; the product depends on none of them. Subjects take turns in
one run; figures are medians, with the lowest and the highest in brackets. How long a kill takes is in [the kill drill](reference/kill-drill.md).

${targets(token, proxy, webhook)}

## Tokens

${when(token)}. Processor time. \`jose\` takes ${figure(token.joseToNew)} times as long for a new token.

${table(
  ["what", "µs", "a second"],
  token.rows.map(({ name, operationUs, perSecond }) => [name, figure(operationUs), figure(perSecond)]),
)}

## Proxy

${when(proxy)}. ${proxy.connections} connections by wrk, nginx ${proxy.peers["nginx"] ?? "–"}. The load, the model server and the proxy share the cores.

A server that answers in a fraction of a millisecond: what a proxy costs at its worst.

${proxyTable(proxy.fast)}

A server that takes its time, as models do, and streams its answer:

${proxyTable(proxy.streaming)}

## Webhook

${when(webhook)}. ${webhook.perSecond} reviews a second over TLS connections that stay open, from a process of its own; one in ten is to be denied, and no server answered wrongly.

${table(
  ["server", "tokens", "p50 ms", "p99 ms", "lowest, highest p99", "CPU µs a review"],
  webhook.rows.map((row) => [
    row.server,
    row.tokens,
    short(row.p50Ms),
    short(row.p99Ms),
    `${short(row.p99LowestMs)}, ${short(row.p99HighestMs)}`,
    short(row.cpuUsPerReview),
  ]),
)}
`;
}

if (!process.argv.includes("--page")) {
  const short = ["--rounds", "1", "--seconds", "1"];
  for (const [bench, quick] of [["token", []] as const, ["proxy", short] as const, ["webhook", short] as const]) {
    const program = `packages/governor/bench/${bench}.ts`;
    execFileSync(process.execPath, ["--conditions=@plimsoll/source", program, ...(isQuick ? quick : [])], {
      cwd: ROOT,
      stdio: ["ignore", "ignore", "inherit"],
    });
  }
}
writeFileSync(PAGE, page());
