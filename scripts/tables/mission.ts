/** One section of a source document: where it lives, what shows it, and which tests hold it. */
export interface MissionRow {
  readonly source: SourceId;
  /** The section's heading as its document has it. */
  readonly heading: string;
  /** Which part of the section, where one row would say too much at once. */
  readonly part?: string;
  /** Files and folders of this repository. */
  readonly lives: readonly string[];
  /** Commands of `plimsoll` and scripts of npm. */
  readonly shown: readonly string[];
  /** Ids that titles of tests carry. */
  readonly tests: readonly string[];
  /** Not built, or less than asked: the words with which LIMITATIONS.md or a decision begins to say so. */
  readonly weaker?: readonly string[];
}

export type SourceId = "RSP" | "ACB-K" | "RSA-PoC" | "Resonetics" | "audit";

/** The five documents, as the repository names them. */
export const SOURCES: Readonly<Record<SourceId, string>> = {
  RSP: "Resonance Scaling Policy v1.0",
  "ACB-K": "AI Capability Budget Kernel v1.0",
  "RSA-PoC": "RSA-PoC v4.3, the two-repair experiment",
  Resonetics: "Resonetics: Gardener, cluster environment, Prophet",
  audit: "Audit of the Chorus, angle 3: scalability, resilience, posterity",
};

type Told = Omit<MissionRow, "source" | "heading">;

const of =
  (source: SourceId) =>
  (heading: string, told: Told): MissionRow => ({ source, heading, ...told });

const rsp = of("RSP");
const acb = of("ACB-K");
const rsa = of("RSA-PoC");
const res = of("Resonetics");
const aud = of("audit");

const RELEASE = "packages/release/src";
const KERNEL = "packages/kernel/src";
const SOVEREIGNTY = "packages/sovereignty/src";
const SIMULATION = "packages/simulation/src";
const PROPHET = "packages/prophet/src";
const MESH = "packages/mesh/src";
const GOVERNOR = "packages/governor/src";
const EVIDENCE = "packages/evidence/src";

