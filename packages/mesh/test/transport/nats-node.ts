import type { NatsBusOptions } from "../../src/node/nats/nats-bus.ts";
import { crypto, testSigner } from "../kit/index.ts";

/** A node of a label, which takes everybody for a member. */
export const natsNode = (label: string): Pick<NatsBusOptions, "signer" | "crypto" | "admits"> => ({
  signer: testSigner(label),
  crypto,
  admits: () => true,
});

/** Keys of the nodes of these labels. */
export const keyOf = (label: string): string => testSigner(label).key;
