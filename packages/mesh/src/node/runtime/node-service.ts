import { PlimsollError } from "@plimsoll/foundation";
import type { SigningKey } from "@plimsoll/foundation/node";
import { encodeSignedCertificate } from "../../certificate/signed-certificate.ts";
import type { Genesis } from "../../event/genesis.ts";
import type { Bus } from "../../ports/bus.ts";
import type { Worker } from "../../ports/work.ts";
import { frontierOf } from "../../set/frontier.ts";
import { timeline } from "../../state/canonical-order.ts";
import { openFolderDisk } from "../disk/folder-disk.ts";
import { type ControlRequest, openControl } from "./control-socket.ts";
import { MeshNode } from "./mesh-node.ts";
import { nodeFolder } from "./node-folder.ts";
import { type NodeStatus, nodeStatus } from "./node-status.ts";
import { steadyNowMs } from "./steady-clock.ts";

export interface NodeServiceOptions {
  readonly folder: string;
  readonly genesis: Genesis;
  readonly key: SigningKey;
  readonly bus: Bus;
  readonly worker: Worker | null;
  /** Hertz of its clock of the mesh; null for none. */
  readonly clockHertz: number | null;
  /** Called once if its disk fails: it has stopped then. */
  readonly onBroken: (cause: unknown) => void;
}

export interface NodeService {
  readonly node: MeshNode;
  status(): NodeStatus;
  close(): Promise<void>;
}

/** A node with its folder, its journal and the door through which its own machine asks it. */
export async function serveNode(options: NodeServiceOptions): Promise<NodeService> {
  const { folder, genesis, clockHertz, onBroken } = options;
  const disk = await openFolderDisk(nodeFolder(folder).journal);
  const clock = clockHertz === null ? null : { hertz: clockHertz };
  const node = await MeshNode.open({ ...options, disk, clock }, onBroken).catch(async (cause: unknown) => {
    await disk.close();
    throw cause;
  });
  const status = () => nodeStatus(node.member, { genesis, mesh: node.mesh, counts: node.counts, nowMs: steadyNowMs() });
  const control = await openControl(nodeFolder(folder).control, async (request) => answerTo(request, node, status));
  return {
    node,
    status,
    close: async () => {
      await control.close();
      await node.close();
      await disk.close();
    },
  };
}

async function answerTo(request: ControlRequest, node: MeshNode, status: () => NodeStatus): Promise<unknown> {
  switch (request.verb) {
    case "status":
      return status();
    case "intent":
      return openIntent(request, node);
    case "intents":
      return intentsOf(node);
    case "events":
      return eventsOf(request, node);
    case "certificate":
      return certificateOf(node);
    case "issue":
      return written(node, request);
    case "spend":
      return node.spend(text(request, "account"), whole(request, "quantity"), text(request, "purpose"));
    default:
      throw malformed("a verb that this version knows", request.verb);
  }
}

function openIntent(request: ControlRequest, node: MeshNode): { readonly opened: boolean } {
  const opened = node.openIntent({
    request: text(request, "request"),
    lane: text(request, "lane"),
    prompt: Buffer.from(text(request, "prompt")),
    enough: whole(request, "enough"),
    softDeadlineMs: whole(request, "softDeadlineMs"),
    ownerLeaseMs: whole(request, "ownerLeaseMs"),
  });
  return { opened };
}

const intentsOf = ({ member }: MeshNode) =>
  member.state.intents.intents().map(({ opened, kept, dissent, thoughts, amendments }) => ({
    intent: opened.id,
    by: opened.author,
    prompt: Buffer.from(opened.body.prompt).toString(),
    answer: kept === null ? null : Buffer.from(kept.body.answer).toString(),
    decidedBy: kept?.author ?? null,
    dissent: dissent.length,
    thoughts: thoughts.length,
    amendments: amendments.length,
  }));

function eventsOf(request: ControlRequest, { member }: MeshNode) {
  const limit = whole(request, "limit");
  return everything(member)
    .slice(-limit)
    .map(({ id, author, sequence, lamport, hlc, body }) => ({
      id,
      author,
      sequence,
      lamport,
      ms: hlc.ms,
      kind: body.kind,
    }));
}

const everything = ({ replica: { events } }: MeshNode["member"]) => timeline(events, frontierOf(events));

/** The newest stable certificate, the genesis' mesh and all events, for whoever checks them elsewhere. */
function certificateOf({ member }: MeshNode) {
  const certificate = member.certificates.book.newestStable();
  return {
    certificate: certificate === null ? null : Buffer.from(encodeSignedCertificate(certificate)).toString("base64"),
    events: everything(member).map(({ bytes }) => Buffer.from(bytes).toString("base64")),
  };
}

function written(node: MeshNode, request: ControlRequest): { readonly event: string | null } {
  const [account, quantity] = [text(request, "account"), whole(request, "quantity")];
  const events = node.turn((member) => member.write([{ kind: "budget.issued", account, quantity }]));
  return { event: events?.[0]?.id ?? null };
}

function text(request: ControlRequest, field: string): string {
  const value = request[field];
  if (typeof value === "string") return value;
  throw malformed(`a text in ${field}`, JSON.stringify(value) ?? "nothing");
}

function whole(request: ControlRequest, field: string): number {
  const value = request[field];
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw malformed(`a whole number in ${field}`, JSON.stringify(value) ?? "nothing");
}

const malformed = (expected: string, received: string): PlimsollError =>
  new PlimsollError({ code: "MESH_REQUEST_MALFORMED", expected, received, fix: "ask as plimsoll mesh does" });