const RELEASE_ROWS: readonly MissionRow[] = [
  rsp("Resonance Scaling Policy (RSP) v1.0", {
    lives: ["packages/release", "docs/concepts/release.md", "NOTICE"],
    shown: ["plimsoll release evaluate"],
    tests: ["RS-100", "RS-263"],
  }),
  rsp("Executive Summary", {
    part: "enforcement that is built in, not promised",
    lives: [`${RELEASE}/gate`, `${RELEASE}/decision`],
    shown: ["plimsoll release require", "plimsoll run"],
    tests: ["RS-110", "RS-111"],
    weaker: ["A release verdict is two operators' signature on a digest."],
  }),
  rsp("Project Structure", {
    part: "docs/: links, blueprint, profiles, glyphs, transparency pack, thresholds",
    lives: ["docs/concepts/release.md", "docs/guides/release-thresholds.md", "docs/guides/transparency-pack.md"],
    shown: ["plimsoll release policy show"],
    tests: ["RS-260", "RS-262", "RS-131"],
  }),
  rsp("Project Structure", {
    part: "fugue/: modulation, executive, full loop, arbitration, prediction",
    lives: [
      `${RELEASE}/arbitration`,
      `${RELEASE}/modulation`,
      `${RELEASE}/prediction`,
      `${RELEASE}/direction`,
      `${RELEASE}/reflection`,
      `${RELEASE}/bus`,
    ],
    shown: ["plimsoll release evaluate", "plimsoll release lever"],
    tests: ["RS-60", "RS-53", "RS-78", "RS-218", "RS-179"],
    weaker: ["The event bus between the layers is a room of its own with its rules and tests"],
  }),
  rsp("Project Structure", {
    part: "k8s/: configuration, deployment, autoscaler, service",
    lives: ["deploy/helm/plimsoll", "deploy/server/kubernetes", "deploy/kubernetes", "deploy/release"],
    shown: ["npm run test:cluster"],
    tests: ["SVR-110", "SVR-119", "RS-264", "RS-265"],
    weaker: ["No pod of the chart ran"],
  }),
  rsp("Project Structure", {
    part: "orchestrator/: gating, budget, stability, orchestrator, input integrity, void repair",
    lives: [
      `${RELEASE}/routing`,
      `${RELEASE}/budget`,
      `${RELEASE}/stability`,
      `${RELEASE}/evaluation`,
      `${RELEASE}/intake`,
      `${RELEASE}/search`,
    ],
    shown: ["plimsoll release evaluate"],
    tests: ["RS-170", "RS-81", "RS-43", "RS-345", "RS-130", "RS-245"],
  }),
  rsp("Project Structure", {
    part: "prometheus/: fusion, dissection of fallacies, self-correction",
    lives: [`${RELEASE}/evolution`, `${RELEASE}/argument`, `${RELEASE}/reflection`],
    shown: ["plimsoll release safeguards show"],
    tests: ["RS-185", "RS-150", "RS-219"],
  }),
  rsp("Project Structure", {
    part: "scripts/ and tests/: image, budget, high load, integration, the test on a published policy",
    lives: ["scripts/build-image", "scripts/test-in-image", "packages/release/test", "packages/release/bench"],
    shown: ["npm run release:acceptance", "npm run bench:release", "npm run test:image"],
    tests: ["RS-390", "RS-283", "RS-340"],
    weaker: ["The image of `deploy/Dockerfile` was not built where this is tested"],
  }),
  rsp("Project Structure", {
    part: "root: Dockerfile, compose file, licence, prompt",
    lives: ["deploy/Dockerfile", "deploy/release/compose.yaml", "LICENSE", "packages/release/prompts/one-prompt.md"],
    shown: ["plimsoll release prompt"],
    tests: ["RS-267", "RS-268", "RS-261"],
  }),
  rsp("1. Core Commitment", {
    lives: [`${RELEASE}/decision`, `${RELEASE}/gate`],
    shown: ["plimsoll release gate"],
    tests: ["RS-1", "RS-2", "RS-369", "RS-162"],
  }),
  rsp("2. Resonance Thresholds", {
    lives: [`${RELEASE}/level`, `${RELEASE}/policy`, "packages/release/policy/release-policy.json"],
    shown: ["plimsoll release policy show"],
    tests: ["RS-10", "RS-101"],
  }),
  rsp("ASL-1 to ASL-3", {
    lives: [`${RELEASE}/verification`],
    shown: ["plimsoll release evaluate"],
    tests: ["RS-32", "RS-356"],
  }),
  rsp("ASL-4", {
    lives: [`${RELEASE}/search`, `${RELEASE}/stability`, `${RELEASE}/arbitration`],
    shown: ["plimsoll release evaluate"],
    tests: ["RS-33", "RS-350", "RS-78"],
  }),
  rsp("ASL-5+", {
    lives: [`${RELEASE}/evolution`, `${RELEASE}/budget`],
    shown: ["plimsoll release override draft", "plimsoll release safeguards confirm"],
    tests: ["RS-190", "RS-355", "RS-206", "RS-207"],
  }),
  rsp("Beyond ASL-5 (Superintelligence territory)", {
    lives: [`${RELEASE}/evolution`, `${RELEASE}/routing`],
    shown: ["plimsoll release policy propose"],
    tests: ["RS-202", "RS-203", "RS-343", "RS-178"],
    weaker: ["The three votes beyond ASL-5 are as good as the golden dossiers"],
  }),
  rsp("3. Internal Enforcement Layers", {
    lives: [`${RELEASE}/evaluation`],
    shown: ["plimsoll release evaluate"],
    tests: ["RS-1", "RS-349"],
  }),
  rsp("Layer 1 – Verification (Jennifer + Void Repairer)", {
    lives: [`${RELEASE}/verification`, `${RELEASE}/examination`, `${RELEASE}/search`],
    shown: ["plimsoll release evaluate", "plimsoll release recheck"],
    tests: ["RS-34", "RS-29", "RS-36", "RS-222"],
    weaker: ["`rule:verbatim` needs the claim's own sentence."],
  }),
  rsp("Layer 2 – Stability (Koneko Governor Protocol)", {
    lives: [`${RELEASE}/stability`],
    shown: ["plimsoll release pause", "plimsoll release lever"],
    tests: ["RS-42", "RS-46", "RS-47", "RS-48"],
    weaker: ["Telemetry, drills and checks are what the dossier says"],
  }),
  rsp("Layer 3 – Arbitration (Fugue Doctrine PAU)", {
    lives: [`${RELEASE}/arbitration`, `${RELEASE}/direction`],
    shown: ["plimsoll release evaluate"],
    tests: ["RS-77", "RS-78", "RS-344"],
    weaker: ["Rules about wording know English phrases."],
  }),
  rsp("Layer 4 – Evolution (Prometheus + Chimera Core)", {
    lives: [`${RELEASE}/evolution`, `${RELEASE}/reflection`],
    shown: ["plimsoll release safeguards show", "plimsoll release safeguards adopt"],
    tests: ["RS-185", "RS-190", "RS-195", "RS-205"],
    weaker: ["A rule that the evaluator makes by itself asks for an evaluation under a new name."],
  }),
  rsp("Layer 5 – Orchestration (Deckard Kain + Diablo MoE)", {
    lives: [`${RELEASE}/evaluation`, `${RELEASE}/routing`, `${RELEASE}/budget`, "packages/server/src"],
    shown: ["plimsoll serve", "plimsoll release evaluate"],
    tests: ["RS-3", "RS-170", "RS-172", "RS-83", "SVR-20"],
    weaker: ["Evaluations are made by the command line alone"],
  }),
  rsp("4. Public Transparency Pack", {
    lives: [`${RELEASE}/pack`, `${RELEASE}/report`, "docs/guides/transparency-pack.md"],
    shown: ["plimsoll release pack", "plimsoll release verify-pack"],
    tests: ["RS-300", "RS-320", "RS-330", "RS-310"],
    weaker: ["A transparency pack shows what the log says."],
  }),
  rsp("5. One-Prompt Resonance Test", {
    lives: [`${RELEASE}/prompt`, "docs/guides/one-prompt.md"],
    shown: ["plimsoll release ask", "plimsoll release prompt", "plimsoll release import-answer"],
    tests: ["RS-261", "RS-256"],
    weaker: ["`release ask` reads English headings and key words."],
  }),
  rsp("6. Open-Source Repo Overview", {
    lives: ["README.md", "ARCHITECTURE.md", "LICENSE"],
    shown: ["npm test"],
    tests: ["G-226"],
  }),
  rsp("Best Practices Notes (Quick Guide)", {
    lives: ["docs/guides/deploy-the-server.md", "deploy/helm/plimsoll/values.yaml"],
    shown: ["npm run test:cluster"],
    tests: ["SVR-110", "SVR-112", "SVR-119", "SVR-129"],
    weaker: ["No pod of the chart ran"],
  }),
];

