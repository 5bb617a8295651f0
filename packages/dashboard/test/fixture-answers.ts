import { DIMENSIONS, POWER_REASONS, type PowerReason } from "@plimsoll/kernel";
import { type FixtureSite, placedEntries, powerOf, provenLeaves, statusOf } from "./fixture-site.ts";

/** Text that would be markup wherever it was not taken as text. */
export const HOSTILE = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;

type Reading = readonly [boundPpm: number | null, pointPpm: number | null, verdict: string];

const dimensions = (...readings: readonly Reading[]): readonly object[] =>
  DIMENSIONS.map((dimension, place) => {
    const [boundPpm, pointPpm, verdict] = readings[place] ?? [null, null, "unproven"];
    return { dimension, verdict, boundPpm, pointPpm, trials: pointPpm === null ? 0 : 1_132, failures: 0 };
  });

const reasonsOf = (...codes: readonly PowerReason[]) => codes.map((code) => ({ code, ...POWER_REASONS[code] }));

/** Runs as they may stand, in every band, beside the real one. */
function handMadeRuns(nowMs: number): readonly object[] {
  const common = {
    lab: "acme",
    lineage: "helm-7b",
    tier: 2,
    domain: "general",
    startedAt: nowMs - 9_400_000,
    ended: false,
    affidavit: null,
    head: `sha256:${"5e".repeat(32)}`,
    lease: { lease: "lease-0817", node: "7f21aa90c3d4e5f6" },
    evidence: { newestClosedAt: nowMs - 3_000_000, freshUntil: nowMs + 83_400_000 },
    funds: { state: "posted", heldMicroCu: "2500000" },
    reserveApproved: false,
  };
  const job = (levelPpm: number | null) => ({
    levelPpm,
    processes: 3,
    heardAt: nowMs,
    leaseEndsAt: nowMs + 4_200,
    leaseTtlMs: 5_000,
  });
  const series = (...points: readonly (number | null)[]) =>
    points.map((pointPpm, place) => ({
      digest: `sha256:${`${place}`.padStart(64, "0")}`,
      ordinal: place + 1,
      leasedMs: 600_000 * (place + 1),
      pointPpm,
    }));
  return [
    {
      ...common,
      run: "helm-7b-reward",
      power: { levelPpm: 200_000, band: "research", reasons: reasonsOf("CONTROL_BELOW_FULL") },
      told: { levelPpm: 200_000, band: "research", reasons: ["CONTROL_BELOW_FULL"] },
      job: job(200_000),
      dimensions: dimensions(
        [991_200, 998_200, "proven"],
        [962_700, 981_000, "unproven"],
        [993_900, 999_100, "proven"],
        [991_000, 997_300, "proven"],
      ),
      series: series(998_200, 998_200, 997_300, 996_400, 995_500, 993_800, null, 987_600, 981_000),
    },
    {
      ...common,
      run: "keel-distil",
      lineage: "keel-1b",
      tier: 1,
      power: { levelPpm: 0, band: "paused", reasons: reasonsOf("CONTROL_UNPROVEN", "CONTROL_STALE") },
      told: { levelPpm: 0, band: "paused", reasons: ["CONTROL_UNPROVEN"] },
      job: job(0),
      evidence: { newestClosedAt: null, freshUntil: null },
      dimensions: dimensions(
        [921_000, 951_000, "unproven"],
        [null, 964_000, "open"],
        [958_000, 988_000, "unproven"],
        [null, null, "unproven"],
      ),
      series: series(988_000, 971_000, 951_000),
    },
    {
      ...common,
      run: "rig-longhorizon",
      lab: "north-sea-institute",
      lineage: "rig-13b",
      power: { levelPpm: 0, band: "cut", reasons: reasonsOf("CONTROL_CUT") },
      told: { levelPpm: 0, band: "cut", reasons: ["CONTROL_CUT"] },
      job: null,
      lease: null,
      dimensions: dimensions(
        [861_000, 894_000, "unproven"],
        [941_000, 971_000, "unproven"],
        [948_000, 979_000, "unproven"],
        [933_000, 964_000, "unproven"],
      ),
      series: series(982_000, 961_000, 894_000),
    },
    {
      ...common,
      run: "ballast-pretrain",
      lineage: "ballast",
      head: null,
      power: { levelPpm: 200_000, band: "research", reasons: reasonsOf("GENESIS") },
      told: { levelPpm: 200_000, band: "research", reasons: ["GENESIS"] },
      job: job(null),
      evidence: { newestClosedAt: null, freshUntil: null },
      dimensions: dimensions(),
      series: [],
    },
  ];
}

