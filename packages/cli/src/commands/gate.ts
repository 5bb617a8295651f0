import type { AddCommand } from "../add-command.ts";
import { addGateProxy } from "./gate-proxy.ts";
import { addGateStaple } from "./gate-staple.ts";
import { addGateWebhook } from "./gate-webhook.ts";

export const addGate: AddCommand = (program, exitWith) => {
  const gate = program.command("gate").description("places where without a token there is no service");
  addGateProxy(gate, exitWith);
  addGateWebhook(gate, exitWith);
  addGateStaple(gate, exitWith);
};
