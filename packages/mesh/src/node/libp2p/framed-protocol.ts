import type { Libp2p, Stream } from "@libp2p/interface";
import type { NodeKey } from "../../event/event.ts";
import { FrameReader } from "./frame.ts";
import { nodeKeyOf, peerIdOf } from "./node-identity.ts";
import { PeerLink } from "./peer-link.ts";

export interface FramedProtocolOptions {
  readonly libp2p: Libp2p;
  /** Such as `/plimsoll/mesh/1`. */
  readonly protocol: string;
  readonly messageBytesMax: number;
  readonly onMessage: (from: NodeKey, message: Uint8Array) => void;
  readonly onDropOut: () => void;
  /** A stream that broke the framing and was given up. */
  readonly onDropIn: () => void;
}

/** Messages over libp2p: one outgoing stream per peer, any number of incoming ones. The sender is proven by the handshake. */
export class FramedProtocol {
  readonly #options: FramedProtocolOptions;
  readonly #links = new Map<NodeKey, PeerLink>();
  #isClosed = false;

  constructor(options: FramedProtocolOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { libp2p, protocol } = this.#options;
    await libp2p.handle(protocol, (stream, connection) => this.#read(stream, nodeKeyOf(connection.remotePeer)), {
      maxInboundStreams: STREAMS_MAX,
      maxOutboundStreams: STREAMS_MAX,
    });
  }

  send(to: NodeKey, message: Uint8Array): void {
    const link = this.#linkTo(to);
    if (link === null || message.length > this.#options.messageBytesMax) return this.#options.onDropOut();
    link.send(message);
  }

  /** Resolves once the peer's queue has room. */
  async room(to: NodeKey): Promise<void> {
    await this.#linkTo(to)?.room();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const link of this.#links.values()) link.close();
    await this.#options.libp2p.unhandle(this.#options.protocol);
  }

  #linkTo(to: NodeKey): PeerLink | null {
    if (this.#isClosed) return null;
    const known = this.#links.get(to);
    if (known !== undefined) return known;
    const peer = peerIdOf(to);
    if (peer === null || this.#links.size >= LINKS_MAX) return null;
    const { libp2p, protocol, onDropOut } = this.#options;
    const open = async (signal: AbortSignal): Promise<Stream> => libp2p.dialProtocol(peer, protocol, { signal });
    const link = new PeerLink({ open, onDrop: onDropOut });
    this.#links.set(to, link);
    return link;
  }

  #read(stream: Stream, from: NodeKey | null): void {
    if (from === null) return stream.abort(new Error("not an Ed25519 peer"));
    const reader = new FrameReader(this.#options.messageBytesMax);
    stream.addEventListener("message", ({ data }) => {
      const messages = this.#isClosed ? null : reader.push(data.subarray());
      if (messages === null) return this.#refuse(stream);
      for (const message of messages) this.#options.onMessage(from, message);
    });
  }

  #refuse(stream: Stream): void {
    if (!this.#isClosed) this.#options.onDropIn();
    stream.abort(new Error("malformed frame"));
  }
}

/** Of one connection; an old stream may still be closing while its successor opens. */
const STREAMS_MAX = 16;
const LINKS_MAX = 10_000;
