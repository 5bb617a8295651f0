import { RandomStream } from "@plimsoll/foundation";
import { makeCertificate, type OpenedCertificate } from "../../src/certificate/certificate.ts";
import { signCertificate } from "../../src/certificate/certificate-signature.ts";
import type { SignedCertificate } from "../../src/certificate/signed-certificate.ts";
import { setFold } from "../../src/certificate/state-fold.ts";
import type { SetFold } from "../../src/certificate/verify-certificate.ts";
import type { EventId, MeshEvent } from "../../src/event/event.ts";
import type { Genesis } from "../../src/event/genesis.ts";
import type { Cryptography } from "../../src/ports/cryptography.ts";
import { EventSet } from "../../src/set/event-set.ts";
import { frontierOf } from "../../src/set/frontier.ts";
import { crypto, type TestAuthor, type TestMesh, testGenesis, type WritableBody } from "../kit/index.ts";

/** The same answers as the real one; each signature is checked once for all nodes of a test. */
export function rememberingCrypto(): Cryptography {
  const known = new Map<string, boolean>();
  return {
    ...crypto,
    verify: (key, message, signature) => {
      const place = [key, ...[message, signature].map((bytes) => Buffer.from(bytes).toString("base64"))].join("/");
      const holds = known.get(place) ?? crypto.verify(key, message, signature);
      known.set(place, holds);
      return holds;
    },
  };
}

export const shared = rememberingCrypto();

export const foldOf = (genesis: Genesis): SetFold => setFold({ genesis, cryptography: shared });

export const setOf = (events: Iterable<MeshEvent>): EventSet => {
  const set = new EventSet();
  for (const event of events) set.offer(event);
  return set;
};

/** What somebody says: thoughts, fields, beats and, of an issuer, rights. */
export function anyBody(random: RandomStream, isIssuer: boolean): WritableBody {
  const angles = Uint8Array.from({ length: 8 }, () => random.below(256));
  const bodies: WritableBody[] = [
    { kind: "thought", intent: null, encoder: "e", weight: 1 + random.below(9), angles, answer: new Uint8Array() },
    { kind: "clock.beat", beats: 1 + random.below(40) },
    { kind: "field.set", entity: "e", field: `f${random.below(3)}`, value: angles, resolves: [] },
    ...(isIssuer ? [{ kind: "budget.issued", account: "a", quantity: 100 } as const] : []),
  ];
  return bodies[random.below(bodies.length)] as WritableBody;
}

/** Events of all members, each citing its own head and up to two others'. In causal order. */
export function smallGraph({ authors }: TestMesh, events: number, random: RandomStream): MeshEvent[] {
  const all: MeshEvent[] = authors.map((author) => author.open());
  for (let count = 0; count < events; count += 1) {
    const place = random.below(authors.length);
    const parents = [0, 1].flatMap(() => authors[random.below(authors.length)]?.head ?? []);
    all.push((authors[place] as TestAuthor).write(anyBody(random, place === 0), { parents }));
  }
  return all;
}

export interface CertifyOptions {
  readonly number?: number;
  readonly previous?: string | null;
  readonly anchor?: EventId | null;
  /** Whose signatures it gets; all when left out. */
  readonly signers?: readonly TestAuthor[];
}

/** A true certificate of a set. */
export function certify(
  set: EventSet,
  { genesis, mesh, authors }: TestMesh,
  options: CertifyOptions = {},
): SignedCertificate {
  const own = foldOf(genesis)(set, options.anchor ?? null);
  if (own === null) throw new Error("the set gives nobody a standing");
  const { number = 1, previous = null } = options;
  const certificate = makeCertificate({ mesh, number, previous, ...own, frontier: frontierOf(set) }, shared);
  return signedBy(certificate, options.signers ?? authors);
}

export const signedBy = (certificate: OpenedCertificate, signers: readonly TestAuthor[]): SignedCertificate => ({
  certificate,
  signatures: signers
    .map(({ signer }) => signCertificate(certificate.digest, signer))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1)),
});

/** A mesh with a graph of its own. */
export function meshWithGraph(n: number, events: number, seed: string, overrides: Partial<Genesis> = {}) {
  const bed = testGenesis(n, overrides);
  const random = RandomStream.from("certificate tests", seed);
  return { ...bed, random, events: smallGraph(bed, events, random) };
}

export function shuffled<T>(items: readonly T[], random: RandomStream): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}

export const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
