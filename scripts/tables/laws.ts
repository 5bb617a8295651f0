/** A law of the product: what it says, where it is enforced, and which guards of the kernel carry it. */
export interface Law {
  readonly id: LawId;
  readonly says: string;
  /** Files and folders that enforce it. */
  readonly enforced: readonly string[];
  /** Beginnings of rows in docs/reference/guards.md: guards of the kernel that were each removed once. */
  readonly guards: readonly string[];
}

export type LawId = `L${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10}`;

/** The ten laws of ARCHITECTURE.md. */
export const LAWS: readonly Law[] = [
  {
    id: "L1",
    says: "Fail closed: absence, staleness, error, doubt, silence and a dead controller mean no compute.",
    enforced: [
      "packages/kernel/src/power",
      "packages/governor/src/warden/lease-holder.ts",
      "packages/governor/src/warden/run-deadman.ts",
      "packages/governor/src/gate/gatekeeper.ts",
      "packages/mesh/src/site/site-power.ts",
      "packages/release/src/gate/admit.ts",
    ],
    guards: ["power/", "rules/", "decide.ts"],
  },
  {
    id: "L2",
    says: "Worst case: control is the minimum over dimensions and contexts.",
    enforced: [
      "packages/kernel/src/control/window-set.ts",
      "packages/kernel/src/power/power.ts",
      "packages/release/src/decision/combine.ts",
    ],
    guards: ["control/", "credit/"],
  },
  {
    id: "L3",
    says: "Evidence only lowers doubt by trials: errors and missing trials count as failures.",
    enforced: [
      "packages/kernel/src/control/claim.ts",
      "packages/kernel/src/control/open-sets.ts",
      "packages/evidence/src/intake",
      "packages/evidence/src/claims",
    ],
    guards: ["control/"],
  },
  {
    id: "L4",
    says: "Conservation: granted + overdraft = available + reserved + posted + spent, per wallet, always.",
    enforced: ["packages/kernel/src/wallet/wallet.ts", "packages/mesh/src/budget", "packages/verifier/src/wallets.ts"],
    guards: ["wallet/", "tier/"],
  },
  {
    id: "L5",
    says: "Save, then answer: an entry is durable before its receipt, token or throttle leaves.",
    enforced: [
      "packages/ledger/src/group-commit.ts",
      "packages/server/src/desk/group-desk.ts",
      "packages/governor/src/token/issue-token.ts",
      "packages/mesh/src/member/record-line.ts",
      "packages/witness/src/position-file.ts",
    ],
    guards: [],
  },
  {
    id: "L6",
    says: "Desired state, not events: enforcement converges on a function of kernel state; leases expire by themselves.",
    enforced: [
      "packages/kernel/src/consequences",
      "packages/governor/src/run/lease-keeper.ts",
      "packages/governor/src/warden/hold-tree.ts",
      "packages/governor/src/token/withdrawal-feed.ts",
    ],
    guards: ["consequences/"],
  },
  {
    id: "L7",
    says: "Same input, same bytes: same entries, same state digest on every machine.",
    enforced: [
      "packages/kernel/src/state/state-digest.ts",
      "packages/foundation/src/encoding/canonical-json.ts",
      ".dependency-cruiser.cjs",
      "scripts/test/house-rules.test.ts",
    ],
    guards: ["decide.ts"],
  },
  {
    id: "L8",
    says: "Anyone can check: offline, with the public key, with foreign tools where the format has some.",
    enforced: [
      "packages/verifier/src",
      "packages/ledger/src/proof",
      "packages/witness/src/re-execution.ts",
      "packages/release/src/node/pack/verify-pack.ts",
    ],
    guards: [],
  },
  {
    id: "L9",
    says: "Only narrower: nothing handed out can be widened by its holder.",
    enforced: [
      "packages/kernel/src/policy/policy-change.ts",
      "packages/governor/src/token/check-claims.ts",
      "packages/release/src/evolution/policy-direction.ts",
      "packages/release/src/evolution/check-override.ts",
    ],
    guards: ["policy/"],
  },
  {
    id: "L10",
    says: "Merge is order-free: same events, same state, in whatever order and however often they came.",
    enforced: ["packages/mesh/src/set/event-set.ts", "packages/mesh/src/state"],
    guards: [],
  },
];

/** One test that names a law, as it ran. */
export interface LawTest {
  readonly file: string;
  readonly title: string;
  readonly passed: boolean;
}

/** Files in which a law is searched for systematically: every word of a small scope, every fault, every crash, whole worlds from one seed. */
const SEARCHED =
  /\/test\/(?:check|simulation|simulated)\/|\/test\/store\/crash\.|\/test\/kill\.|flipped-bytes|token-verifier|intake\/monotone|src\/certification\/|^packages\/sea-trial\//;

export type Kind = "defect" | "search" | "property";

/** What kind of evidence a test is: a rig that must fail, a search through a whole scope or world, or a property and its examples. */
export const kindOf = ({ file, title }: LawTest): Kind =>
  /\bcanary\b/.test(title) ? "defect" : SEARCHED.test(file) ? "search" : "property";

/** Ids in front of a title, in whatever order: of rules, of laws, of the statements that a sheet has. */
const HEAD = /^(?:[A-Z]{1,4}-?\d+:? )+/;

/** The laws that a title names in its head. Letters and numbers further on are words of the sentence. */
export function lawsNamed(title: string): readonly LawId[] {
  const [head = ""] = HEAD.exec(title) ?? [];
  return LAWS.map(({ id }) => id).filter((id) => head.split(/:? /).includes(id));
}