const KERNEL_ROWS: readonly MissionRow[] = [
  acb("ACB-K v1.0 — AI Capability Budget Kernel", {
    lives: ["packages/kernel", "docs/concepts/kernel.md"],
    shown: ["npm run demo", "plimsoll kernel replay"],
    tests: ["K-1", "K-90"],
  }),
  acb("Deterministic Control-Coupled Scaling Protocol (Fail-Closed)", {
    lives: [`${KERNEL}/decide.ts`, `${KERNEL}/power`],
    shown: ["plimsoll kernel check"],
    tests: ["K-94", "K-95"],
  }),
  acb("0. PURPOSE", {
    lives: [`${KERNEL}/power`, "scripts/words"],
    shown: ["plimsoll run"],
    tests: ["K-20", "K-8", "W-6"],
  }),
  acb("1. CORE FAILURE GEOMETRY (CANONICAL)", {
    lives: [`${KERNEL}/lock-in`],
    shown: ["plimsoll kernel explain"],
    tests: ["K-50"],
  }),
  acb("2. DEFINITIONS & UNITS", {
    lives: [`${KERNEL}/wallet`, `${KERNEL}/control`, `${KERNEL}/tier`],
    shown: ["plimsoll policy show"],
    tests: ["K-10", "K-92"],
  }),
  acb("2.1 Capability Unit (CU)", {
    lives: [`${KERNEL}/tier`, `${KERNEL}/wallet`],
    shown: ["plimsoll policy show"],
    tests: ["K-13", "K-16", "K-47"],
    weaker: ["A benchmark's source and population are recorded by digest"],
  }),
  acb("2.2 Control Effectiveness (E_int)", {
    lives: [`${EVIDENCE}/battery`, `${EVIDENCE}/gridworld`, `${EVIDENCE}/language-model`, `${KERNEL}/control`],
    shown: ["plimsoll evidence probe", "plimsoll evidence status"],
    tests: ["E-5", "K-21", "K-22", "E-187"],
    weaker: ["The worlds are small"],
  }),
  acb("2.3 Steerability Velocity (V_s)", {
    lives: [`${KERNEL}/control/steerability.ts`, "docs/decisions/0003-velocity-is-spaced-by-training-progress.md"],
    shown: ["plimsoll demo"],
    tests: ["K-30", "F-6", "F-7"],
  }),
  acb("2.4 Budget (B_total)", {
    lives: [`${KERNEL}/wallet`],
    shown: ["plimsoll lab accredit", "plimsoll policy show"],
    tests: ["K-11", "K-45", "K-46"],
  }),
  acb("3. TOKEN ECONOMY (PRE-AUTHORIZATION)", {
    lives: [`${KERNEL}/wallet`, `${KERNEL}/rules`],
    shown: ["plimsoll run"],
    tests: ["K-12", "K-43"],
  }),
  acb("3.1 Deployment Rule", {
    lives: [`${KERNEL}/rules`, `${GOVERNOR}/run`],
    shown: ["plimsoll deployment register", "plimsoll audit node"],
    tests: ["K-70", "K-12", "G-36"],
    weaker: ["FLOP are what the job writes beside its checkpoints."],
  }),
  acb("3.2 Bankruptcy Mode", {
    lives: [`${KERNEL}/wallet`, `${KERNEL}/rules`],
    shown: ["plimsoll kernel replay"],
    tests: ["K-13", "K-44", "K-46"],
    weaker: ["Some decisions of the kernel have no `plimsoll` command yet"],
  }),
  acb("4. CONTROL-COUPLED COMPUTE GOVERNOR", {
    lives: [`${KERNEL}/power`, `${GOVERNOR}/warden`, `${GOVERNOR}/actuator`],
    shown: ["npm run demo", "plimsoll run", "plimsoll adopt"],
    tests: ["K-24", "G-7", "G-9", "G-191"],
    weaker: ["`nvidia-smi` and Redfish are fixtures typed from documents.", "Slurm cannot hold a running job at 20 %"],
  }),
  acb("5. STEERABILITY TRIGGERS (PHASE TRANSITION DETECTION)", {
    lives: [`${KERNEL}/lock-in`, `${KERNEL}/consequences`],
    shown: ["plimsoll kernel explain"],
    tests: ["K-25", "K-30", "K-51"],
  }),
  acb("5.1 Lock-In Detector", {
    lives: [`${KERNEL}/lock-in`],
    shown: ["plimsoll evidence probe"],
    tests: ["K-51", "K-52", "F-15"],
    weaker: ["The probe command of `plimsoll run` reports outcomes alone"],
  }),
  acb("5.2 Kill Switch", {
    lives: [`${GOVERNOR}/warden`, `${GOVERNOR}/freeze`, `${GOVERNOR}/dataset`, `${KERNEL}/consequences`],
    shown: ["plimsoll kill", "plimsoll freeze", "plimsoll dataset check", "plimsoll governor drill"],
    tests: ["K-31", "K-53", "K-54", "G-16", "G-26", "G-146"],
    weaker: [
      "Frozen weights are write-protected by file permissions",
      "A dataset is found again by its chunks of text or bytes.",
    ],
  }),
  acb("6. ANTI-DECEPTION & ANTI-GAMING ENFORCEMENT", {
    lives: [`${KERNEL}/credit`, `${EVIDENCE}/detectors`],
    shown: ["plimsoll evidence zoo"],
    tests: ["K-60", "K-62", "E-170"],
  }),
  acb("6.1 Dual-Context Differential Testing", {
    lives: [`${KERNEL}/credit`, `${EVIDENCE}/detectors`, `${GOVERNOR}/probe`],
    shown: ["plimsoll evidence probe", "plimsoll evidence zoo"],
    tests: ["K-60", "K-61", "E-190", "E-191"],
    weaker: ["The traffic that `SHADOW` probes are compared with comes from the same generator as the probes."],
  }),
  acb("6.2 Rubric Heterogeneity Law", {
    lives: [`${EVIDENCE}/families`, `${KERNEL}/credit`, "docs/reference/families.md"],
    shown: ["plimsoll evidence probe", "plimsoll evidence examine open"],
    tests: ["K-63", "K-64", "E-150"],
    weaker: [
      "Five oversight families are measured for gridworld policies only",
      "A family that is asked in three examinations of five is missed with chance 2/5 each time",
    ],
  }),
  acb("6.3 Worst-Case Control Rule", {
    lives: [`${KERNEL}/control`],
    shown: ["plimsoll evidence status"],
    tests: ["K-22", "K-24"],
  }),
  acb("7. SYSTEM-LEVEL ACCOUNTING (ANTI-LAUNDERING)", {
    lives: [`${KERNEL}/graph`],
    shown: ["plimsoll deployment register", "plimsoll deployment show"],
    tests: ["K-80", "K-81", "K-83", "K-84"],
    weaker: ["The price of a graph takes its declaration at its word"],
  }),
  acb("8. OFF-LEDGER COMPUTE PREVENTION", {
    lives: [`${GOVERNOR}/gate`, `${GOVERNOR}/audit`, `${GOVERNOR}/node`],
    shown: ["plimsoll audit node", "npm run off-ledger"],
    tests: ["G-36", "G-187"],
    weaker: ["A hidden load of 5 % of a lab's energy is found by the shipped policy after 39 h"],
  }),
  acb("8.1 Capability Token (CT) Gate", {
    lives: [
      `${GOVERNOR}/token`,
      `${GOVERNOR}/gate`,
      `${GOVERNOR}/attestation`,
      `${GOVERNOR}/artifact`,
      "python/src/plimsoll/gate",
    ],
    shown: [
      "plimsoll token issue",
      "plimsoll gate proxy",
      "plimsoll gate webhook",
      "plimsoll attest record",
      "plimsoll artifact digest",
    ],
    tests: ["K-72", "K-73", "G-45", "G-70", "G-85"],
    weaker: ["Attestation goes into the ledger as the digest of evidence"],
  }),
  acb("8.2 Compute Wastewater Audit", {
    lives: [`${GOVERNOR}/meter`, `${GOVERNOR}/audit`, `${KERNEL}/audit`],
    shown: ["plimsoll audit meter", "plimsoll audit reconcile"],
    tests: ["K-74", "K-76", "K-77", "G-179"],
    weaker: ["RAPL, NVIDIA, DCGM and Kepler meters were tested on files written from documents"],
  }),
  acb("9. FAILURE MODES & RESPONSES", {
    lives: [`${KERNEL}/consequences`, "spec/kernel.md"],
    shown: ["plimsoll kernel explain"],
    tests: ["K-65", "K-66", "K-77", "K-84"],
  }),
  acb("10. TERMINAL CONCLUSION", {
    lives: [`${KERNEL}/entry`, "packages/verifier/src", "docs/reference/statements.md"],
    shown: ["plimsoll ledger verify", "plimsoll ledger prove"],
    tests: ["K-8", "LG-22", "LG-60"],
  }),
];

