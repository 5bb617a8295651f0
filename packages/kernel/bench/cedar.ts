import { type OpenPeer, peerPackage, peerPackageVersion, policyText, type Subject } from "./peer.ts";
import type { PermitQuestion, RunFacts, SiteFacts } from "./permit-question.ts";

interface Uid {
  readonly type: string;
  readonly id: string;
}

interface CedarEntity {
  readonly uid: Uid;
  readonly attrs: RunFacts | { readonly role: string };
  readonly parents: readonly [];
}

interface CedarAnswer {
  readonly type: "success" | "failure";
  readonly response?: { readonly decision: "allow" | "deny" };
}

/** The part of the package that is used here. */
interface Cedar {
  preparsePolicySet(name: string, policies: { staticPolicies: string }): { readonly type: "success" | "failure" };
  isAuthorized(call: object): CedarAnswer;
  statefulIsAuthorized(call: object): CedarAnswer;
}

const PACKAGE = "@cedar-policy/cedar-wasm";
const PREPARED = "permit";

const key = (id: string): Uid => ({ type: "Key", id });
const run = (id: string): Uid => ({ type: "Run", id });

/**
 * Cedar through its own package for Node. It can hold a parsed policy but no entities: they come with every question. Its
 * best use is therefore to hand it the two entities of the question alone; handing it the whole site is measured beside.
 */
export const openCedar: OpenPeer = async (facts) => {
  const version = peerPackageVersion(PACKAGE);
  if (version === null) return null;
  const cedar = peerPackage(`${PACKAGE}/nodejs`) as Cedar;
  const policies = { staticPolicies: policyText("permit.cedar") };
  if (cedar.preparsePolicySet(PREPARED, policies).type !== "success") throw new Error("Cedar refused the policy");
  return { name: "Cedar", version, subjects: cedarSubjects(cedar, policies, facts), close: () => {} };
};

function cedarSubjects(cedar: Cedar, policies: object, facts: SiteFacts): readonly Subject[] {
  const prepared = { preparsedPolicySetId: PREPARED };
  const everything = allEntities(facts);
  return [
    {
      name: "policy prepared, two entities",
      questionsPerRound: 2_000,
      prepare: (question) => {
        const call = { ...request(question, facts), ...prepared, entities: twoEntities(question, facts) };
        return () => permits(cedar.statefulIsAuthorized(call));
      },
    },
    {
      name: "policy as text, two entities",
      questionsPerRound: 1_000,
      prepare: (question) => {
        const call = { ...request(question, facts), policies, entities: twoEntities(question, facts) };
        return () => permits(cedar.isAuthorized(call));
      },
    },
    {
      name: "policy prepared, all entities",
      questionsPerRound: 2,
      roundsMax: 3,
      prepare: (question) => {
        const call = { ...request(question, facts), ...prepared, entities: everything };
        return () => permits(cedar.statefulIsAuthorized(call));
      },
    },
  ];
}

function permits({ type, response }: CedarAnswer): boolean {
  if (type !== "success") throw new Error("Cedar did not answer");
  return response?.decision === "allow";
}

const request = (question: PermitQuestion, { leases }: SiteFacts) => ({
  principal: key(question.key),
  action: { type: "Action", id: "lease" },
  resource: run(question.run),
  context: { leaseKnown: leases[question.lease] !== undefined },
});

const entity = (uid: Uid, attrs: CedarEntity["attrs"]): CedarEntity => ({ uid, attrs, parents: [] });

function twoEntities(question: PermitQuestion, { runs, keys }: SiteFacts): readonly CedarEntity[] {
  const role = keys[question.key];
  const asking = runs[question.run];
  return [
    ...(role === undefined ? [] : [entity(key(question.key), { role })]),
    ...(asking === undefined ? [] : [entity(run(question.run), asking)]),
  ];
}

const allEntities = ({ runs, keys }: SiteFacts): readonly CedarEntity[] => [
  ...Object.entries(keys).map(([id, role]) => entity(key(id), { role })),
  ...Object.entries(runs).map(([id, attrs]) => entity(run(id), attrs)),
];
