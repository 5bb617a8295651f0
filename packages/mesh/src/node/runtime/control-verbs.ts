import { setTimeout as sleep } from "node:timers/promises";
import { PlimsollError } from "@plimsoll/foundation";
import { encodeSignedCertificate } from "../../certificate/signed-certificate.ts";
import type { EventId, MeshEvent } from "../../event/event.ts";
import type { Intent } from "../../intent/intent-record.ts";
import type { BlobStore } from "../../ports/blob-store.ts";
import type { EventView } from "../../set/event-set.ts";
import { frontierOf } from "../../set/frontier.ts";
import { canonicalOrder, timeline } from "../../state/canonical-order.ts";
import { contentOf, inlineOrPut } from "../blob-content.ts";
import { decodeBlobReference } from "../blob-reference.ts";
import { getBlob, putBlob } from "./control-blobs.ts";
import { type ControlHandler, type ControlRequest, malformed, textOf, textsOf, wholeOf } from "./control-answers.ts";
import { FreshEvents } from "./fresh-events.ts";
import type { MeshNode } from "./mesh-node.ts";
import { nodeBrief } from "./node-brief.ts";
import type { NodeStatus } from "./node-status.ts";
import { notReady } from "./not-ready.ts";

type Answering = AsyncGenerator<unknown, unknown, void>;

/** How often something that is waited for is looked at. */
const LOOK_MS = 50;

/** What a node answers to its own machine. */
export const answerControl =
  (node: MeshNode, status: () => NodeStatus, blobs: BlobStore | null): ControlHandler =>
  (request, isGone) => {
    switch (request.verb) {
      case "status":
        return atOnce(status());
      case "brief":
        return atOnce(nodeBrief(node.member));
      case "intent":
        return openIntent(request, node, blobs);
      case "await":
        return decisionOf(textOf(request, "intent"), { node, blobs, isGone });
      case "blob-put":
        return putBlob(request, blobs);
      case "blob-get":
        return getBlob(request, blobs);
      case "events":
        return eventsOf(request, node, isGone);
      case "export":
        return exported(node);
      case "set":
        return setFields(request, node);
      case "issue":
        return issued(request, node);
      case "spend":
        return spent(request, node);
      default:
        throw malformed("a verb that this version knows", request.verb);
    }
  };

// eslint-disable-next-line require-yield -- an answer without items is an answer
async function* atOnce(value: unknown): Answering {
  return value;
}

/** Opens an intent and answers with its id, once it is durable. */
// eslint-disable-next-line require-yield -- an answer without items is an answer
async function* openIntent(request: ControlRequest, node: MeshNode, blobs: BlobStore | null): Answering {
  const own = chainOf(node);
  const prompt = await inlineOrPut(Buffer.from(textOf(request, "prompt")), blobs);
  const from = own.length;
  const isTaken = node.openIntent({
    request: textOf(request, "request"),
    lane: textOf(request, "lane"),
    prompt,
    enough: wholeOf(request, "enough"),
    softDeadlineMs: wholeOf(request, "softDeadlineMs"),
    ownerLeaseMs: wholeOf(request, "ownerLeaseMs"),
  });
  if (!isTaken) throw tooMany();
  const isIt = ({ id, body }: MeshEvent) =>
    body.kind === "intent.opened" &&
    body.lane === request["lane"] &&
    Buffer.compare(body.prompt, prompt) === 0 &&
    node.member.replica.mayLeave(id);
  for (let waitedMs = 0; waitedMs < SIGN_MS; waitedMs += LOOK_MS) {
    const opened = [...own.events(from)].find(isIt);
    if (opened !== undefined) return { intent: opened.id };
    await sleep(LOOK_MS);
  }
  throw tooMany();
}

const SIGN_MS = 10_000;

interface Waiting {
  readonly node: MeshNode;
  readonly blobs: BlobStore | null;
  readonly isGone: () => boolean;
}

/** Its thoughts as they come, and at last the decision. Null when whoever asked went away. */
async function* decisionOf(id: EventId, { node: { member }, blobs, isGone }: Waiting): Answering {
  for (let thoughts = 0; !isGone(); await sleep(LOOK_MS)) {
    const intent = member.state.intents.intent(id);
    if (intent === undefined) throw malformed("an intent that is held here", id);
    if (intent.thoughts.length !== thoughts) {
      thoughts = intent.thoughts.length;
      yield { thoughts };
    }
    if (intent.kept !== null && member.replica.mayLeave(intent.kept.id)) return outcomeOf(intent, blobs);
  }
  return null;
}