const SOVEREIGNTY_ROWS: readonly MissionRow[] = [
  rsa("Implementor Instructions: RSA-PoC v4.3", {
    lives: ["packages/sovereignty", "docs/concepts/two-repairs.md"],
    shown: ["plimsoll lab sovereignty run"],
    tests: ["SV-77"],
  }),
  rsa("0) Context and Scope", {
    lives: ["docs/concepts/two-repairs.md"],
    shown: ["plimsoll lab sovereignty report"],
    tests: ["SV-154"],
    weaker: ["The candidate is a small deterministic program in a world without chance."],
  }),
  rsa("What you are building", {
    lives: [`${SOVEREIGNTY}/agent`, `${SOVEREIGNTY}/run`, `${SOVEREIGNTY}/excision`],
    shown: ["plimsoll lab sovereignty run"],
    tests: ["SV-36", "SV-42", "SV-105"],
  }),
  rsa("What you are not building", {
    lives: [`${SOVEREIGNTY}/agent`],
    shown: ["plimsoll lab sovereignty freeze"],
    tests: ["SV-37", "SV-41"],
  }),
  rsa("1) Relationship to v3.x, v4.0, v4.1, v4.2 (Binding)", {
    lives: [`${SOVEREIGNTY}/published`, "docs/decisions/0032-the-gate-has-ten-rules.md"],
    shown: ["plimsoll lab sovereignty run"],
    tests: ["SV-51", "SV-46"],
    weaker: ["The world differs from the public original's where that has no solution"],
  }),
  rsa("2) Single-Candidate Discipline (Non-Negotiable)", {
    lives: [`${SOVEREIGNTY}/freeze`],
    shown: ["plimsoll lab sovereignty freeze"],
    tests: ["SV-142", "SV-147"],
  }),
  rsa("3) Design Freeze (Critical, Binding)", {
    lives: [`${SOVEREIGNTY}/freeze`],
    shown: ["plimsoll lab sovereignty freeze"],
    tests: ["SV-140", "SV-141", "SV-145"],
    weaker: ["The freeze digests what this program has loaded."],
  }),
  rsa("DSL Freeze Rule", {
    lives: [`${SOVEREIGNTY}/freeze`],
    shown: ["plimsoll lab sovereignty freeze"],
    tests: ["SV-142"],
  }),
  rsa("4) Compiler Rules (Absolute)", {
    lives: [`${SOVEREIGNTY}/compiler`],
    shown: ["plimsoll lab sovereignty run"],
    tests: ["SV-27", "SV-28"],
  }),
  rsa("4.1 What the compiler is", {
    lives: [`${SOVEREIGNTY}/compiler`],
    shown: ["plimsoll lab sovereignty run"],
    tests: ["SV-28", "SV-35"],
  }),
  rsa("4.2 What the compiler is NOT", {
    lives: [`${SOVEREIGNTY}/compiler`],
    shown: ["plimsoll lab sovereignty run"],
    tests: ["SV-33", "SV-34"],
  }),
  rsa("5) Environment Implementation (v4.3 Binding)", {
    lives: [`${SOVEREIGNTY}/world`],
    shown: ["plimsoll lab sovereignty calibrate"],
    tests: ["SV-1", "SV-9"],
  }),
  rsa("5.1 Mandatory feasibility interface (unchanged)", {
    lives: [`${SOVEREIGNTY}/world`],
    shown: ["plimsoll lab sovereignty check"],
    tests: ["SV-12", "SV-14"],
  }),
  rsa("5.2 TriDemandV430 additions (v4.3 core)", {
    lives: [`${SOVEREIGNTY}/world`, `${SOVEREIGNTY}/gate`],
    shown: ["plimsoll lab sovereignty check"],
    tests: ["SV-10", "SV-16", "SV-60"],
  }),
  rsa("6) Regime Transitions (Event-Gated, Binding)", {
    lives: [`${SOVEREIGNTY}/world`],
    shown: ["plimsoll lab sovereignty check"],
    tests: ["SV-10", "SV-11"],
  }),
  rsa("Base schedule", { lives: [`${SOVEREIGNTY}/world`], shown: ["plimsoll lab sovereignty run"], tests: ["SV-10"] }),
  rsa("Event-Gated Rule (E3)", {
    lives: [`${SOVEREIGNTY}/world`, `${SOVEREIGNTY}/check`],
    shown: ["plimsoll lab sovereignty check"],
    tests: ["SV-11", "SV-68", "SV-162"],
  }),
  rsa("7) Orthogonality Guarantee (E1) (Critical)", {
    lives: [`${SOVEREIGNTY}/world`, `${SOVEREIGNTY}/check`],
    shown: ["plimsoll lab sovereignty check"],
    tests: ["SV-16", "SV-161"],
  }),
  rsa("8) Contradiction Detection and Gate Routing (Absolute)", {
    lives: [`${SOVEREIGNTY}/run`],
    shown: ["plimsoll lab sovereignty run"],
    tests: ["SV-46", "SV-49"],
  }),
  rsa("9) LAW_REPAIR Schema and Canonical Encoding", {
    lives: [`${SOVEREIGNTY}/law`, `${SOVEREIGNTY}/compiler`, "spec/vectors/sovereignty"],
    shown: ["plimsoll lab sovereignty run"],
    tests: ["SV-21", "SV-32", "SV-45"],
  }),
  rsa("10) Repair Acceptance (Gate) Implementation", {
    lives: [`${SOVEREIGNTY}/gate`],
    shown: ["plimsoll lab sovereignty check"],
    tests: ["SV-51", "SV-78", "SV-163"],
    weaker: ["The gate has the seed's ten rules."],
  }),
  rsa("R9 — Exactly Two Repairs (Binding)", {
    lives: [`${SOVEREIGNTY}/gate`],
    shown: ["plimsoll lab sovereignty run"],
    tests: ["SV-52", "SV-73"],
  }),
  rsa("R10 — Non-Subsumption Replay (Binding)", {
    lives: [`${SOVEREIGNTY}/gate`],
    shown: ["plimsoll lab sovereignty calibrate"],
    tests: ["SV-60", "SV-63"],
  }),
  rsa("11) Epoch-Chained Normative Continuity (Critical)", {
    lives: [`${SOVEREIGNTY}/law`, `${SOVEREIGNTY}/gate`],
    shown: ["plimsoll lab sovereignty run"],
    tests: ["SV-24", "SV-65"],
  }),
  rsa("Epoch construction", {
    lives: [`${SOVEREIGNTY}/law`, "docs/decisions/0033-nonces-follow-from-the-seed.md"],
    shown: ["plimsoll lab sovereignty run"],
    tests: ["SV-24", "SV-25"],
    weaker: ["Nonces follow from the seed"],
  }),
  rsa("Enforcement", {
    lives: [`${SOVEREIGNTY}/gate`, "docs/decisions/0031-identity-is-asked-at-every-episode-start.md"],
    shown: ["plimsoll lab sovereignty run"],
    tests: ["SV-66", "SV-67"],
  }),
  rsa("12) Normative Deadlock Classification (T1)", {
    lives: [`${SOVEREIGNTY}/run`],
    shown: ["plimsoll lab sovereignty ablate"],
    tests: ["SV-71"],
  }),
  rsa("13) Calibration Gate (E2) (Required)", {
    lives: [`${SOVEREIGNTY}/verdict`],
    shown: ["plimsoll lab sovereignty calibrate"],
    tests: ["SV-100", "SV-101"],
  }),
  rsa("14) Execution Order (Strict)", {
    lives: [`${SOVEREIGNTY}/freeze`],
    shown: [
      "plimsoll lab sovereignty freeze",
      "plimsoll lab sovereignty calibrate",
      "plimsoll lab sovereignty run",
      "plimsoll lab sovereignty ablate",
      "plimsoll lab sovereignty weaken",
      "plimsoll lab sovereignty spof",
    ],
    tests: ["SV-143", "SV-146"],
  }),
  rsa("15) Baseline Verification (v4.3-specific)", {
    lives: [`${SOVEREIGNTY}/verdict`],
    shown: ["plimsoll lab sovereignty run"],
    tests: ["SV-105"],
  }),
  rsa("16) Mandatory Ablations (Critical)", {
    lives: [`${SOVEREIGNTY}/excision`],
    shown: ["plimsoll lab sovereignty ablate"],
    tests: ["SV-106", "SV-109"],
    weaker: ["Ablation A replaces what is seen by constants of the right type."],
  }),
  rsa("17) Weakening Ladders", {
    lives: [`${SOVEREIGNTY}/excision`],
    shown: ["plimsoll lab sovereignty weaken"],
    tests: ["SV-120", "SV-121", "SV-122", "SV-123"],
    weaker: ["Ladders and single faults had no public definition."],
  }),
  rsa("18) Collapse Detection (Mechanical Only)", {
    lives: [`${SOVEREIGNTY}/verdict`],
    shown: ["plimsoll lab sovereignty ablate"],
    tests: ["SV-107", "SV-108"],
  }),
  rsa("19) Metrics to Record (Diagnostic)", {
    lives: [`${SOVEREIGNTY}/run`, `${SOVEREIGNTY}/trace`],
    shown: ["plimsoll lab sovereignty replay"],
    tests: ["SV-75", "SV-152"],
  }),
  rsa("20) Definition of Done", {
    lives: [`${SOVEREIGNTY}/verdict`],
    shown: ["plimsoll lab sovereignty spof", "plimsoll lab sovereignty report"],
    tests: ["SV-111", "SV-131", "SV-153"],
  }),
  rsa("Final Orientation for the Implementor", {
    lives: ["docs/concepts/two-repairs.md", `${SOVEREIGNTY}/excision`],
    shown: ["plimsoll lab sovereignty ablate", "plimsoll lab sovereignty diagnose"],
    tests: ["SV-76", "SV-112"],
  }),
];

