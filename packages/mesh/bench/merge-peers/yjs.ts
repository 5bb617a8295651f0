import type { MergeSubject, Replica } from "./merge-subject.ts";
import { peerPackage } from "./peer-package.ts";

interface Doc {
  clientID: number;
  getArray(name: string): { readonly length: number; push(items: readonly Uint8Array[]): void };
  readonly share: ReadonlyMap<string, unknown>;
  transact(edit: () => void): void;
  on(event: "update", listener: (update: Uint8Array) => void): void;
}

/** The part of the package that is used here. */
interface Yjs {
  readonly Doc: new () => Doc;
  applyUpdate(document: Doc, update: Uint8Array): void;
  encodeStateAsUpdate(document: Doc): Uint8Array;
}

/** One transaction for each event, in a list for each author: measured beside one map for all, which was slower. */
export function openYjs(folder: string): MergeSubject | null {
  const peer = peerPackage<Yjs>(folder, "yjs");
  if (peer === null) return null;
  const yjs = peer.exports;
  return {
    name: "Yjs",
    version: peer.version,
    lacks: "neither hashes nor signatures: an update that was changed on its way merges like any other",
    make: (author, payloads) => {
      const document = new yjs.Doc();
      document.clientID = author + 1;
      const messages: Uint8Array[] = [];
      document.on("update", (update) => messages.push(update));
      const list = document.getArray(`author ${author}`);
      for (const payload of payloads) document.transact(() => list.push([payload]));
      return { messages, whole: [yjs.encodeStateAsUpdate(document)] };
    },
    open: () => replica(yjs, new yjs.Doc()),
    load: (saved) => {
      const document = new yjs.Doc();
      yjs.applyUpdate(document, saved);
      return replica(yjs, document);
    },
  };
}

const replica = (yjs: Yjs, document: Doc): Replica => ({
  merge: (updates) => {
    for (const update of updates) yjs.applyUpdate(document, update);
  },
  save: () => yjs.encodeStateAsUpdate(document),
  count: () => [...document.share.keys()].reduce((sum, name) => sum + document.getArray(name).length, 0),
});
