import type { MergeSubject, Replica } from "./merge-subject.ts";
import { peerPackage } from "./peer-package.ts";

type Document = Record<string, Uint8Array[]>;

/** The part of the package that is used here. */
interface Automerge {
  init(options?: { actor: string }): Document;
  change(document: Document, options: { time: number }, edit: (draft: Document) => void): Document;
  getAllChanges(document: Document): Uint8Array[];
  applyChanges(document: Document, changes: readonly Uint8Array[]): [Document, ...unknown[]];
  save(document: Document): Uint8Array;
  load(saved: Uint8Array): Document;
}

/** One change for each event. A list for each author: measured beside one map for all, which was two to four times as slow. */
export function openAutomerge(folder: string): MergeSubject | null {
  const peer = peerPackage<Automerge>(folder, "@automerge/automerge");
  if (peer === null) return null;
  const automerge = peer.exports;
  return {
    name: "Automerge",
    version: peer.version,
    lacks: "changes are linked by SHA-256; no signatures, so anyone may write as any author",
    make: (author, payloads) => {
      const list = `author ${author}`;
      let document = automerge.init({ actor: author.toString(16).padStart(32, "0") });
      for (const [place, payload] of payloads.entries()) {
        document = automerge.change(document, { time: 0 }, (draft) => {
          // The first event makes the list too, so that there are as many changes as events.
          if (place === 0) draft[list] = [payload];
          else draft[list]?.push(payload);
        });
      }
      const changes = automerge.getAllChanges(document);
      return { messages: changes, whole: changes };
    },
    open: () => replica(automerge, automerge.init()),
    load: (saved) => replica(automerge, automerge.load(saved)),
  };
}

function replica(automerge: Automerge, opened: Document): Replica {
  let document = opened;
  return {
    merge: (changes) => {
      [document] = automerge.applyChanges(document, changes);
    },
    save: () => automerge.save(document),
    count: () => Object.values(document).reduce((sum, list) => sum + list.length, 0),
  };
}