const RESONETICS_ROWS: readonly MissionRow[] = [
  res("README.md", {
    lives: ["docs/concepts/simulation.md", "docs/concepts/prophet.md"],
    shown: ["plimsoll lab page"],
    tests: ["SIM-380"],
  }),
  res("Resonetics (Via Negativa / Gardener / Prophet)", {
    lives: ["packages/simulation", "packages/prophet"],
    shown: ["plimsoll lab gardener run", "plimsoll lab cluster bench", "plimsoll lab prophet run"],
    tests: ["SIM-430", "SIM-360", "PR-241"],
  }),
  res("Core Idea (One paragraph)", {
    lives: [`${SIMULATION}/controls`, "docs/reference/control-rulings.md", "packages/cli/src/rehearsal"],
    shown: ["plimsoll lab rehearse run"],
    tests: ["SIM-424", "SIM-330"],
    weaker: ["A rehearsal compares policies under a stated model of how control decays."],
  }),
  res("Components", { lives: ["ARCHITECTURE.md"], shown: ["plimsoll lab page"], tests: ["SIM-380"] }),
  res("1) Gardener: Entropy Grid + Agents", {
    lives: [`${SIMULATION}/gardener`],
    shown: ["plimsoll lab gardener run", "plimsoll lab gardener evolve"],
    tests: ["SIM-130", "SIM-435", "SIM-400"],
    weaker: ["In the Gardener the source's own network (CNN and LSTM) was bred five times"],
  }),
  res("Logged signals (CSV)", {
    lives: [`${SIMULATION}/gardener`],
    shown: ["plimsoll lab gardener run", "plimsoll lab gardener plot"],
    tests: ["SIM-140", "SIM-430", "SIM-433"],
  }),
  res("2) Kubernetes Smart Tensor Environment (Gymnasium)", {
    lives: [`${SIMULATION}/cluster`, "python/src/plimsoll/simulation"],
    shown: ["plimsoll lab cluster check", "plimsoll lab cluster play", "npm run test:python"],
    tests: ["SIM-20", "SIM-30", "SIM-32", "SIM-6"],
    weaker: ["ClusterTensor is a structure of decisions, not Kubernetes"],
  }),
  res("3) Prophet (Enterprise + Kernel)", {
    lives: [
      `${PROPHET}/trainer`,
      `${PROPHET}/node`,
      `${PROPHET}/checkpoint`,
      `${PROPHET}/rate`,
      "python/src/plimsoll/prophet",
    ],
    shown: ["plimsoll lab prophet run"],
    tests: ["PR-170", "PR-202", "PR-211", "PR-230"],
    weaker: [
      "On drifting streams what `foresight` gains on the best fixed rate comes from choosing between the weights",
    ],
  }),
  res("Resonetics Kernel v2 (A-Version Flow)", {
    lives: [`${PROPHET}/objective`],
    shown: ["plimsoll lab prophet run"],
    tests: ["PR-20", "PR-21", "PR-23"],
  }),
  res("Benchmark (Random vs Heuristic)", {
    lives: ["packages/cli/src/cluster-tools/bench", "docs/decisions/0035-the-printed-table-and-what-our-worlds-add.md"],
    shown: ["plimsoll lab cluster bench"],
    tests: ["SIM-363", "SIM-364", "SIM-365"],
  }),
  res("Quickstart", {
    lives: ["README.md", "docs/guides/train-with-prophet.md"],
    shown: ["plimsoll lab cluster check", "plimsoll lab prophet run"],
    tests: ["PR-257", "SIM-375"],
  }),
  res("Gardener", {
    lives: ["docs/guides/run-the-gardener.md"],
    shown: ["plimsoll lab gardener run"],
    tests: ["SIM-430"],
  }),
];

