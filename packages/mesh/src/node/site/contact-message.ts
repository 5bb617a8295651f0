import { type CborValue, decodeCbor, encodeCbor } from "../../event/cbor.ts";
import type { EventId } from "../../event/event.ts";
import { hexadecimal, id } from "../../event/field-codec.ts";

/** What a site asks the others, and what each node answers (ME-492). */
export type ContactMessage =
  | { readonly type: "where"; readonly question: string }
  /** The tips of all chains that were held when the question came. */
  | { readonly type: "here"; readonly question: string; readonly tips: readonly EventId[] };

/** Bytes of a question's number: drawn, so that no answer to an earlier life is taken for one to this. */
export const QUESTION_BYTES = 16;

const question = hexadecimal(QUESTION_BYTES);

export function encodeContactMessage(message: ContactMessage): Uint8Array {
  const head = [message.type, question.pack(message.question)];
  return encodeCbor(message.type === "where" ? head : [...head, message.tips.map((tip) => id.pack(tip))]);
}

/** Undefined for what begins as no such message does; "malformed" for one that begins so and is none. */
export function readContactMessage(bytes: Uint8Array): ContactMessage | "malformed" | undefined {
  if (!BEGINNINGS.some((beginning) => beginning.every((byte, place) => bytes[place] === byte))) return undefined;
  try {
    return messageIn(decodeCbor(bytes));
  } catch (fault) {
    if (fault instanceof TypeError) return "malformed";
    throw fault;
  }
}

function messageIn(items: CborValue | undefined): ContactMessage | "malformed" {
  if (!Array.isArray(items)) return "malformed";
  const [type, number, tips] = items as readonly CborValue[];
  const asked = question.unpack(number as CborValue);
  if (type === "where") return { type, question: asked };
  if (type !== "here" || !Array.isArray(tips)) return "malformed";
  return { type, question: asked, tips: (tips as readonly CborValue[]).map((tip) => id.unpack(tip)) };
}

/** An array of two or three items, the first of them the type. */
const BEGINNINGS: readonly (readonly number[])[] = [
  [0x82, 0x65, ...Buffer.from("where")],
  [0x83, 0x64, ...Buffer.from("here")],
];
