import { PlimsollError } from "@plimsoll/foundation";

/** It has no chain to write yet: nothing was written. */
export const notReady = (): PlimsollError =>
  new PlimsollError({
    code: "MESH_NODE_NOT_READY",
    expected: "a node that knows under which incarnation to write",
    received: "one that still asks its peers after a restart",
    fix: "try again in a few seconds",
  });
