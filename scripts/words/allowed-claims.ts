import type { Allowed } from "./claims.ts";

const MESH_PLACES = [
  "spec/mesh.md",
  "docs/guides/run-a-mesh.md",
  "docs/guides/deploy-a-mesh.md",
  "CHANGELOG.md",
  "packages/cli/src/mesh-tools",
  "help: plimsoll mesh",
];
const SCRUB_PLACES = [
  "spec/kernel.md",
  "docs/guides/freeze-and-data.md",
  "packages/cli/src/dataset-tools",
  "packages/governor/src/dataset",
  "packages/kernel/src",
  "help: plimsoll dataset",
];
const CONTROL_PLACES = [
  "spec/simulation.md",
  "docs/concepts/simulation.md",
  "docs/reference/control-rulings.md",
  "packages/simulation/src/controls",
];
const CERTIFICATION_PLACES = [
  "docs/",
  "spec/evidence.md",
  "LIMITATIONS.md",
  "ARCHITECTURE.md",
  "packages/evidence/src/certification",
  "scripts/study/false-certification.ts",
];

/** Every use of a claim's word that claims nothing. What is here and no longer used has to go: a test says so. */
export const ALLOWED: readonly Allowed[] = [
  {
    phrase: /no output (?:says|calls a model) \*?safe\*?, \*?certified\*? or \*?aligned\*?/,
    where: ["spec/kernel.md", "docs/concepts/kernel.md"],
    why: "the ban itself",
  },
  {
    phrase:
      /it certifies no safety; §10: it is no theory of alignment|is \*safe\*, \*certified\* or \*aligned\*, in any form of these words \([^)]*\)/,
    where: ["spec/words.md"],
    why: "the ban, told as a rule",
  },

  // What others named.
  { phrase: /model cards, safety cases/, where: ["README.md"], why: "kinds of papers that others write" },
  {
    phrase: /`[\w@/.-]*\bsafer?\b[\w.-]*`/,
    where: ["docs/reference/licences.md", "docs/reference/dependencies.md"],
    why: "names of packages",
  },
  {
    phrase: /evidence\/src\/certification\/certification\.test\.ts|\[certification\.test\.ts\]/,
    where: ["docs/reference/laws.md"],
    why: "the folder that measures how often a window passes what must not pass",
  },
  {
    phrase: /\b(?:safe interruptibility|safely {1,3}interruptible(?: agents)?|AI Safety Gridworlds|safe sarsa)\b/,
    why: "terms and titles of the papers (Orseau and Armstrong 2016; Leike et al. 2017)",
  },
  {
    phrase: /\bsafe conduct\b/,
    where: ["spec/evidence.md", "docs/reference/interruptibility.md"],
    why: "what that table counts: a learner keeps it or loses it, in a gridworld",
  },
  {
    phrase: /Q-learning in the safety worlds/,
    where: ["docs/benchmarks.md", "docs/benchmarks-evidence.md", "bench/"],
    why: "AI Safety Gridworlds again",
  },
  {
    phrase: /\bfrontier safety framework(?:: safety case)?\b|\bfsf-safety-case-v3\.1\b/,
    why: "the title of a published framework",
  },
  {
    phrase:
      /critical safety incidents?|safety and security(?: framework|: Model Report| measures)?|safety mitigations|"id": "safety"|safety case/,
    where: ["packages/release/frameworks/", "made: pack/"],
    why: "headings of published frameworks, under which a report answers",
  },
  {
    phrase: /["#]safe-(?:paths|measures|efficacy|security|residual)(?:"|-title)/,
    where: ["packages/release/frameworks/", "made: pack/"],
    why: "ids of headings of the Safeguards report",
  },
  {
    phrase: /Lead for safety of the operator/,
    where: ["packages/release/policy/"],
    why: "an office in the operator's house",
  },
  {
    phrase: /\bsafety(?:-drift| evaluations)\b/,
    where: ["packages/release/", "made: pack/", "docs/guides/release-thresholds.md"],
    why: "the sheet's signal: change of the operator's own safety evaluations",
  },
  { phrase: /\bSkerry Safety\b/, where: ["packages/release/src/golden/"], why: "the name of a made-up organisation" },
  {
    phrase: /\bspectral alignment\b|\balignment(?: gain)?(?=[^\w]|Rise)/,
    where: ["spec/prophet.md", "docs/reference/risk-model.md", "packages/prophet/src/risk"],
    why: "of two vectors (arXiv 2510.04202)",
  },

  // Words of the claims' texts that rules look for, or that a model may say.
  { phrase: /"It is safe" is none/, where: ["docs/guides/dossier.md"], why: "an example of what is no claim" },
  {
    phrase: /always (?:says|answers) "?safe"?/,
    where: ["spec/release.md", "docs/guides/one-prompt.md", "docs/reference/release-acceptance.md"],
    why: "what a model says that changes nothing",
  },
  {
    phrase: /says nothing about whether this step is safe or useful/,
    where: ["packages/release/src/argument/rules/race.ts"],
    why: "denies that it says so",
  },
  {
    phrase: /safety \(\?:people\|advocates\)/,
    where: ["packages/release/src/argument/rules/strawman.ts"],
    why: "a pattern that finds straw men",
  },
  {
    phrase: /\|? ?safety-(?:paper|report) \|/,
    where: ["docs/reference/intake.md"],
    why: "kinds of benign documents in the corpus",
  },
  {
    phrase: /a longer horizon is never safer/,
    where: ["docs/reference/release-acceptance.md"],
    why: "monotony of a forecast, of which no value is called safe",
  },
  { phrase: /unknown, not safe/, where: ["spec/simulation.md"], why: "denies it" },

  // Certificates of other things than models.
  {
    phrase: /\bcertif(?:y|ies|ied)\b/,
    where: MESH_PLACES,
    why: "members countersign a set of events; nothing is said of a model",
  },
  {
    phrase: /\bcertif(?:y|ies|ied)\b/,
    where: SCRUB_PLACES,
    why: "ACB-K §5.2: an auditor's scrub certificate about a dataset",
  },
  {
    phrase: /\b(?:false(?:ly)?[ -]certifi(?:cation|ed)|false-certification(?:\.md|\.ts)?)\b/,
    where: CERTIFICATION_PLACES,
    why: "how often a window would pass a model that must not pass: a rate of errors",
  },
  {
    phrase:
      /\bis certified (?:that must not be|at 0\.99)|\| windows \| certified \||lives windows certified|`certification`/,
    where: CERTIFICATION_PLACES,
    why: "the same table and its folder",
  },

  // Idioms about numbers, disks, sides and programs.
  { phrase: /\bsafe integers?\b/, why: "JavaScript's own term (Number.isSafeInteger)" },
  { phrase: /refuses to open: the safe side/, where: ["LIMITATIONS.md"], why: "which way a log errs" },
  {
    phrase: /\b(?:it was aligned after the code had been seen)\b/,
    where: ["LIMITATIONS.md"],
    why: "of a checker's text with the code",
  },
  {
    phrase: /Capacity is lost, never safety/,
    where: ["LIMITATIONS.md"],
    why: "the term of distributed systems: nothing is spent twice",
  },
  {
    phrase: /once they are safe|Records become safe|before it is safe|was admitted, is safe/,
    where: ["CHANGELOG.md", "spec/mesh.md"],
    why: "of a record: it is on the disk",
  },
  { phrase: /where it is silent the safer reading/, where: ["spec/sovereignty.md"], why: "of two readings of a text" },
  {
    phrase: /\bsafe(?: action\b| act\b|-action\b)|\bbecomes the safe one\b|rest is always safe/,
    where: CONTROL_PLACES,
    why: "the source's term for an act that does not hasten a simulated world's collapse",
  },
  {
    phrase: /An off-switch that costs reward is safe from no learner/,
    where: ["docs/reference/interruptibility.md"],
    why: "of a switch, and denies it",
  },
  {
    phrase: /safe\/certificate\.cbor/,
    where: ["packages/cli/src/mesh-tools", "help: plimsoll mesh verify"],
    why: "a folder in an example",
  },
  {
    phrase: /Safe to use from several threads/,
    where: ["python/src/plimsoll/gate/gatekeeper.py"],
    why: "of a Python object",
  },
  { phrase: /\bsafe=""/, where: ["python/src/"], why: "a parameter of Python's quote" },
];