const MESH_ROWS: readonly MissionRow[] = [
  aud("Radical Audit Angle 3: Scalability, Resilience & Posterity", {
    lives: ["packages/mesh", "docs/concepts/mesh.md"],
    shown: ["plimsoll mesh simulate"],
    tests: ["ME-290"],
  }),
  aud("1. Introduction and Falsification Target", {
    lives: [`${MESH}/event`, `${MESH}/set`],
    shown: ["plimsoll mesh simulate"],
    tests: ["ME-8", "ME-6"],
  }),
  aud("2. Direct Scrutiny of the Codebase", {
    lives: [`${MESH}/node`],
    shown: ["plimsoll mesh join"],
    tests: ["ME-280"],
  }),
  aud("The Network Resilience Failure", {
    lives: [`${MESH}/replica`, `${MESH}/node/nats`, `${MESH}/node/libp2p`],
    shown: ["plimsoll mesh join", "npm run mesh:real"],
    tests: ["ME-51", "ME-280", "ME-351"],
  }),
  aud("1. Catastrophic Lamport Drift", {
    lives: [`${MESH}/intent`, `${MESH}/event`],
    shown: ["plimsoll mesh simulate", "npm run bench:mesh"],
    tests: ["ME-291", "ME-271", "ME-11", "ME-561"],
  }),
  aud("2. Stateful Singularity Vulnerability", {
    lives: [`${MESH}/recovery`, `${MESH}/certificate`, `${MESH}/journal`],
    shown: ["plimsoll mesh blast", "plimsoll mesh recover"],
    tests: ["ME-296", "ME-221", "ME-54"],
    weaker: ["With s = 1 every member must sign", "`survival` of a blob is arithmetic for a loss at random."],
  }),
  aud("3. Formal Counter-Arguments", {
    lives: [`${MESH}/state`, `${MESH}/phase`],
    shown: ["plimsoll mesh status"],
    tests: ["ME-30", "ME-294"],
  }),
  aud("Counter-Argument against the Implementation", {
    lives: [`${MESH}/state`, `${MESH}/budget`],
    shown: ["plimsoll mesh simulate"],
    tests: ["ME-293", "ME-295"],
  }),
  aud("Suggested Axiomatic Fix", {
    lives: [`${MESH}/member`, `${MESH}/actor`],
    shown: ["plimsoll mesh join"],
    tests: ["ME-350"],
  }),
  aud("1. ZeroMQ / Actor Model Replacement", {
    lives: [`${MESH}/actor`, `${MESH}/node/nats`, `${MESH}/intent`, `${MESH}/state`],
    shown: ["plimsoll mesh join", "plimsoll mesh intent"],
    tests: ["ME-320", "ME-8", "ME-33"],
  }),
  aud("2. Distributed Hash Table (DHT) for Memory", {
    lives: [`${MESH}/node/libp2p`, `${MESH}/simulated/dht`],
    shown: ["plimsoll mesh blob put", "plimsoll mesh blob get"],
    tests: ["ME-340", "ME-341", "ME-297"],
    weaker: ["Blobs are not encrypted on the disks of the nodes that hold them"],
  }),
  aud("4. Conclusion", {
    lives: ["packages/verifier/src", "spec/mesh.md"],
    shown: ["plimsoll mesh verify"],
    tests: ["ME-383", "ME-381", "ME-298"],
    weaker: ["Journals and memory grow with the mesh", "The manifests of `deploy/mesh` ran on no real cluster."],
  }),
];

/** Every section of the five source documents. `scripts/tables/seed-headings.ts` holds it against the documents themselves. */
export const MISSION: readonly MissionRow[] = [
  ...KERNEL_ROWS,
  ...RELEASE_ROWS,
  ...SOVEREIGNTY_ROWS,
  ...RESONETICS_ROWS,
  ...MESH_ROWS,
];
