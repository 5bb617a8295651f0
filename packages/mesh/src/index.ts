export { openEvent } from "./event/open-event.ts";
export { signEvents } from "./event/sign-events.ts";
