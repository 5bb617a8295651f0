import { hex, RandomStream } from "@plimsoll/foundation";
import { encodeGenesis } from "../../../src/event/genesis-codec.ts";
import type { MeshEvent } from "../../../src/event/event.ts";
import { cosineTable, cosineTableBytes } from "../../../src/phase/cosine-table.ts";
import { resonanceOf } from "../../../src/phase/resonance.ts";
import { EventSet } from "../../../src/set/event-set.ts";
import { frontierOf, frontierRoot } from "../../../src/set/frontier.ts";
import { timeline } from "../../../src/state/canonical-order.ts";
import { MeshState, SECTIONS } from "../../../src/state/mesh-state.ts";
import { stableThoughts } from "../../../src/state/stable-thoughts.ts";
import { crypto, offerAll, randomGraph } from "../../kit/index.ts";
import { eventCases, TOO_LARGE } from "./event-cases.ts";
import { stories, type Story } from "./graph-stories.ts";

/** The files of spec/vectors/mesh. */
export const meshVectors = (): Readonly<Record<string, unknown>> => ({
  "cosine.json": cosineVectors(),
  "events.json": eventVectors(),
  "graphs.json": [...stories(), ...randomStories()].map(graphVector),
});

function cosineVectors() {
  const angles = [0, 1, 2, 100, 8191, 8192, 8193, 16_383, 16_384, 16_385, 32_767, 32_768, 49_152, 65_535];
  const values = angles.map((angle) => [angle, cosineTable()[angle]]);
  return { sha256: crypto.sha256(cosineTableBytes()), values };
}

function eventVectors() {
  const { mesh, cases } = eventCases();
  return {
    mesh,
    tooLarge: TOO_LARGE,
    cases: cases.map(({ name, bytes, code }) => ({ name, code, bytes: hex(bytes) })),
  };
}

/** Everything at once, by chance: members, an outsider, restarts, forks, rosters, events given up, every kind. */
const randomStories = (): Story[] =>
  [1, 2, 3, 4, 5, 6].map((seed) => {
    const { genesis, mesh, events } = randomGraph(RandomStream.from("mesh vectors", seed), 60);
    return { name: `by chance ${seed}`, shows: "all rules at once", genesis, mesh, events, anchor: null, refused: [] };
  });

export function graphVector({ name, shows, genesis, mesh, anchor, events, refused }: Story) {
  const set = new EventSet();
  const state = new MeshState({ genesis, set, anchor, cryptography: crypto });
  offerAll(set, state, events);
  const frontier = frontierOf(set);
  const sections = SECTIONS.map((section) => [section, hex(state.encode(section))]);
  return {
    name,
    shows,
    genesis: hex(encodeGenesis(genesis)),
    mesh,
    anchor,
    events: events.map((event) => ({ id: event.id, standing: state.standingOf(event), bytes: hex(event.bytes) })),
    refused: refused.map(({ event, code }) => ({ code, bytes: hex(event.bytes) })),
    eventRoot: hex(frontierRoot(frontier)),
    order: timeline(set, frontier).map(({ id }: MeshEvent) => id),
    sections: Object.fromEntries(sections) as Readonly<Record<string, string>>,
    stateHash: hex(state.hash()),
    resonance: resonanceOf(stableThoughts(state, timeline(set, frontier)), genesis.dimensions),
  };
}
