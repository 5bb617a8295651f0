/** Where a figure of a page comes from: `at` finds it, with the number in its first group. */
export interface FromRecord {
  readonly page: string;
  /** The figure as the page says it. */
  readonly says: string;
  /** A line of `bench/history.jsonl`, a page that a command makes, a rule, or the program's own constant. */
  readonly file: string;
  readonly at: RegExp;
}

/** A figure that is measured anew, and not kept, by a command; or was measured once, for a decision whose page says so. */
export interface FromCommand {
  readonly page: string;
  readonly says: string;
  readonly command: string;
}

const HISTORY = "bench/history.jsonl";
const MESH_BENCH = "docs/benchmarks-mesh.md";
const LIMITS = "LIMITATIONS.md";
const DECLINE = "docs/decisions/0004-a-decline-is-significant-by-an-exact-bound.md";
const LOG_FILE = "docs/decisions/0023-the-log-is-a-text-file.md";
const ONCE = "measured once, for this decision";

/** What prose says of time, size and speed, each with its record. What no longer stands in its page has to go: a test says so. */
export const RECORDS: readonly FromRecord[] = [
  {
    page: "README.md",
    says: "9.2 million steps a second",
    file: HISTORY,
    at: /"name":"WebAssembly kernel","stepsPerSecond":\{"median":(\d+)/,
  },
  { page: LIMITS, says: "1.0 ms", file: "docs/benchmarks-governor.md", at: /\| gate \| (\d\.\d+) \(/ },
  { page: LIMITS, says: "2 s", file: "spec/mesh.md", at: /has not taken effect (\d) s after it was durable/ },
  { page: LIMITS, says: "943 bytes", file: MESH_BENCH, at: /bytes of one event\s+(\d+) B/ },
  { page: LIMITS, says: "248 MB", file: HISTORY, at: /100000 events: resident memory +(\d+) MB/ },
  { page: LIMITS, says: "294 MB", file: HISTORY, at: /100000 events, started again: resident memory +(\d+) MB/ },
  {
    page: LIMITS,
    says: "72.4 times real time",
    file: HISTORY,
    at: /"nodes\\":100,\\"intentsPerMinute\\":6.*?"timesRealTime\\":([\d.]+)/,
  },
  {
    page: "docs/guides/import-evidence.md",
    says: "512 MB",
    file: "docs/benchmarks-evidence.md",
    at: /memory of an import of 2 GB, MB \| flat: ≤ (\d+)/,
  },
  { page: "docs/guides/run-a-mesh.md", says: "32 bytes", file: "spec/mesh.md", at: /(\d+) bytes/ },
  {
    page: "docs/guides/deploy-the-server.md",
    says: "90 s",
    file: "deploy/helm/plimsoll/values.yaml",
    at: /up to (90) s late/,
  },
  {
    page: "docs/guides/deploy-the-server.md",
    says: "200 times a second",
    file: "deploy/helm/plimsoll/values.yaml",
    at: /rate: (\d+)/,
  },
  {
    page: "docs/guides/deploy-the-server.md",
    says: "5 s",
    file: "deploy/helm/plimsoll/values.yaml",
    at: /feedWithinMs: (\d+)/,
  },
  {
    page: "docs/guides/freeze-and-data.md",
    says: "256 bytes",
    file: "packages/governor/src/dataset/record-cutter.ts",
    at: /WHOLE_BYTES_MAX = (\d+)/,
  },
  {
    page: "docs/guides/release-containers.md",
    says: "50 MB",
    file: HISTORY,
    at: /500 claims, 200 sources, ([\d.]+) MB/,
  },
  {
    page: "docs/guides/run-a-mesh.md",
    says: "64 MiB",
    file: "packages/mesh/src/node/transport-limits.ts",
    at: /BLOB_BYTES_MAX = (\d+) \* 1024 \* 1024/,
  },
];

export const COMMANDS: readonly FromCommand[] = [
  { page: "docs/reference/actuators.md", says: "0 ms", command: "npm run test:cgroup-v2" },
  { page: "docs/reference/actuators.md", says: "24 ms", command: "npm run test:cgroup-v2" },
  { page: "docs/reference/dependencies.md", says: "20 kB", command: "npm run build" },
  { page: "docs/reference/sovereignty-language-model.md", says: "57 s", command: "npm run plimsoll" },
  { page: DECLINE, says: "60–80 ms", command: ONCE },
  { page: DECLINE, says: "210 ms", command: ONCE },
  { page: DECLINE, says: "180 ms", command: ONCE },
  { page: DECLINE, says: "15 ms", command: ONCE },
  { page: LOG_FILE, says: "0.15 ms", command: ONCE },
  { page: LOG_FILE, says: "280 bytes a second", command: ONCE },
  { page: LOG_FILE, says: "1.6 µs", command: ONCE },
];
