import { hash } from "node:crypto";
import type { PublicKey } from "@plimsoll/foundation/node";
import { checkpointText } from "../note/checkpoint.ts";
import { isSignedBy, parseNote } from "../note/signed-note.ts";
import type { LogPoint } from "./log-walk.ts";

/** What a check found of one snapshot. */
export interface SnapshotFinding {
  /** The leaves that it says it is made of. */
  readonly leafCount: number;
  /** Why it is as good as none; `null` where it fits the log. */
  readonly fault: string | null;
}

export interface SnapshotToCheck {
  readonly leafCount: number;
  readonly bytes: Uint8Array;
  /** The log after so many leaves; `undefined` where it has fewer. */
  readonly point: LogPoint | undefined;
  readonly origin: string;
  readonly publicKey: PublicKey;
}

const BLANK_LINE = "\n\n";

/** Holds a snapshot file against the log and its key (LG-39). What its text makes of the entries is the kernel's to say. */
export function checkSnapshot({ leafCount, bytes, point, origin, publicKey }: SnapshotToCheck): SnapshotFinding {
  const found = (fault: string | null): SnapshotFinding => ({ leafCount, fault });
  if (point === undefined) return found("it is ahead of the log");
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const claimEnd = file.indexOf(BLANK_LINE);
  const noteEnd = file.indexOf(BLANK_LINE, claimEnd + BLANK_LINE.length);
  if (claimEnd === -1 || noteEnd === -1) return found("it is no signed note with a text behind it");
  const name = `${origin}/snapshot`;
  const digest = hash("sha256", file.subarray(noteEnd + BLANK_LINE.length), "hex");
  const claim = `${checkpointText({ origin: name, size: leafCount, root: point.root })}${point.entryCount}\nsha256:${digest}\n`;
  if (file.toString("utf8", 0, claimEnd + 1) !== claim) return found("it is of another log, or its text was altered");
  const note = parseNote(file.toString("utf8", 0, noteEnd + 1));
  return found(note && isSignedBy(note, name, publicKey) ? null : "its signature does not verify");
}