async function outcomeOf(intent: Intent, blobs: BlobStore | null) {
  const { id, kept, dissent, thoughts, amendments } = intent;
  const answer = kept?.body.answer ?? new Uint8Array();
  return {
    intent: id,
    answer: Buffer.from(await contentOf(answer, blobs)).toString("utf8"),
    blob: decodeBlobReference(answer)?.digest ?? null,
    decidedBy: kept?.author ?? null,
    thinkers: [...new Set(thoughts.map(({ author }) => author))],
    thoughts: thoughts.length,
    dissent: dissent.length,
    amendments: amendments.length,
  };
}

/** The newest in canonical order, one an item, and with `follow` those that come. */
async function* eventsOf(request: ControlRequest, { member }: MeshNode, isGone: () => boolean): Answering {
  const { events } = member.replica;
  const mayLeave = (id: EventId) => member.replica.mayLeave(id);
  const fresh = new FreshEvents(events, mayLeave);
  fresh.take();
  const limit = wholeOf(request, "limit");
  yield* limit === 0 ? [] : newest(events, mayLeave, limit).map(rowOf);
  while (request["follow"] === true && !isGone()) {
    for (const event of fresh.take().toSorted(canonicalOrder)) yield rowOf(event);
    await sleep(LOOK_MS);
  }
  return { events: events.size };
}

const newest = (events: EventView, mayLeave: (id: EventId) => boolean, limit: number): MeshEvent[] =>
  timeline(events, frontierOf(events))
    .filter(({ id }) => mayLeave(id))
    .slice(-limit);

const rowOf = ({ id, author, sequence, lamport, hlc, body }: MeshEvent) => ({
  id,
  author,
  sequence,
  lamport,
  ms: hlc.ms,
  kind: body.kind,
});

/**
 * All events that are held now, as envelopes in base64, one an item, and then the newest stable certificate. Without own ones that
 * are not durable: after a power cut another may stand in their place, and then this evidence would show a fork (L5).
 */
async function* exported({ member }: MeshNode): Answering {
  const newestStable = member.certificates.book.newestStable();
  const { anchor } = member.state.standings;
  const { replica } = member;
  const held = [...replica.events.chains()].flatMap((chain) =>
    [...chain.events()].filter(({ id }) => replica.mayLeave(id)),
  );
  for (const { bytes } of held) yield Buffer.from(bytes).toString("base64");
  const certificate = newestStable === null ? null : encodeSignedCertificate(newestStable);
  return { events: held.length, certificate: certificate && Buffer.from(certificate).toString("base64"), anchor };
}

/** Sets fields of an entity, one event each. Answers when they are durable. */
// eslint-disable-next-line require-yield -- an answer without items is an answer
async function* setFields(request: ControlRequest, node: MeshNode): Answering {
  chainOf(node);
  const [entity, values] = [textOf(request, "entity"), textsOf(request, "values")];
  const bodies = textsOf(request, "fields").map(
    (field, place) =>
      ({ kind: "field.set", entity, field, value: Buffer.from(values[place] ?? ""), resolves: [] }) as const,
  );
  return { events: bodies.length === 0 ? 0 : (await node.author(bodies)).length };
}

// eslint-disable-next-line require-yield -- an answer without items is an answer
async function* issued(request: ControlRequest, node: MeshNode): Answering {
  chainOf(node);
  const [account, quantity] = [textOf(request, "account"), wholeOf(request, "quantity")];
  const [event] = await node.author([{ kind: "budget.issued", account, quantity }]);
  return { event: event?.id ?? null };
}

// eslint-disable-next-line require-yield -- an answer without items is an answer
async function* spent(request: ControlRequest, node: MeshNode): Answering {
  return node.spend(textOf(request, "account"), wholeOf(request, "quantity"), textOf(request, "purpose"));
}

/** The chain that it writes. */
function chainOf({ member: { replica } }: MeshNode) {
  const chain = replica.chain === null ? undefined : replica.events.chain(replica.chain);
  if (chain !== undefined) return chain;
  throw notReady();
}

const tooMany = (): PlimsollError =>
  new PlimsollError({
    code: "MESH_TOO_MANY_WAIT",
    expected: "room for one more intent",
    received: "a node with too many that wait",
    fix: "ask again when some are decided",
  });
