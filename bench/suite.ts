/** The benches of one package: its programs one after another, the last of which writes the package's page. */
export interface PackageBench {
  readonly name: string;
  readonly programs: readonly (readonly string[])[];
  /** Scripts that install its peers. Each leaves alone what is there. */
  readonly installers: readonly string[];
  readonly page: string;
}

const SOURCE = "--conditions=@plimsoll/source";

const reported = (name: string, installers: readonly string[]): PackageBench => ({
  name,
  programs: [[`bench/${name}-report.ts`]],
  installers,
  page: `benchmarks-${name}.md`,
});

/** In the order in which they run: what depends least on the disk and the other packages first. */
export const SUITE: readonly PackageBench[] = [
  {
    name: "kernel",
    programs: [["--max-old-space-size=8192", SOURCE, "packages/kernel/bench/kernel.ts"], ["bench/kernel-report.ts"]],
    installers: ["install/bench-peers.js"],
    page: "benchmarks-kernel.md",
  },
  {
    name: "ledger",
    programs: [[SOURCE, "packages/ledger/bench/ledger.ts"], ["bench/ledger-report.ts"]],
    installers: ["install/log-peers.js"],
    page: "benchmarks-ledger.md",
  },
  reported("evidence", ["install/gridworld-peer.js", "install/intake-peer.js"]),
  reported("governor", ["install/bench-peers.js", "install/proxy-peers.js"]),
  reported("sovereignty", []),
  reported("simulation", ["install/simulation-peers.js", "install/learning-peers.js"]),
  reported("prophet", ["install/prophet-peers.js"]),
  reported("mesh", ["install/bench-peers.js", "install/nats-server.js"]),
  reported("release", []),
  reported("server", ["install/bench-peers.js"]),
  reported("cli", []),
  reported("sea-trial", []),
  reported("scale", []),
];

/** A program of others that some bench is to be measured beside. */
export interface NamedPeer {
  readonly name: string;
  /** How its ratios call it: part of their peer, or of their version. */
  readonly called: RegExp;
  readonly packages: readonly string[];
  readonly installer: string;
  /** Where its version is pinned, for lines that do not say it: a file under scripts/, and what stands before the version in it. */
  readonly pin?: readonly [file: string, before: string];
}

export const PEERS: readonly NamedPeer[] = [
  { name: "Cedar", called: /^Cedar/, packages: ["kernel"], installer: "install/bench-peers.js" },
  { name: "OPA", called: /^OPA/, packages: ["kernel", "governor", "server"], installer: "install/bench-peers.js" },
  {
    name: "Tessera",
    called: /^Tessera/,
    packages: ["ledger"],
    installer: "install/log-peers.js",
    pin: ["log-peers/go.mod", "github.com/transparency-dev/tessera v"],
  },
  { name: "Gymnasium", called: /Gymnasium/, packages: ["evidence"], installer: "install/gridworld-peer.js" },
  { name: "Gymnasium", called: /Gymnasium/, packages: ["simulation"], installer: "install/simulation-peers.js" },
  { name: "PyTorch", called: /^PyTorch/, packages: ["prophet"], installer: "install/prophet-peers.js" },
  {
    name: "PyTorch, by Stable-Baselines3",
    called: /^Stable-Baselines3/,
    packages: ["simulation"],
    installer: "install/learning-peers.js",
  },
  {
    name: "NATS",
    called: /^NATS/,
    packages: ["mesh"],
    installer: "install/nats-server.js",
    pin: ["install/nats-server.js", 'VERSION = "'],
  },
  { name: "Automerge", called: /^Automerge/, packages: ["mesh"], installer: "install/bench-peers.js" },
  { name: "nginx", called: /^nginx/, packages: ["governor"], installer: "install/proxy-peers.js" },
  {
    name: "Inspect",
    called: /^Inspect/,
    packages: ["evidence"],
    installer: "install/intake-peer.js",
    pin: ["fixtures/inspect/requirements.txt", "inspect_ai=="],
  },
  { name: "River", called: /^River/, packages: ["prophet"], installer: "install/prophet-peers.js" },
  { name: "TensorFlow.js", called: /^TensorFlow/, packages: ["prophet"], installer: "install/prophet-peers.js" },
  { name: "Yjs", called: /^Yjs/, packages: ["mesh"], installer: "install/bench-peers.js" },
  { name: "C, by clang", called: /in C$/, packages: ["simulation"], installer: "install/simulation-peers.js" },
];
