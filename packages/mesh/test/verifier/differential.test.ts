import { RandomStream } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { makeCertificate } from "../../src/certificate/certificate.ts";
import { signCertificate } from "../../src/certificate/certificate-signature.ts";
import { encodeSignedCertificate } from "../../src/certificate/signed-certificate.ts";
import type { MeshEvent } from "../../src/event/event.ts";
import { isRosterEvent, rosterId } from "../../src/roster/roster.ts";
import { EventSet } from "../../src/set/event-set.ts";
import { frontierOf, frontierRoot } from "../../src/set/frontier.ts";
import { MeshState } from "../../src/state/mesh-state.ts";
import { crypto, type EventGraph, offerAll, randomGraph, shuffled, testSigner } from "../kit/index.ts";
import { runVerifier, type VerifierAnswer } from "./verifier-run.ts";

const SEEDS = Array.from({ length: 100 }, (_, seed) => seed);
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

interface Held {
  readonly set: EventSet;
  readonly state: MeshState;
}

function held({ genesis }: EventGraph, events: readonly MeshEvent[], anchor: string | null): Held {
  const set = new EventSet();
  const state = new MeshState({ genesis, set, anchor, cryptography: crypto });
  offerAll(set, state, events);
  return { set, state };
}

/** What the mesh's own code says of a set, in the words of the verifier's summary. */
function expected({ set, state }: Held): Record<string, unknown> {
  const events = [...set.chains()].flatMap((chain) => [...chain.events()]);
  const count = (standing: string) => events.filter((event) => state.standingOf(event) === standing).length;
  return {
    events: set.size,
    eventRoot: hexOf(frontierRoot(frontierOf(set))),
    stateHash: hexOf(state.hash()),
    sections: Object.fromEntries([...state.sectionHashes()].map(([name, hash]) => [name, hexOf(hash)])),
    dangling: [...set.waiting()].length,
    missing: set.missing(),
    forks: [...set.chains()].filter(({ forkedAt }) => forkedAt !== null).length,
    forked: count("forked"),
    outside: count("outside"),
  };
}

const agree = (answer: VerifierAnswer, own: Held): void => expect(answer.summary).toMatchObject(expected(own));

const bytesOf = (events: readonly MeshEvent[]): Uint8Array[] => events.map(({ bytes }) => bytes);

/** A roster to stand on by order, now and then; most have no ground. */
function anchorIn({ events }: EventGraph, stream: RandomStream): string | null {
  const rosters = events.filter(isRosterEvent);
  const chosen = rosters.length === 0 || stream.chance(1, 2) ? undefined : rosters[stream.below(rosters.length)];
  return chosen?.id ?? null;
}

test("ME-383 L8 L10 S4 Q3 of any set, in any order, node and verifier say the same", async () => {
  for (const seed of SEEDS) {
    const stream = RandomStream.from("verifier differential", seed);
    const graph = randomGraph(stream, 60);
    const anchor = anchorIn(graph, stream);
    const events = shuffled(graph.events, stream);
    agree(await runVerifier({ genesis: graph.genesis, events: bytesOf(events), anchor }), held(graph, events, anchor));
  }
  console.info(`S4  node and separate verifier agree  ${SEEDS.length} of ${SEEDS.length} random sets`);
});

test("ME-383 L8 of any part of a set they say the same, and name the same as missing", async () => {
  for (const seed of SEEDS) {
    const stream = RandomStream.from("verifier differential, parts", seed);
    const graph = randomGraph(stream, 60);
    const events = shuffled(graph.events, stream).filter(() => stream.chance(14, 15));
    agree(await runVerifier({ genesis: graph.genesis, events: bytesOf(events) }), held(graph, events, null));
  }
});

/** A certificate of some prefix, made and signed by the mesh's code. */
function certified(graph: EventGraph, prefix: readonly MeshEvent[]) {
  const { set, state } = held(graph, prefix, null);
  const { roster } = state;
  if (roster === undefined) throw new Error("nowhere to stand");
  const budget = state.sectionHashes().get("budget") as Uint8Array;
  const draft = {
    mesh: graph.mesh,
    roster: rosterId(roster),
    number: 1,
    previous: null,
    events: set.size,
    state: hexOf(state.hash()),
    budget: hexOf(budget),
    frontier: frontierOf(set),
  };
  const certificate = makeCertificate(draft, crypto);
  const signers = ["node 0", "node 1", "node 2", "outsider"]
    .map(testSigner)
    .filter(({ key }) => roster.members.has(key));
  const signatures = signers.map((signer) => signCertificate(certificate.digest, signer));
  return encodeSignedCertificate({ certificate, signatures: signatures.toSorted((a, b) => (a.key < b.key ? -1 : 1)) });
}

test("ME-383 S5 a certificate of any prefix holds in the whole, and shows what a part lacks", async () => {
  for (const seed of SEEDS) {
    const stream = RandomStream.from("verifier differential, certificates", seed);
    const graph = randomGraph(stream, 40);
    const prefix = graph.events.slice(0, 1 + stream.below(graph.events.length));
    const certificate = certified(graph, prefix);
    const events = shuffled(graph.events, stream);
    const whole = await runVerifier({ genesis: graph.genesis, events: bytesOf(events), certificate });
    const faults = whole.findings.filter(
      ({ code }) => code.startsWith("CERTIFICATE") && code !== "CERTIFICATE_ROSTER_FALSE",
    );
    expect([seed, faults]).toEqual([seed, []]);
    expect(whole.summary["certificate"]).toMatchObject({
      events: prefix.length,
      beyond: events.length - prefix.length,
    });
    const truncated = bytesOf(prefix.slice(0, -1));
    const part = await runVerifier({ genesis: graph.genesis, events: truncated, certificate });
    expect([part.code, part.findings.map(({ code }) => code)]).toEqual([
      3,
      expect.arrayContaining(["CERTIFICATE_PARTS_MISSING"]),
    ]);
  }
});
