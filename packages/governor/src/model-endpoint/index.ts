export { type Endpoint, type EndpointOptions, openEndpoint } from "./endpoint.ts";
export type { EndpointBudget } from "./endpoint-budget.ts";
export { TranscriptFolder } from "./transcript-folder.ts";
