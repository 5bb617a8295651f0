export { belowAt, type Key, normalAt, partKey, seedKey, uniformAt, wordAt } from "./random/counter.ts";