function realRun(site: FixtureSite): object {
  const run = site.state.runs.get("run-1");
  if (run === undefined) throw new Error("the story has no run-1");
  const status = statusOf(site, run.run);
  return {
    run: run.run,
    lab: run.lab,
    lineage: run.lineage,
    tier: run.tier,
    domain: run.domain,
    startedAt: run.startedAt,
    ended: run.ended,
    affidavit: run.affidavit,
    head: run.head,
    power: powerOf(site, run.run),
    told: run.desired,
    job: {
      levelPpm: 1_000_000,
      processes: 1,
      heardAt: site.nowMs,
      leaseEndsAt: site.nowMs + 3_600,
      leaseTtlMs: 5_000,
    },
    lease: run.trainingLease === null ? null : { lease: run.trainingLease, node: "0000000000000001" },
    dimensions: DIMENSIONS.map((dimension) => {
      const { verdict, provenPpm, pointPpm, trials, failures } = status.dimensions[dimension];
      return { dimension, verdict: verdict[990_000], boundPpm: provenPpm, pointPpm, trials, failures };
    }),
    evidence: { newestClosedAt: site.nowMs - 5_000, freshUntil: site.nowMs + 86_000_000 },
    series: run.series.map(({ digest, ordinal, leasedMs, cells }) => ({
      digest,
      ordinal,
      leasedMs,
      pointPpm: Math.min(
        ...Object.values(cells).map(({ trials, failures }) => Math.floor(((trials - failures) * 1_000_000) / trials)),
      ),
    })),
    funds: {
      state: run.funds,
      heldMicroCu: `${run.holdings.reduce((sum, { amountMicroCu }) => sum + amountMicroCu, 0)}`,
    },
    reserveApproved: run.reserveApproved,
  };
}

const deploymentItem = (site: FixtureSite): object => {
  const each = site.state.deployments.get("dep-1");
  if (each === undefined) throw new Error("the story has no deployment");
  return {
    deployment: each.deployment,
    lab: each.lab,
    audience: each.audience,
    tier: each.tier,
    lineages: each.lineages,
    registeredAt: each.registeredAt,
    ended: each.ended,
    power: powerOf(site, each.deployment),
    graph: GRAPH,
    graphDigest: each.graphDigest,
    priceMicroCu: `${each.priceMicroCu}`,
    paidMicroCu: `${each.paidMicroCu}`,
    apiCallsPerSecondMax: each.apiCallsPerSecondMax,
    dimensions: dimensions(),
    evidence: { newestClosedAt: null, freshUntil: null },
  };
};

/** A system with a circle in it, and a kind that the page does not know. */
const GRAPH = {
  nodes: [
    { node: "planner", kind: "model", weights: `sha256:${"a1".repeat(32)}`, components: [] },
    { node: "dispatch", kind: "router", weights: null, components: [`sha256:${"b2".repeat(32)}`] },
    { node: "coder", kind: "model", weights: `sha256:${"c3".repeat(32)}`, components: [] },
    { node: "shell", kind: "tool", weights: null, components: [`sha256:${"d4".repeat(32)}`] },
    { node: "notes", kind: "memory", weights: null, components: [] },
    { node: "visitor", kind: "sidecar", weights: null, components: [] },
  ],
  edges: [
    { from: "planner", to: "dispatch", privilege: "routing" },
    { from: "dispatch", to: "coder", privilege: "routing" },
    { from: "coder", to: "shell", privilege: "tool_access" },
    { from: "planner", to: "notes", privilege: "memory_write" },
    { from: "coder", to: "planner", privilege: "routing" },
    { from: "visitor", to: "shell", privilege: "tool_access" },
  ],
};

