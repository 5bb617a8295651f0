import { err, ok, PlimsollError, type Result } from "@plimsoll/foundation";
import { type NoteSignature, parseSignatureLines, signatureLine } from "../note/signed-note.ts";

/** What a witness answers to `add-checkpoint` (C2SP tlog-witness). */
export type WitnessResponse = WitnessCosigned | WitnessConflict | WitnessRefusal;

export interface WitnessCosigned {
  readonly status: 200;
  /** At least one; unverified on the side of the log. */
  readonly cosignatures: readonly NoteSignature[];
}

/** The log is to begin from this size. */
export interface WitnessConflict {
  readonly status: 409;
  /** The size of the latest checkpoint that the witness cosigned. */
  readonly size: number;
}

export interface WitnessRefusal {
  readonly status: 400 | 403 | 404 | 422;
  /** For people to read. */
  readonly reason: string;
}

/** An answer as it goes over HTTP. */
export interface HttpResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

const SIZE_TYPE = "text/x.tlog.size";
const TEXT_TYPE = "text/plain; charset=utf-8";

/** The HTTP answer of a witness (C2SP tlog-witness). */
export function encodeWitnessResponse(response: WitnessResponse): HttpResponse {
  const { status } = response;
  if (status === 200)
    return { status, contentType: TEXT_TYPE, body: response.cosignatures.map(signatureLine).join("") };
  if (status === 409) return { status, contentType: SIZE_TYPE, body: `${response.size}\n` };
  return { status, contentType: TEXT_TYPE, body: `${response.reason}\n` };
}

/** Reads an answer on the side of the log; `RESPONSE_MALFORMED` for any other status, and for a body that does not fit it. */
export function parseWitnessResponse({
  status,
  contentType,
  body,
}: HttpResponse): Result<WitnessResponse, PlimsollError> {
  if (status === 400 || status === 403 || status === 404 || status === 422)
    return ok({ status, reason: body.trimEnd() });
  const cosignatures = status === 200 ? parseSignatureLines(body) : undefined;
  if (cosignatures !== undefined) return ok({ status: 200, cosignatures });
  const size = status === 409 && contentType === SIZE_TYPE ? sizeOf(body) : undefined;
  return size === undefined ? err(responseMalformed(status)) : ok({ status: 409, size });
}

function sizeOf(body: string): number | undefined {
  const size = Number(body.slice(0, -1));
  return Number.isSafeInteger(size) && size >= 0 && body === `${size}\n` ? size : undefined;
}

const responseMalformed = (status: number): PlimsollError =>
  new PlimsollError({
    code: "RESPONSE_MALFORMED",
    expected: "cosignature lines with 200, a size with 409, or 400, 403, 404, 422 (C2SP tlog-witness)",
    received: `status ${status} with another body`,
    fix: "leave this witness out; ask its operator",
  });
