import { existsSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";
import { askNodeItems } from "./control-socket.ts";
import { EvidenceWriter, refuseOldEvidence } from "./evidence-folder.ts";
import { nodeFolder, readNodeFolder } from "./node-folder.ts";
import { openStoppedNode } from "./stopped-node.ts";

export interface WrittenEvidence {
  readonly events: number;
  /** Whether there was a stable certificate. Without one a truncation cannot be seen. */
  readonly hasCertificate: boolean;
  readonly anchor: string | null;
  /** Asked of the running node, or read from the disk of one that is stopped. */
  readonly from: "socket" | "journal";
}

/**
 * Writes what a node holds, and its newest stable certificate, into a folder for the separate verifier. A node that does not
 * run is read under its lock, and nothing of it is changed. Rejects with `FILE_EXISTS`, `MESH_FOLDER`, `MESH_FOLDER_IN_USE`.
 */
export async function writeEvidence(folder: string, out: string): Promise<WrittenEvidence> {
  const { genesis } = readNodeFolder(folder);
  refuseOldEvidence(out);
  const { control } = nodeFolder(folder);
  await using items = askNodeItems(control, { verb: "export" });
  const first = existsSync(control) ? await firstOf(items) : null;
  // Only now: without an answer there is nothing that would make it a folder of evidence.
  using writer = new EvidenceWriter(out, genesis);
  if (first === null) return await fromJournal(folder, writer);
  for (let next = first; ; next = await items.next()) {
    if (next.done === true) return ended(writer, next.value as ExportEnd);
    writer.add(Buffer.from(next.value as string, "base64"));
  }
}

interface ExportEnd {
  readonly certificate: string | null;
  readonly anchor: string | null;
}

function ended(writer: EvidenceWriter, { certificate, anchor }: ExportEnd): WrittenEvidence {
  writer.end({ certificate: certificate === null ? null : Buffer.from(certificate, "base64"), anchor });
  return { events: writer.count, hasCertificate: certificate !== null, anchor, from: "socket" };
}

/** Null when no node answers there. */
async function firstOf(items: ReturnType<typeof askNodeItems>): Promise<IteratorResult<unknown, unknown> | null> {
  try {
    return await items.next();
  } catch (cause) {
    if (cause instanceof PlimsollError && cause.code === "MESH_NODE_NOT_RUNNING") return null;
    throw cause;
  }
}

async function fromJournal(folder: string, writer: EvidenceWriter): Promise<WrittenEvidence> {
  const node = await openStoppedNode(folder);
  try {
    for (const { kind, bytes } of node.records) if (kind === "event") writer.add(bytes);
    // A certificate is kept when it has become stable, so that the last one is the newest.
    const certificate = node.records.findLast(({ kind }) => kind === "certificate")?.bytes ?? null;
    const last = node.records.findLast(({ kind }) => kind === "anchor");
    const anchor = last === undefined ? null : Buffer.from(last.bytes).toString("hex");
    writer.end({ certificate, anchor });
    return { events: writer.count, hasCertificate: certificate !== null, anchor, from: "journal" };
  } finally {
    await node.close();
  }
}
