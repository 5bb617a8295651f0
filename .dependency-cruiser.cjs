/** Imports point one way (ARCHITECTURE.md): each room may use only the rooms below it. */
const ROOMS = {
  foundation: [],
  verifier: [],
  kernel: ["foundation"],
  sovereignty: ["foundation"],
  simulation: ["foundation"],
  prophet: ["foundation", "simulation"],
  ledger: ["foundation"],
  mesh: ["foundation", "kernel", "ledger"],
  release: ["foundation", "ledger", "evidence"],
  server: ["foundation", "kernel", "ledger", "evidence", "governor", "release", "mesh"],
  dashboard: ["foundation", "verifier"],
  client: [],
  evidence: ["foundation", "kernel"],
  governor: ["foundation", "kernel", "ledger", "evidence"],
  witness: ["foundation", "kernel", "ledger"],
  demo: ["foundation", "kernel", "ledger", "evidence", "governor", "verifier", "simulation", "prophet"],
  cli: [
    "foundation",
    "kernel",
    "ledger",
    "evidence",
    "governor",
    "verifier",
    "witness",
    "demo",
    "sovereignty",
    "simulation",
    "prophet",
    "mesh",
    "release",
    "server",
    "dashboard",
  ],
};

const oneWay = Object.entries(ROOMS).map(([room, below]) => ({
  name: `${room}-imports-only-what-is-below`,
  severity: "error",
  from: { path: `^packages/${room}/(src|bin)/` },
  to: { path: "^packages/", pathNot: `^packages/(${[room, ...below].join("|")})/` },
}));

module.exports = {
  forbidden: [
    ...oneWay,
    {
      name: "no-cycles",
      severity: "error",
      from: { path: "^packages/[^/]+/src/" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "one-door",
      comment: "A room is entered by its package name, never by a path into it.",
      severity: "error",
      from: { path: "^packages/([^/]+)/" },
      to: {
        path: "^packages/([^/]+)/src/",
        pathNot: [
          "^packages/$1/",
          "^packages/[^/]+/src/index\\.ts$",
          "^packages/foundation/src/node/index\\.ts$",
          "^packages/kernel/src/check/index\\.ts$",
          "^packages/governor/src/(gate|warden)/index\\.ts$",
          "^packages/simulation/src/threads/(index|browser-worker)\\.ts$",
          "^packages/simulation/src/learn/arithmetic/index\\.ts$",
          "^packages/prophet/src/node/index\\.ts$",
          "^packages/mesh/src/(simulated|node)/index\\.ts$",
          "^packages/release/src/node/index\\.ts$",
          "^packages/verifier/src/browser/index\\.ts$",
          "^packages/server/src/(data-format|backup)/index\\.ts$",
        ],
      },
    },
    {
      name: "pure-rooms-know-no-machine",
      comment: "Decision code takes clock, chance, disk and network as values or ports (law L7).",
      severity: "error",
      from: {
        path: "^packages/(kernel/src|sovereignty/src|simulation/src/(?!threads/)|prophet/src/(?!node/)|release/src/(?!node/)|foundation/src/(?!node/)|evidence/src|demo/src/learner)",
        pathNot: "\\.test\\.ts$",
      },
      to: { dependencyTypes: ["core"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "/dist/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: {
      conditionNames: ["@plimsoll/source", "import", "types", "default"],
      exportsFields: ["exports"],
    },
  },
};