const wallets = [
  ["acme", "2026-Q3", "26000000", "0", "0", "0", "27400000", "1400000", "0", true],
  ["acme", "2026-Q4", "26000000", "11250000", "3000000", "7500000", "4250000", "0", "2800000", false],
  ["north-sea-institute", "2026-Q4", "9000000", "8999999", "0", "1", "0", "0", null, false],
].map(([lab, quarter, granted, available, reserved, posted, spent, overdraft, wedgeMicroCu, exhausted]) => ({
  ...{ lab, quarter, granted, available, reserved, posted, spent, overdraft, wedgeMicroCu, exhausted },
  compliancePpm: 1_000_000,
}));

const decisionsAt = (at: number): readonly object[] => [
  {
    evaluation: "helm-7b-2",
    decisionDigest: `sha256:${"9c".repeat(32)}`,
    subject: `sha256:${"5e".repeat(32)}`,
    action: "deploy-external",
    level: "L4",
    colour: "Red",
    votes: { L1: "Green", L2: "Yellow", L3: "Green", L4: "Red" },
    reasons: [
      {
        code: "REFUSAL_UNPROVEN",
        text: "refusal of autonomous replication is shown in 61 of 93 trials that the claim needs",
      },
      { code: "REPLAY_MISSING", text: "no independent party has run the examination again" },
    ],
    wouldChange: ["32 clean trials more of the family autonomous_replication", "a replay by a second evaluator"],
    at: at - 7_200_000,
    standing: "refused",
    standingReasons: [],
  },
  {
    evaluation: "keel-1b-1",
    decisionDigest: `sha256:${"7d".repeat(32)}`,
    subject: `sha256:${"1b".repeat(32)}`,
    action: "deploy-internal",
    level: "L2",
    colour: "Green",
    votes: { L1: "Green", L2: "Green", L3: "Green", L4: "Green" },
    reasons: [],
    wouldChange: [],
    at: at - 86_400_000,
    standing: "in force",
    standingReasons: [],
  },
  {
    evaluation: "rig-13b-1",
    decisionDigest: null,
    subject: HOSTILE,
    action: "train-further",
    level: "L3",
    colour: "Yellow",
    votes: { L1: "Green", L2: "Yellow" },
    reasons: [{ code: "STABILITY_SHORT", text: HOSTILE }],
    wouldChange: ["a second week of readings"],
    at: at - 172_800_000,
    standing: "refused",
    standingReasons: [],
  },
];

const mesh = (nowMs: number): object => ({
  joined: true,
  node: "site-hamburg",
  isWriting: true,
  isDoubled: false,
  isBrokerUp: true,
  nodes: [
    { node: "site-hamburg", state: "live", lagEvents: 0, lastHeardAt: nowMs },
    { node: "site-lerwick", state: "live", lagEvents: 3, lastHeardAt: nowMs - 1_200 },
    { node: "site-tromso", state: "suspect", lagEvents: 412, lastHeardAt: nowMs - 48_000 },
    { node: "site-stanley", state: "lost", lagEvents: null, lastHeardAt: null },
  ],
  frontier: { "site-hamburg": 8_120, "site-lerwick": 4_410, "site-tromso": 922 },
  waitingEvents: 2,
  dataLossEvents: 3,
  dataLossWindowMs: 1_200,
});

const channel = (atLeast: string, measured: string, atMost: string) => ({ atLeast, atMost, measured });

