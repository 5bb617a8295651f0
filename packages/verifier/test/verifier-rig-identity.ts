import { signingKeyFromSeed } from "@plimsoll/foundation/node";

export const identity = {
  origin: "example.org/plimsoll/verified",
  signingKey: signingKeyFromSeed(new Uint8Array(32).fill(9)),
};
