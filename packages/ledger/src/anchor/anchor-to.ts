import type { KeyObject } from "node:crypto";
import { err, ok, PlimsollError, type Result } from "@plimsoll/foundation";
import { type Checkpoint, parseCheckpointText } from "../note/checkpoint.ts";
import { parseNote } from "../note/signed-note.ts";
import { anchorFailed } from "./anchor-fault.ts";
import { appendAnchor } from "./file-anchor.ts";
import { hookRequest } from "./hook-request.ts";
import { postJson, type PostSettings } from "./post-json.ts";
import { rekorRequest } from "./rekor-request.ts";

/**
 * A place outside the log where its checkpoints are kept, so that whoever rolls the log back has to roll back that place too.
 * Nothing here belongs to the path of a decision.
 */
export type AnchorTarget =
  | { readonly kind: "file"; readonly path: string }
  | ({ readonly kind: "hook"; readonly url: string } & PostSettings)
  | ({
      readonly kind: "rekor";
      /** Of the log's shard, without the path of the API. */
      readonly url: string;
      /** ECDSA on P-256: Rekor v2 takes no pure Ed25519 for a hash alone. */
      readonly privateKey: KeyObject;
    } & PostSettings);

/** What the target said. */
export interface AnchorReceipt {
  readonly kind: AnchorTarget["kind"];
  /** The number of leaves that the anchored checkpoint covers. */
  readonly size: number;
  /** The body of the answer, of at most 256 KiB; empty for a file. Unverified. */
  readonly answer: string;
}

/**
 * Anchors a signed checkpoint once. `CHECKPOINT_MALFORMED` for what is no checkpoint, `ANCHOR_FAILED` when the target did not
 * take it: the log itself lacks nothing then, and the next checkpoint covers this one too. `KEY_MALFORMED` for a key that Rekor
 * cannot use. Never throws.
 */
export async function anchorTo(
  checkpoint: string,
  target: AnchorTarget,
): Promise<Result<AnchorReceipt, PlimsollError>> {
  const head = parseCheckpointText(parseNote(checkpoint)?.text ?? "");
  if (head === undefined) return err(checkpointMalformed());
  try {
    const answer = await delivered(checkpoint, head, target);
    return answer.ok ? ok({ kind: target.kind, size: head.size, answer: answer.value }) : answer;
  } catch (cause) {
    return err(cause instanceof PlimsollError ? cause : anchorFailed(target.kind, cause));
  }
}

async function delivered(note: string, head: Checkpoint, target: AnchorTarget): Promise<Result<string, PlimsollError>> {
  if (target.kind === "file") return await appendAnchor(target.path, note);
  if (target.kind === "hook") return await postJson(target.url, hookRequest(note, head), target);
  const url = `${target.url.replace(/\/+$/, "")}/api/v2/log/entries`;
  return await postJson(url, rekorRequest(note, target.privateKey), target);
}

const checkpointMalformed = (): PlimsollError =>
  new PlimsollError({
    code: "CHECKPOINT_MALFORMED",
    expected: "a signed checkpoint (C2SP tlog-checkpoint)",
    received: "another text",
    fix: "anchor the file `checkpoint` of the ledger",
  });