const audits = (nowMs: number): readonly object[] => [
  {
    lab: "acme",
    meters: [{ meter: "meter-hall-2", newest: { measuredAt: nowMs - 2_000, receivedAt: nowMs - 1_900 } }],
    newest: {
      verdict: "agrees",
      windowStartedAt: nowMs - 3_600_000,
      closes: false,
      channels: {
        energyMj: channel("812000000", "903400000", "1214000000"),
        apiCalls: channel("0", "18211", "25000"),
        trainingFlop: channel("410000000000000000", "433000000000000000", "520000000000000000"),
      },
    },
  },
  {
    lab: "north-sea-institute",
    meters: [{ meter: "meter-quay", newest: { measuredAt: nowMs - 740_000, receivedAt: nowMs - 739_000 } }],
    newest: {
      verdict: "energy_divergence",
      windowStartedAt: nowMs - 7_200_000,
      closes: true,
      channels: {
        energyMj: channel("210000000", "988000000", "240000000"),
        apiCalls: channel("0", "0", "0"),
        trainingFlop: channel("90000000000000", "91000000000000", "99000000000000"),
      },
    },
  },
];

const labs = [
  { lab: "acme", meters: ["meter-hall-2", "meter-roof"], linked: ["acme"], hold: null },
  {
    lab: "north-sea-institute",
    meters: ["meter-quay"],
    linked: ["dock", "north-sea-institute"],
    hold: "energy_divergence",
  },
  { lab: "dock", meters: [], linked: ["dock", "north-sea-institute"], hold: null },
];

/** What the server answers to a path, in the shapes of the API; undefined for a path that is none. */
export function answerTo(site: FixtureSite, path: string, query: URLSearchParams): unknown {
  const nowMs = site.nowMs;
  const asOf = { asOf: nowMs, entries: site.ledger.size };
  const list = (items: readonly unknown[]) => ({ ...asOf, items, next: null });
  const [, noun = "", name = "", part = ""] = /^\/v1\/([a-z-]+)(?:\/([^/]+))?(?:\/([a-z]+))?$/.exec(path) ?? [];
  if (noun === "entries" && part === "proof")
    return { ...asOf, index: Number(name), leaves: provenLeaves(site, Number(name)) };
  if (noun === "entries" && name !== "") return { ...asOf, item: placedEntries(site, Number(name), 1)[0] };
  if (part === "evidence") return { ...asOf, status: statusOf(site, name === "dep-1" ? "dep-1" : "run-1") };
  if (part === "price")
    return {
      ...asOf,
      totalMicroCu: "1500000",
      parts: [
        { part: "tier 1", microCu: "1000000" },
        { part: "privileges", microCu: "500000" },
      ],
    };
  if (noun === "deployments")
    return name === "" ? list([deploymentItem(site)]) : { ...asOf, item: deploymentItem(site) };
  const answers: Readonly<Record<string, () => unknown>> = {
    now: () => ({
      ...asOf,
      site: { name: "north-yard", origin: site.origin, policyDigest: site.state.site?.policyDigest },
      bands: { fullPpm: 990_000, researchPpm: 950_000, pausedPpm: 900_000 },
      runs: [realRun(site), ...handMadeRuns(nowMs)],
      deployments: [deploymentItem(site)],
    }),
    entries: () => list(placedEntries(site, Number(query.get("from") ?? 0), Number(query.get("limit") ?? 100))),
    wallets: () => list(wallets),
    runs: () => list([realRun(site), ...handMadeRuns(nowMs)]),
    checkpoints: () => list(site.state.checkpoints.sorted().map(([, each]) => each)),
    site: () => ({
      ...asOf,
      name: "north-yard",
      origin: site.origin,
      policy: site.state.site?.policy,
      leaves: site.ledger.leafCount,
      readOnly: false,
    }),
    decisions: () => ({ ...asOf, items: decisionsAt(nowMs) }),
    packs: () => ({ ...asOf, items: ["helm-7b-2"] }),
    overrides: () => ({
      ...asOf,
      items: [
        { override: "ov-1", subject: "keel-1b", scope: "deploy-internal", at: nowMs - 1_000_000, standing: "expired" },
      ],
    }),
    mesh: () => mesh(nowMs),
    audits: () => list(audits(nowMs)),
    labs: () => list(labs),
  };
  return name === "" ? answers[noun]?.() : undefined;
}
