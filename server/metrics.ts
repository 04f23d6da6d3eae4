/** What is counted, as Prometheus text. */
import { Counter, collectDefaultMetrics, Registry } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

/** All metrics of one server, in a registry of its own. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    connectorCalls: new Counter({
      name: 'cost_code_sync_connector_calls_total',
      help: 'Calls of Web Connectors, by operation and by how they went',
      labelNames: ['operation', 'result'] as const,
      registers,
    }),
    refused: new Counter({
      name: 'cost_code_sync_refused_total',
      help: 'What was refused or given up because it was too much or too slow: connections, requests, bodies',
      labelNames: ['what'] as const,
      registers,
    }),
    wrongSignIns: new Counter({
      name: 'cost_code_sync_wrong_sign_ins_total',
      help: 'Sign-ins with a wrong user name or password',
      labelNames: ['door'] as const,
      registers,
    }),
  };
}
