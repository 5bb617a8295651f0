// The door for whoever only looks at a site: where its parts lie, and the state that its log makes.
export { dataFolder } from "./site/data-layout.ts";
export { replay } from "./site/state-of-ledger.ts";
