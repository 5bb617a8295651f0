export { plainEvent } from "./plain-event.ts";
export { type EventGraph, randomGraph } from "./random-graph.ts";
export { offerAll, shuffled } from "./replica-set.ts";
export { strangerOf } from "./stranger.ts";
export { crypto, TestAuthor, testIncarnation, testSigner, type WritableBody } from "./test-author.ts";
export { testGenesis, type TestMesh } from "./test-genesis.ts";
