import { concatBytes, utf8 } from "@plimsoll/foundation";
import type { NodeKey } from "../../event/event.ts";
import type { Cryptography, Signer } from "../../ports/cryptography.ts";
import { PART_FRAME_BYTES } from "./message-part.ts";

/** A piece of a message; or the sender's ticket, handed to one node (`greeting`) or to all (`hint`). */
export type FrameKind = (typeof KINDS)[number];

/** What one node says to another, or to all, in one message of NATS. */
export interface Frame {
  readonly kind: FrameKind;
  readonly from: NodeKey;
  /** Drawn by the sender's process. 32 hexadecimal digits. */
  readonly session: string;
  /** Never given twice in a session: to one receiver, or among its hints. Below 2 ** 48. */
  readonly number: number;
  /** The receiver's, which shows that the frame was made lately. Of a hint zeros. 32 hexadecimal digits. */
  readonly ticket: string;
  readonly bytes: Uint8Array;
}

/** The ticket of a hint, which is for nobody in particular. */
export const NO_TICKET = "0".repeat(32);

/** Null for anything that `FrameSeal` does not write. The signature is not looked at. */
export function readFrame(data: Uint8Array): Frame | null {
  const [version, place = KINDS.length] = data;
  const kind = KINDS[place];
  const bytes = data.subarray(HEADER_BYTES, -SIGNATURE_BYTES);
  if (version !== VERSION || kind === undefined || data.length < HEADER_BYTES + SIGNATURE_BYTES) return null;
  if (kind === "part" ? bytes.length > PART_FRAME_BYTES : bytes.length !== TICKET_BYTES) return null;
  const header = Buffer.from(data.buffer, data.byteOffset, HEADER_BYTES);
  const [from, session] = [header.toString("hex", 2, 34), header.toString("hex", 34, 50)];
  return { kind, from, session, number: header.readUIntBE(50, 6), ticket: header.toString("hex", 56, 72), bytes };
}

/** Signs frames with the node's key, and tells whether others' are signed by whom they name. */
export class FrameSeal {
  readonly #mesh: string;
  readonly #signer: Signer;
  readonly #crypto: Cryptography;

  constructor(mesh: string, signer: Signer, crypto: Cryptography) {
    this.#mesh = mesh;
    this.#signer = signer;
    this.#crypto = crypto;
  }

  /** `to` is null for all. */
  seal(frame: Omit<Frame, "from">, to: NodeKey | null): Uint8Array {
    const body = encode({ ...frame, from: this.#signer.key });
    return concatBytes(body, this.#signer.sign(this.#signed(body, to)));
  }

  /** Whether the frame in these bytes was made by its `from`, for this mesh and this receiver, as it stands there. */
  holds(data: Uint8Array, from: NodeKey, to: NodeKey | null): boolean {
    const body = data.subarray(0, -SIGNATURE_BYTES);
    return this.#crypto.verify(from, this.#signed(body, to), data.subarray(-SIGNATURE_BYTES));
  }

  #signed(body: Uint8Array, to: NodeKey | null): Uint8Array {
    return concatBytes(utf8(`plimsoll mesh frame 1\n${this.#mesh}\n${to ?? "all"}\n`), body);
  }
}

function encode({ kind, from, session, number, ticket, bytes }: Frame): Uint8Array {
  const count = Buffer.alloc(6);
  count.writeUIntBE(number, 0, 6);
  const [key, run, shown] = [from, session, ticket].map((digits) => Buffer.from(digits, "hex")) as [
    Buffer,
    Buffer,
    Buffer,
  ];
  return concatBytes(Uint8Array.of(VERSION, KINDS.indexOf(kind)), key, run, count, shown, bytes);
}

const KINDS = ["part", "greeting", "hint"] as const;
/** 1 was without signatures. */
const VERSION = 2;
const TICKET_BYTES = 16;
const SIGNATURE_BYTES = 64;
/** Version, kind, key, session, number, ticket. */
const HEADER_BYTES = 1 + 1 + 32 + 16 + 6 + TICKET_BYTES;
